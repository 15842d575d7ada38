package dev.sluice.store;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What has been written and not yet applied, between the thread that writes and the one that
 * applies. Entries are handed over in memory as long as few of them wait; beyond that they are in
 * the files only, until the applier has read them there and caught up.
 *
 * <p>The thread that writes packs them and adds them up. It has just had them in its hands; for the
 * one that applies they would have left the caches, and the garbage collector would have moved
 * them.
 */
final class Backlog {
    /** Entries that are applied in one transaction. */
    static final int BATCH = 2000;

    private static final int MOST = 20_000;
    private static final long MOST_BYTES = 32L * 1024 * 1024;
    private static final long GATHER_NANOS = 200_000_000;

    private final Supplier<Books.Batch> books;
    private final Deque<Held> batches = new ArrayDeque<>();
    private int held;
    private long heldBytes;
    private long committed;
    private long next;
    private long applied;
    private long oldest; // when the oldest that waits was written, milliseconds since 1970
    private long leapt; // how many numbers were left out,
    private long leaptTo; // before this one
    private boolean known;
    private boolean hurried;
    private boolean closing;

    /**
     * Begins.
     *
     * @param from the first entry that can be read
     * @param committed the last one that has been written
     * @param now milliseconds since 1970
     * @param books begins batches
     */
    Backlog(long from, long committed, long now, Supplier<Books.Batch> books) {
        this.books = books;
        oldest = now;
        this.committed = committed;
        next = from;
        applied = from - 1;
    }

    /**
     * Entries that were written together.
     *
     * @param bytes what they are in the file
     * @param at when, milliseconds since 1970
     */
    record Group(List<Numbered> entries, long bytes, long at) {
        long first() {
            return entries.getFirst().sequence();
        }

        long last() {
            return entries.getLast().sequence();
        }
    }

    /**
     * Entries that are applied together.
     *
     * @param last sequence of the last one
     * @param count how many there are
     */
    record Taken(Books.Batch entries, long last, int count) {}

    /** A batch that more may be added to. */
    private static final class Held {
        private final Books.Batch entries;
        private final long at;
        private long last;
        private int count;
        private long bytes;

        Held(Books.Batch entries, Group first) {
            this.entries = entries;
            at = first.at();
        }

        void add(Group group) {
            group.entries().forEach(entries::add);
            last = group.last();
            count += group.entries().size();
            bytes += group.bytes();
        }
    }

    /** Says up to where everything has been applied, when that becomes known. */
    synchronized void begin(long appliedBefore) {
        known = true;
        next = Math.max(next, appliedBefore + 1);
        applied = next - 1;
        committed = Math.max(committed, applied);
    }

    /** Entries have been written. */
    synchronized void add(Group group) {
        long expected = batches.isEmpty() ? next : batches.getLast().last + 1;
        boolean fits =
                held + group.entries().size() <= MOST && heldBytes + group.bytes() <= MOST_BYTES;
        if (known && fits && group.first() == expected) {
            hold(group);
        }
        long waitedBefore = committed - next + 1;
        if (waitedBefore <= 0 && applied >= committed) {
            oldest = group.at();
        }
        if (group.first() > committed + 1) {
            leapt = group.first() - committed - 1;
            leaptTo = group.first();
        }
        committed = group.last();
        boolean enough = waitedBefore < BATCH && committed - next + 1 >= BATCH;
        if (waitedBefore <= 0 || enough) {
            notifyAll();
        }
    }

    private void hold(Group group) {
        Held last = batches.peekLast();
        if (last == null || last.count + group.entries().size() > BATCH) {
            last = new Held(books.get(), group);
            batches.add(last);
        }
        try {
            last.add(group);
            held += group.entries().size();
            heldBytes += group.bytes();
        } catch (RuntimeException | Error _) {
            // The applier reads them from the files, meets it there, and says so.
            batches.removeLast();
            held -= last.count;
            heldBytes -= last.bytes;
        }
    }

    /**
     * Waits until there is something to apply, and a little longer so that it is worth it.
     *
     * @return false when there is nothing and nothing will come
     */
    synchronized boolean await() throws InterruptedException {
        while (next > committed) {
            if (closing) {
                return false;
            }
            wait();
        }
        long until = System.nanoTime() + GATHER_NANOS;
        while (!closing && !hurried && committed - next + 1 < BATCH) {
            long millis = (until - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                break;
            }
            wait(millis);
        }
        return true;
    }

    /** Takes what is at hand; null if it must be read from the files. */
    synchronized @Nullable Taken take() {
        Held first = batches.poll();
        if (first == null) {
            return null;
        }
        oldest = first.at;
        held -= first.count;
        heldBytes -= first.bytes;
        next = first.last + 1;
        return new Taken(first.entries, first.last, first.count);
    }

    /** Returns whether what comes next is in the files only. */
    synchronized boolean isBehind() {
        return batches.isEmpty() && next <= committed;
    }

    /** Returns what comes next. */
    synchronized long next() {
        return next;
    }

    /** Returns the last one that has been written. */
    synchronized long committed() {
        return committed;
    }

    /**
     * Entries have been read from the files.
     *
     * @param written when the first of them was written, or 0 if that is not known
     */
    synchronized void read(long upTo, long written) {
        if (written > 0 && next == applied + 1) {
            oldest = written;
        }
        next = upTo + 1;
    }

    /** Everything up to here has been applied. */
    synchronized void applied(long upTo) {
        applied = upTo;
        if (!batches.isEmpty()) {
            oldest = batches.getFirst().at;
        }
        notifyAll();
    }

    /** Waits before something is tried again; not for long when it is about to end. */
    synchronized void pause(long millis) throws InterruptedException {
        long until = System.nanoTime() + millis * 1_000_000;
        for (long left = millis; left > 0 && !closing; ) {
            wait(left);
            left = (until - System.nanoTime()) / 1_000_000;
        }
    }

    /** Waits until an entry has been applied; returns whether it has. */
    synchronized boolean awaitApplied(long sequence, long nanos) throws InterruptedException {
        long until = System.nanoTime() + nanos;
        hurried = true;
        notifyAll();
        try {
            long left = nanos / 1_000_000;
            while (applied < sequence && left > 0) {
                wait(left);
                left = (until - System.nanoTime()) / 1_000_000;
            }
            return applied >= sequence;
        } finally {
            hurried = false;
        }
    }

    /** Returns how far it is behind. */
    synchronized Ledger.Lag lag(long now) {
        long numbers = committed - applied;
        long entries = Math.max(0, applied < leaptTo ? numbers - leapt : numbers);
        return new Ledger.Lag(entries, entries == 0 ? 0 : Math.max(0, now - oldest));
    }

    /** Nothing more will come. */
    synchronized void close() {
        closing = true;
        notifyAll();
    }

    /** Returns whether nothing more will come. */
    synchronized boolean isClosing() {
        return closing;
    }
}
