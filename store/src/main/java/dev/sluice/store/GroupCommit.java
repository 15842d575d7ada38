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
 * Takes finished calls, and is the ledger's thread, which writes them in groups.
 *
 * <p>A call that is {@link Bookable#quick} is counted by the thread that hands it over, and is in
 * the journal's tail before that goes on. Others are counted by the ledger's thread.
 *
 * <p>Waking a thread costs the one who wakes it some microseconds, which is more than all else that
 * a call pays for the ledger. Therefore nobody wakes this one while calls come: what is in the tail
 * is safe, and it looks every {@value #REST_MILLIS} ms by itself. When it has looked in vain for a
 * while it sleeps, and the next call wakes it. Calls that it has to count itself wake it, and those
 * of a durable ledger, whose clients wait for it: the first one of each group. A call that begins
 * gets as long to be over before what it reserves is written down.
 *
 * <p>While the disk does not take a group, what comes is collected in memory for the next one.
 */
final class GroupCommit implements Runnable {
    private static final int REST_MILLIS = 10;

    /**
     * Of calls that take longer to be counted, the first ones do not wait for the last. In durable
     * mode they do: there each group is forced to the disk, which takes longer than the counting.
     */
    private static final long COUNT_NANOS = 1_000_000;

    private static final long AWAKE_NANOS = 20_000_000;
    private static final long RETRY_NANOS = 200_000_000;
    private static final long LAST_TRIES_NANOS = 5_000_000_000L;
    private static final long STUCK_NANOS = 2_000_000_000;

    private final Journal journal;
    private final Intake intake;
    private final Backlog backlog;
    private final boolean durable;
    private final Consumer<String> log;
    private final Queue<Todo> queue = new ConcurrentLinkedQueue<>();
    private final ThreadLocal<CallPacker> packers = ThreadLocal.withInitial(CallPacker::new);
    private final List<CompletableFuture<Long>> told = new ArrayList<>();

    private volatile @Nullable Thread thread;
    private volatile boolean asleep; // until the next call
    private volatile boolean resting; // for a moment
    private volatile boolean closing;
    private volatile @Nullable String trouble;
    private volatile long busySince; // 0 when it is not

    GroupCommit(
            Journal journal,
            Intake intake,
            Backlog backlog,
            LedgerSettings.Durability durability,
            Consumer<String> log) {
        this.journal = journal;
        this.intake = intake;
        this.backlog = backlog;
        this.log = log;
        durable = durability == LedgerSettings.Durability.ANSWER;
    }

    /** Takes a finished call, from any thread. */
    void book(Bookable call) {
        if (call.quick()) {
            count(call);
            wake(asleep || (durable && resting));
        } else {
            add(new Todo.Book(call));
        }
    }

    /** Learns of a call that has reserved something, from any thread. */
    void begun(String requestId, List<Permit.Hold> holds) {
        intake.begun(requestId, holds);
        wake(asleep);
    }

    /** Takes something to do, from any thread. */
    void add(Todo todo) {
        queue.add(todo);
        wake(asleep || resting);
    }

    // The thread says that it is asleep before it looks a last time; one of both is seen.
    private void wake(boolean needed) {
        if (needed) {
            asleep = false;
            resting = false;
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
            if (hasWork()) {
                if (!isUrgent() && intake.canWait()) {
                    rest(); // most calls are over by then, and one entry is enough
                }
                last = System.nanoTime();
                busySince = last | 1;
                group();
                busySince = 0;
            } else if (end) {
                return;
            } else if (durable || System.nanoTime() - last > AWAKE_NANOS) {
                sleep();
                last = System.nanoTime();
                continue;
            }
            if (!durable && !closing) {
                rest();
            }
        }
    }

    private boolean hasWork() {
        return !queue.isEmpty() || !intake.isEmpty();
    }

    private void sleep() {
        asleep = true;
        while (asleep && !hasWork() && !closing) {
            LockSupport.park(this);
        }
        asleep = false;
    }

    private void rest() {
        resting = true;
        long until = System.nanoTime() + REST_MILLIS * 1_000_000L;
        while (resting && !isUrgent() && !closing && System.nanoTime() < until) {
            LockSupport.parkNanos(this, until - System.nanoTime());
        }
        resting = false;
    }

    private boolean isUrgent() {
        return !queue.isEmpty() || (durable && !intake.canWait());
    }

    private void group() {
        long begun = System.nanoTime();
        do {
            Todo todo = queue.poll();
            if (todo == null) {
                break;
            }
            take(todo);
        } while (durable || System.nanoTime() - begun < COUNT_NANOS);
        Intake.Group group = intake.take();
        int bytes = journal.pending();
        if (write(group)) {
            finish(group, bytes);
        }
    }

    private void take(Todo todo) {
        switch (todo) {
            case Todo.Book(var call) -> count(call);
            case Todo.Annul(Numbered.Reserved(_, String id, List<Permit.Hold> holds)) ->
                    intake.annulled(id, holds);
            case Todo.Tell(var written) -> told.add(written);
        }
    }

    private void count(Bookable call) {
        try {
            UsageRecord record = call.record();
            CallPacker packer = packers.get();
            packer.reset();
            packer.add(0, record); // its sequence is beside it
            intake.finished(call, record, new Frames.Payload(packer.bytes(), packer.length()));
        } catch (RuntimeException | Error e) {
            // Nothing has been appended; the others of the group must not suffer.
            log.accept("a call could not be booked, and is lost to the ledger: " + e);
        }
    }

    /** Tries until it succeeds; gives up only when the ledger is closed and the disk stays away. */
    private boolean write(Intake.Group group) {
        long closed = 0;
        while (true) {
            try {
                journal.write();
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
                    giveUp(group);
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

    private void giveUp(Intake.Group group) {
        for (Todo each = queue.poll(); each != null; each = queue.poll()) {
            take(each);
        }
        log.accept(
                (group.calls().size() + intake.take().calls().size())
                        + " finished calls are not written; what the journal's tail has room for"
                        + " will be when Sluice starts again: "
                        + trouble);
    }

    private void finish(Intake.Group group, int bytes) {
        List<Numbered> entries = group.entries();
        // Clients may be waiting for this; nobody waits for the books.
        int call = 0;
        for (Numbered each : entries) {
            if (each instanceof Numbered.Finished(_, var record, _)) {
                booked(group.calls().get(call++), record);
            }
        }
        long now = System.currentTimeMillis();
        for (int from = 0; from < entries.size(); from += Backlog.BATCH) {
            int to = Math.min(entries.size(), from + Backlog.BATCH);
            long share = (long) bytes * (to - from) / entries.size();
            backlog.add(new Backlog.Group(entries.subList(from, to), share, now));
        }
        told.forEach(each -> each.complete(journal.end().sequence()));
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
