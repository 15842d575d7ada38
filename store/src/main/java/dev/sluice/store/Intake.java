package dev.sluice.store;

import dev.sluice.core.limit.Permit;
import dev.sluice.core.meter.UsageRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes what threads hand over: numbers it and puts it into the journal's tail, where it outlives
 * the process. What came meanwhile is taken out together, as a group.
 *
 * <p>A reservation is written down only when its call is still under way as the group is taken out.
 * Most are over by then, and their records say what had been reserved.
 *
 * <p>Safe for several threads; each holds it for well below a microsecond, the one that takes a
 * group out for as long as it takes to write down what is under way.
 */
final class Intake {
    private final Journal journal;
    private final Reservations reservations;
    private final RecordCodec codec = new RecordCodec();
    // Clients choose request ids, and may choose the same one twice.
    private final Map<String, List<List<Permit.Hold>>> begun = new LinkedHashMap<>();
    private List<Numbered> entries = new ArrayList<>();
    private List<Bookable> calls = new ArrayList<>();

    Intake(Journal journal, Reservations reservations) {
        this.journal = journal;
        this.reservations = reservations;
    }

    /**
     * Entries that are written together, in the order of their sequences.
     *
     * @param calls whose they are: one for each that has finished
     */
    record Group(List<Numbered> entries, List<Bookable> calls) {}

    /** A call has begun that has reserved something. */
    synchronized void begun(String requestId, List<Permit.Hold> holds) {
        begun.computeIfAbsent(requestId, _ -> new ArrayList<>(1)).add(holds);
    }

    /**
     * A call has ended.
     *
     * @param payload the record as {@link CallPacker} wrote it
     */
    void finished(Bookable call, UsageRecord record, Frames.Payload payload) {
        List<Permit.Hold> held = Reservations.holds(record);
        synchronized (this) {
            boolean alone = !held.isEmpty() && forget(record.requestId(), held);
            EntryKind kind = alone ? EntryKind.FINISHED_ALONE : EntryKind.FINISHED;
            long sequence = journal.append(kind, payload);
            entries.add(new Numbered.Finished(sequence, record, alone));
            calls.add(call);
            if (!alone && !held.isEmpty()) {
                reservations.ended(record.requestId(), held);
            }
        }
    }

    private boolean forget(String requestId, List<Permit.Hold> held) {
        List<List<Permit.Hold>> same = begun.get(requestId);
        if (same == null || !same.remove(held)) {
            return false;
        }
        if (same.isEmpty()) {
            begun.remove(requestId);
        }
        return true;
    }

    /** What a process had reserved that has died is void. */
    synchronized void annulled(String requestId, List<Permit.Hold> holds) {
        long sequence = append(EntryKind.VOIDED, requestId, holds);
        entries.add(new Numbered.Voided(sequence, requestId, holds));
        reservations.ended(requestId, holds);
    }

    private long append(EntryKind kind, String requestId, List<Permit.Hold> holds) {
        codec.holds(requestId, holds);
        return journal.append(kind, new Frames.Payload(codec.bytes(), codec.length()));
    }

    /** Returns whether there are only calls that have begun: they may soon be over. */
    synchronized boolean canWait() {
        return entries.isEmpty();
    }

    /** Returns whether there is nothing to take out. */
    synchronized boolean isEmpty() {
        return entries.isEmpty() && begun.isEmpty();
    }

    /**
     * Takes out what has come. The journal then has something to write, unless the group is empty.
     * Not to be called before it is written.
     */
    synchronized Group take() {
        begun.forEach(this::open);
        begun.clear();
        journal.turn();
        var group = new Group(entries, calls);
        entries = new ArrayList<>(group.entries.size() * 2);
        calls = new ArrayList<>(group.calls.size() * 2);
        return group;
    }

    private void open(String requestId, List<List<Permit.Hold>> same) {
        for (List<Permit.Hold> holds : same) {
            long sequence = append(EntryKind.RESERVED, requestId, holds);
            var reserved = new Numbered.Reserved(sequence, requestId, holds);
            entries.add(reserved);
            reservations.begun(reserved);
        }
    }
}
