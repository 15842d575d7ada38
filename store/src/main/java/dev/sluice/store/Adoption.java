package dev.sluice.store;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings into the books what processes that died have left in the slots of a data directory: each
 * slot that nobody holds is opened as its next owner would, closed as soon as everything in it has
 * been applied, and not looked at again until somebody has written to it. One at a time, on a
 * thread of its own, and only while the books answer, so that nobody holds a slot to no purpose.
 */
final class Adoption implements Runnable, AutoCloseable {
    private static final long LOOK_SECONDS = 2;
    private static final Duration PATIENCE = Duration.ofMillis(200);

    private final Slots slots;
    private final Books books;
    private final Opening opening;
    private final Consumer<String> log;
    private final Map<Slot, Slot.Mark> done = new HashMap<>();
    private final CountDownLatch lookedThrough = new CountDownLatch(1);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().daemon().name("ledger-adoption").unstarted(this);

    /**
     * Prepares it.
     *
     * @param opening opens what has been claimed
     * @param log is told what could not be adopted
     */
    Adoption(Slots slots, Books books, Opening opening, Consumer<String> log) {
        this.slots = slots;
        this.books = books;
        this.opening = opening;
        this.log = log;
    }

    /** Opens the ledger on a journal, of which it takes possession. */
    @FunctionalInterface
    interface Opening {
        Ledger open(JournalDirectory claimed) throws IOException;
    }

    /** Begins to look. */
    void start() {
        thread.start();
    }

    /** Waits until what was left behind before the start is in the books; returns whether it is. */
    boolean awaitFirst(long nanos) throws InterruptedException {
        return lookedThrough.await(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void run() {
        try {
            do {
                if (lookThrough()) {
                    lookedThrough.countDown();
                }
            } while (!closing.await(LOOK_SECONDS, TimeUnit.SECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns false when something must be tried again soon. */
    private boolean lookThrough() throws InterruptedException {
        for (Slot each : slots.all()) {
            if (isClosing()) {
                return false;
            }
            Slot.Mark mark = each.mark();
            if (mark.equals(Slot.Mark.NONE) || mark.equals(done.get(each))) {
                continue;
            }
            try {
                if (!adopt(each)) {
                    return false;
                }
            } catch (IOException | RuntimeException e) {
                done.put(each, mark);
                log.accept(
                        "what is left in "
                                + each.journal()
                                + " stays there until the next start: "
                                + (e instanceof IOException ? e.getMessage() : e));
            }
        }
        return true;
    }

    private boolean adopt(Slot slot) throws IOException, InterruptedException {
        @Nullable JournalDirectory claimed = JournalDirectory.claim(slot);
        if (claimed == null) {
            return true; // its owner lives
        }
        if (!booksAnswer(claimed)) {
            claimed.close();
            return false;
        }
        try (Ledger orphan = opening.open(claimed)) {
            while (!orphan.awaitApplied(PATIENCE)) {
                if (isClosing()) {
                    return false;
                }
            }
            // While it is held: afterwards others may write to it and die.
            done.put(slot, slot.mark());
            if (orphan.brought() > 0) {
                log.accept(
                        String.format(
                                "%d entries that a process had left in %s are in the books now",
                                orphan.brought(), slot.journal()));
            }
            return true;
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private boolean booksAnswer(JournalDirectory claimed) {
        try {
            return books.applied(claimed.node()) >= 0;
        } catch (StoreUnavailable | RuntimeException _) {
            return false; // the ledger says so by itself, once
        }
    }

    /** Asks it to end; does not wait. */
    void stop() {
        closing.countDown();
    }

    /** Waits until it has ended. */
    @Override
    public void close() {
        stop();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
