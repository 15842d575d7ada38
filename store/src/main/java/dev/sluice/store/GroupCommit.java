package dev.sluice.store;

import dev.sluice.core.limit.Permit;
import dev.sluice.core.meter.UsageRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The ledger's thread: takes what has come, counts it, and writes it in one piece.
 *
 * <p>Waking a thread costs the one who wakes it some microseconds, which is more than all else that
 * a call pays for the ledger. Therefore nobody wakes this one while calls come: it looks every
 * millisecond by itself. When it has looked in vain for 20 ms it sleeps, and the next call wakes
 * it: at less than 50 calls a second that costs less than looking. A durable ledger, whose clients
 * wait for it, is woken by the first call of each group.
 *
 * <p>While the disk does not take the group nothing more is taken from the queue: what waits there
 * is counted, and its reservations settled, when the disk is back.
 */
final class GroupCommit implements Runnable {
    private static final int MOST = Backlog.BATCH;
    private static final int MOST_BYTES = 768 * 1024;
    private static final long LOOK_NANOS = 1_000_000;

    /**
     * Of a group that takes longer to count, the first entries do not wait for the last. In durable
     * mode they do: there each group is forced to the disk, which takes longer than the counting.
     */
    private static final long GROUP_NANOS = 1_000_000;

    private static final long AWAKE_NANOS = 20_000_000;
    private static final long RETRY_NANOS = 200_000_000;
    private static final long LAST_TRIES_NANOS = 5_000_000_000L;
    private static final long STUCK_NANOS = 2_000_000_000;

    private final Journal journal;
    private final Backlog backlog;
    private final Reservations reservations;
    private final boolean durable;
    private final Consumer<String> log;
    private final Queue<Todo> queue = new ConcurrentLinkedQueue<>();
    private final RecordCodec codec = new RecordCodec();
    private List<Numbered> entries = new ArrayList<>();
    private final List<Bookable> calls = new ArrayList<>();
    private final List<CompletableFuture<Long>> told = new ArrayList<>();

    private volatile @Nullable Thread thread;
    private volatile boolean asleep;
    private volatile boolean closing;
    private volatile @Nullable String trouble;
    private volatile long busySince; // 0 when it is not

    GroupCommit(
            Journal journal,
            Backlog backlog,
            Reservations reservations,
            LedgerSettings.Durability durability,
            Consumer<String> log) {
        this.journal = journal;
        this.backlog = backlog;
        this.reservations = reservations;
        this.log = log;
        durable = durability == LedgerSettings.Durability.ANSWER;
    }

    /** Takes something to do, from any thread. */
    void add(Todo todo) {
        queue.add(todo);
        // The thread says that it is asleep before it looks a last time; one of both is seen.
        if (asleep) {
            asleep = false;
            LockSupport.unpark(thread);
        }
    }

    /** Does what there is to do, and returns. */
    void close() {
        closing = true;
        LockSupport.unpark(thread);
    }

    /** Returns why nothing is written at the moment, or null. */
    @Nullable String trouble() {
        long since = busySince;
        if (trouble == null && since != 0 && System.nanoTime() - since > STUCK_NANOS) {
            return "the disk with " + journal.path() + " does not answer";
        }
        return trouble;
    }

    @Override
    public void run() {
        thread = Thread.currentThread();
        long last = System.nanoTime();
        while (true) {
            boolean end = closing; // whatever was added before is seen below
            if (!queue.isEmpty()) {
                last = System.nanoTime();
                busySince = last | 1;
                group();
                busySince = 0;
            } else if (end) {
                return;
            } else if (!durable && System.nanoTime() - last < AWAKE_NANOS) {
                LockSupport.parkNanos(this, LOOK_NANOS);
            } else {
                sleep();
                last = System.nanoTime();
            }
        }
    }

    private void sleep() {
        asleep = true;
        while (asleep && queue.isEmpty() && !closing) {
            LockSupport.park(this);
        }
        asleep = false;
    }

    private void group() {
        long begun = System.nanoTime();
        while (entries.size() < MOST
                && journal.pending() < MOST_BYTES
                && (durable || System.nanoTime() - begun < GROUP_NANOS)) {
            Todo todo = queue.poll();
            if (todo == null) {
                break;
            }
            try {
                take(todo);
            } catch (RuntimeException | Error e) {
                // Nothing has been appended; the others of the group must not suffer.
                log.accept("a call could not be booked, and is lost to the ledger: " + e);
            }
        }
        int bytes = journal.pending();
        if (commit()) {
            finish(bytes);
        }
    }

    private void take(Todo todo) {
        switch (todo) {
            case Todo.Book(var call) -> {
                UsageRecord record = call.record();
                codec.finished(record);
                String json = codec.text(); // what the books keep, so that it is written once
                entries.add(new Numbered.Finished(append(EntryKind.FINISHED), record, json));
                calls.add(call);
                reservations.ended(record);
            }
            case Todo.Reserve(var id, var holds) -> {
                codec.holds(id, holds);
                var reserved = new Numbered.Reserved(append(EntryKind.RESERVED), id, holds);
                entries.add(reserved);
                reservations.begun(reserved);
            }
            case Todo.Annul(Numbered.Reserved(_, String id, List<Permit.Hold> holds)) -> {
                codec.holds(id, holds);
                entries.add(new Numbered.Voided(append(EntryKind.VOIDED), id, holds));
                reservations.ended(id, holds);
            }
            case Todo.Tell(var written) -> told.add(written);
        }
    }

    private long append(EntryKind kind) {
        return journal.append(kind, new Frames.Payload(codec.bytes(), codec.length()));
    }

    /** Tries until it succeeds; gives up only when the ledger is closed and the disk stays away. */
    private boolean commit() {
        long closed = 0;
        while (true) {
            try {
                journal.commit();
                if (trouble != null) {
                    trouble = null;
                    log.accept("the journal is written again");
                }
                return true;
            } catch (IOException | RuntimeException e) {
                failed(e);
            }
            if (closing) {
                closed = closed == 0 ? System.nanoTime() : closed;
                if (System.nanoTime() - closed > LAST_TRIES_NANOS) {
                    giveUp();
                    return false;
                }
            }
            LockSupport.parkNanos(this, RETRY_NANOS);
        }
    }

    private void failed(Exception e) {
        boolean first = trouble == null;
        trouble = "the journal in " + journal.path() + " cannot be written: " + e.getMessage();
        if (first) {
            log.accept(trouble + "; nothing is lost, and no new calls are taken until it can");
        }
    }

    private void giveUp() {
        int lost = calls.size() + (int) queue.stream().filter(Todo.Book.class::isInstance).count();
        log.accept(lost + " finished calls are lost to the ledger: " + trouble);
        queue.clear();
    }

    private void finish(int bytes) {
        if (!entries.isEmpty()) {
            backlog.add(new Backlog.Group(entries, bytes, System.currentTimeMillis()));
        }
        int call = 0;
        for (Numbered each : entries) {
            if (each instanceof Numbered.Finished(_, var record, _)) {
                booked(calls.get(call++), record);
            }
        }
        told.forEach(each -> each.complete(journal.end().sequence()));
        entries = new ArrayList<>();
        calls.clear();
        told.clear();
    }

    private void booked(Bookable call, UsageRecord record) {
        try {
            call.booked(record);
        } catch (RuntimeException | Error e) {
            log.accept("a call is booked, but who wanted to know failed: " + e);
        }
    }
}
