package dev.sluice.store;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings what is in the journal into the books, on a thread of its own. While the database is away
 * it waits; the journal keeps what has not been applied. An entry is on the disk before it is in
 * the books: otherwise a loss of power could take back what has been counted, and its number would
 * be given again.
 */
final class Applier implements Runnable {
    private static final long FIRST_PAUSE = 100;
    private static final long LONGEST_PAUSE = 5_000;

    /** For how long what has been applied is kept, in case that the database is put back a bit. */
    private static final Duration KEPT = Duration.ofMinutes(10);

    private final Books books;
    private final Journal journal;
    private final Backlog backlog;
    private final Reservations reservations;
    private final Consumer<String> log;
    private final JournalReader reader;
    private final CompletableFuture<Long> position = new CompletableFuture<>();
    private final AtomicLong brought = new AtomicLong();
    private boolean away;

    Applier(
            Books books,
            Journal journal,
            Backlog backlog,
            Reservations reservations,
            Consumer<String> log) {
        this.books = books;
        this.journal = journal;
        this.backlog = backlog;
        this.reservations = reservations;
        this.log = log;
        reader = journal.read(log);
    }

    /** Is completed with the last entry in the books, or -1 if they cannot be asked now. */
    CompletableFuture<Long> position() {
        return position;
    }

    /** Returns how many entries it has brought into the books. */
    long brought() {
        return brought.get();
    }

    @Override
    public void run() {
        try {
            if (begin()) {
                removeOld();
                while (backlog.await() && step()) {
                    removeOld();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean begin() throws InterruptedException {
        Long applied = untilDone(() -> books.applied(journal.node()));
        if (applied == null) {
            return false;
        }
        position.complete(applied);
        long oldest = journal.oldest();
        if (applied + 1 < oldest) {
            log.accept(
                    "the database lacks the entries "
                            + (applied + 1)
                            + " to "
                            + (oldest - 1)
                            + " of node "
                            + journal.node()
                            + ", which are no longer in the journal");
        }
        backlog.begin(applied);
        return true;
    }

    private boolean step() throws InterruptedException {
        Backlog.Taken held = backlog.take();
        List<Numbered> read = held == null ? untilDone(this::read) : List.of();
        if (read == null) {
            return false;
        }
        Long done = untilDone(() -> apply(held == null ? taken(read) : held));
        if (done == null) {
            return false;
        }
        brought.addAndGet(done);
        backlog.applied(backlog.next() - 1);
        return true;
    }

    private List<Numbered> read() throws IOException {
        List<Numbered> all = new ArrayList<>();
        // Goes on until it has caught up, so that what comes then is handed over in memory.
        boolean more = true;
        while (more && all.size() < Backlog.BATCH && backlog.isBehind()) {
            long from = backlog.next();
            long to = backlog.committed();
            List<Numbered> read;
            try {
                read = reader.read(from, to, Backlog.BATCH - all.size());
            } catch (IOException | RuntimeException e) {
                if (all.isEmpty()) {
                    throw e;
                }
                return all;
            }
            if (read.isEmpty()) {
                log.accept("the journal lacks the entries " + from + " to " + to);
            }
            long last = read.isEmpty() ? to : read.getLast().sequence();
            backlog.read(last, ended(read));
            all.addAll(read);
            more = last < to;
        }
        return all;
    }

    private Backlog.Taken taken(List<Numbered> read) {
        Books.Batch batch = books.batch(journal.node());
        read.forEach(batch::add);
        long last = read.isEmpty() ? 0 : read.getLast().sequence();
        return new Backlog.Taken(batch, last, read.size());
    }

    /** Applies entries; returns how many there were. */
    private long apply(Backlog.Taken taken) throws StoreUnavailable, IOException {
        if (taken.count() > 0) {
            journal.force(taken.last());
            if (!taken.entries().apply()) {
                applyRest(taken.last());
            }
        }
        return taken.count();
    }

    /** The database knows some of a batch, as if it had been put back: only the files can tell. */
    private void applyRest(long last) throws StoreUnavailable, IOException {
        while (true) {
            long next = books.applied(journal.node()) + 1;
            List<Numbered> rest = next > last ? List.of() : reader.read(next, last, Backlog.BATCH);
            if (rest.isEmpty()) {
                return;
            }
            taken(rest).entries().apply(); // if in vain, then the next round knows more
        }
    }

    /** Returns when the first of these calls ended, about when it was written; 0 if none did. */
    private static long ended(List<Numbered> entries) {
        for (Numbered each : entries) {
            if (each instanceof Numbered.Finished(_, var record, _)) {
                return record.times().begun() + record.times().durationMicros() / 1000;
            }
        }
        return 0;
    }

    /** Something that may have to be tried again. */
    private interface Work<T> {
        T result() throws StoreUnavailable, IOException;
    }

    /** Tries until it succeeds; returns null when it does not and the ledger is being closed. */
    private <T> @Nullable T untilDone(Work<T> work) throws InterruptedException {
        for (long pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
            try {
                T result = work.result();
                if (away) {
                    log.accept("the ledger's entries reach the database again");
                    away = false;
                }
                return result;
            } catch (StoreUnavailable | IOException | RuntimeException | Error e) {
                position.complete(-1L);
                failed(e);
            }
            if (backlog.isClosing()) {
                return null;
            }
            backlog.pause(pause);
        }
    }

    private void failed(Throwable e) {
        if (!away) {
            boolean expected = e instanceof StoreUnavailable || e instanceof IOException;
            String why = expected ? e.getMessage() : e.toString();
            log.accept(
                    "the ledger's entries do not reach the database ("
                            + why
                            + "); they are kept in the journal until they do");
            away = true;
        }
    }

    private void removeOld() {
        long needed = Math.min(backlog.next(), reservations.oldest());
        try {
            journal.removeBefore(needed, Instant.now().minus(KEPT));
        } catch (IOException e) {
            log.accept("a segment of the journal cannot be removed: " + e.getMessage());
        }
    }
}
