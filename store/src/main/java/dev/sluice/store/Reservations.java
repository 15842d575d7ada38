package dev.sluice.store;

import dev.sluice.core.limit.Permit;
import dev.sluice.core.meter.UsageRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The reservations of calls that have begun and not ended. Safe for several threads. */
final class Reservations {
    // Clients choose request ids, and may choose the same one twice.
    private final Map<String, Deque<Numbered.Reserved>> open = new HashMap<>();

    /** A call has begun. */
    synchronized void begun(Numbered.Reserved reserved) {
        open.computeIfAbsent(reserved.requestId(), _ -> new ArrayDeque<>(1)).add(reserved);
    }

    /**
     * A call has ended, or is void.
     *
     * @param holds tell it from other calls of the same id
     */
    synchronized void ended(String requestId, List<Permit.Hold> holds) {
        Deque<Numbered.Reserved> same = open.get(requestId);
        if (same == null) {
            return;
        }
        Numbered.Reserved its =
                same.stream()
                        .filter(each -> each.holds().equals(holds))
                        .findFirst()
                        .orElseGet(same::getFirst);
        same.remove(its);
        if (same.isEmpty()) {
            open.remove(requestId);
        }
    }

    /** Returns what a call had reserved that has ended; asked of every one, on its event loop. */
    static List<Permit.Hold> holds(UsageRecord record) {
        List<Permit.Hold> holds = new ArrayList<>(record.settled().size());
        for (Permit.Settled each : record.settled()) {
            holds.add(each.hold());
        }
        return holds;
    }

    /** Learns from an entry of a journal that is being opened. */
    synchronized void learn(Frames frames) {
        EntryKind kind = EntryKind.of(frames.kind());
        if (kind == null || kind == EntryKind.FINISHED_ALONE) {
            return;
        }
        if (kind != EntryKind.RESERVED && open.isEmpty()) {
            return;
        }
        byte[] payload = frames.payload();
        if (kind == EntryKind.FINISHED && !open.containsKey(RecordReader.id(payload))) {
            return; // most calls reserve nothing, and reading all of them takes long
        }
        try {
            learn(RecordReader.read(frames.sequence(), kind, payload));
        } catch (UnreadableEntry _) {
            // is reported when it is applied
        }
    }

    private void learn(Numbered entry) {
        switch (entry) {
            case Numbered.Reserved reserved -> begun(reserved);
            case Numbered.Voided(_, var id, var holds) -> ended(id, holds);
            case Numbered.Finished(_, var record, _) -> {
                List<Permit.Hold> holds = holds(record);
                if (!holds.isEmpty()) {
                    ended(record.requestId(), holds);
                }
            }
        }
    }

    /** Returns all, the oldest first. */
    synchronized List<Numbered.Reserved> all() {
        List<Numbered.Reserved> all = new ArrayList<>();
        open.values().forEach(all::addAll);
        all.sort(Comparator.comparingLong(Numbered.Reserved::sequence));
        return all;
    }

    /** Returns the sequence of the oldest one; a very large number when there is none. */
    synchronized long oldest() {
        return open.values().stream()
                .flatMap(Deque::stream)
                .mapToLong(Numbered.Reserved::sequence)
                .min()
                .orElse(Long.MAX_VALUE);
    }
}
