package dev.sluice.store;

import dev.sluice.core.limit.Permit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes every finished call: writes it into the journal, and from there into the books. Nobody who
 * hands over a call ever waits, and whether the database is there makes no difference to them.
 */
public final class Ledger implements AutoCloseable {
    private static final long ASK_NANOS = 2_000_000_000;
    private static final long LAST_BATCH_MILLIS = 10_000;

    /**
     * What is left out when the books cannot be asked at the start. If the journal has lost its
     * end, or was put back from a copy, they know numbers that it does not, and what they know they
     * do not take again.
     */
    static final long LEAP = 1_000_000_000;

    private final Journal journal;
    private final Backlog backlog;
    private final Applier applier;
    private final GroupCommit commit;
    private final Consumer<String> log;
    private final Thread applying;
    private final Thread writing;
    private final Slots slots;
    private @Nullable Adoption adoption; // none for a journal that is being adopted

    private Ledger(
            Journal journal,
            Reservations reservations,
            LedgerSettings settings,
            Books books,
            Consumer<String> log) {
        this.journal = journal;
        this.log = log;
        slots = new Slots(settings.data());
        backlog =
                new Backlog(
                        journal.oldest(),
                        journal.end().sequence(),
                        System.currentTimeMillis(),
                        () -> books.batch(journal.node()));
        applier = new Applier(books, journal, backlog, reservations, log);
        var intake = new Intake(journal, reservations);
        commit = new GroupCommit(journal, intake, backlog, settings.durability(), log);
        applying = Thread.ofPlatform().daemon().name("ledger-applier").unstarted(applier);
        writing = Thread.ofPlatform().daemon().name("ledger").unstarted(commit);
    }

    /**
     * Opens the ledger, or begins one. Several processes may have it open at the same time, each
     * with a journal of its own in the same data directory. What processes have left behind that
     * died is brought into the books; reservations of calls that they did not end become void.
     *
     * @param books where entries end up; may be unavailable now and at any time
     * @param log is told what a person should know, a sentence at a time, from any thread
     * @throws JournalRefused when as many processes as can have it open, or the journal is not this
     *     version's or this node's; the message says what to do
     * @throws IOException when it cannot be read or written
     */
    public static Ledger open(LedgerSettings settings, Books books, Consumer<String> log)
            throws IOException {
        return open(settings, books, log, Disk.REAL);
    }

    static Ledger open(LedgerSettings settings, Books books, Consumer<String> log, Disk disk)
            throws IOException {
        boolean durable = settings.durability() == LedgerSettings.Durability.ANSWER;
        var options = new Journal.Options(disk, durable, Journal.SEGMENT);
        var slots = new Slots(settings.data());
        Adoption.Opening opening =
                claimed -> {
                    var reservations = new Reservations();
                    Journal journal = Journal.open(claimed, options, reservations::learn, log);
                    var ledger = new Ledger(journal, reservations, settings, books, log);
                    ledger.start(reservations.all());
                    return ledger;
                };
        Ledger own = opening.open(slots.take());
        own.adopt(new Adoption(slots, books, opening, log));
        return own;
    }

    private void adopt(Adoption others) {
        adoption = others;
        others.start();
    }

    private void start(List<Numbered.Reserved> unfinished) {
        applying.start();
        long applied = journal.isFresh() ? 0 : applied();
        long last = journal.end().sequence();
        if (applied < 0) {
            journal.skipTo(last + LEAP);
        } else if (applied > last) {
            log.accept(
                    String.format(
                            "the database knows node %s up to entry %d, the journal ends with %d:"
                                    + " it was put back or lost its end, and goes on behind that",
                            journal.node(), applied, last));
            journal.skipTo(applied + 1);
        }
        unfinished.forEach(each -> commit.add(new Todo.Annul(each)));
        writing.start();
    }

    /** Asks how far the books go, which must not keep the program from starting. */
    private long applied() {
        CompletableFuture<Long> position = applier.position();
        try {
            return position.get(ASK_NANOS, TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            position.complete(-1L);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            position.complete(-1L);
        }
        return position.join();
    }

    /**
     * Books a finished call. A call that is {@link Bookable#quick} is safe from the end of the
     * process when this returns; another one soon after. Never waits for the disk; from any thread;
     * not after {@link #close}.
     */
    public void book(Bookable call) {
        commit.book(call);
    }

    /**
     * Learns what a call that begins has reserved, so that it becomes void if the process dies.
     * Never waits; from any thread, before the call is booked.
     *
     * @param holds not empty
     */
    public void reserve(String requestId, List<Permit.Hold> holds) {
        commit.begun(requestId, holds);
    }

    /**
     * Returns why calls cannot be written down at the moment, or null. Then no new calls should be
     * taken; those that end are kept in memory. Costs next to nothing.
     */
    public @Nullable String trouble() {
        return commit.trouble();
    }

    /** Returns whether there is no {@link #trouble}. */
    public boolean healthy() {
        return trouble() == null;
    }

    /**
     * How far the books are behind the journal.
     *
     * @param entries written and not yet applied
     * @param oldestMillis for how long the oldest of them has waited; 0 when there is none
     */
    public record Lag(long entries, long oldestMillis) {}

    /** Returns how far the books are behind. */
    public Lag lag() {
        return backlog.lag(System.currentTimeMillis());
    }

    /** Returns how many bytes the journal takes on the disk. */
    public long journalBytes() {
        try (var files = Files.list(journal.path())) {
            return files.mapToLong(each -> each.toFile().length()).sum();
        } catch (IOException _) {
            return 0; // a segment was removed this moment
        }
    }

    /** Returns the id of this node in the books. */
    public String node() {
        return journal.node();
    }

    /** Returns how many entries have been brought into the books since it was opened. */
    long brought() {
        return applier.brought();
    }

    /**
     * Returns since when the oldest process has been running that has this ledger open, on this
     * machine: what is reserved since then may belong to a call that is under way. Reads the disk.
     */
    public Instant runningSince() {
        try {
            return slots.heldSince();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look into the data directory", e);
        }
    }

    /**
     * Waits until everything that has been handed over by now is in the books, and what processes
     * had left behind that had died before this one began.
     *
     * @return false when it took longer than that
     */
    public boolean awaitApplied(Duration most) throws InterruptedException {
        long until = System.nanoTime() + most.toNanos();
        if (adoption != null && !adoption.awaitFirst(most.toNanos())) {
            return false;
        }
        var written = new CompletableFuture<Long>();
        commit.add(new Todo.Tell(written));
        try {
            long sequence = written.get(until - System.nanoTime(), TimeUnit.NANOSECONDS);
            return backlog.awaitApplied(sequence, until - System.nanoTime());
        } catch (TimeoutException _) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Writes everything that has been handed over, applies it if the database is there, and lets go
     * of the journal. What has not been applied will be at the next start.
     */
    @Override
    public void close() {
        if (adoption != null) {
            adoption.stop(); // goes on to its end beside this one
        }
        try {
            commit.close();
            writing.join();
            backlog.close();
            if (!applying.join(Duration.ofMillis(LAST_BATCH_MILLIS))) {
                log.accept("the database does not answer; the rest is applied at the next start");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        try {
            journal.close();
        } catch (IOException e) {
            log.accept("the journal could not be closed: " + e.getMessage());
        }
        if (adoption != null) {
            adoption.close();
        }
    }
}
