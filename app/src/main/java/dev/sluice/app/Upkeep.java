package dev.sluice.app;

import dev.sluice.core.Snapshot;
import dev.sluice.core.limit.Admissions;
import dev.sluice.store.Database;
import dev.sluice.store.StoreUnavailable;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** What the back office does from time to time, on one thread of its own. */
final class Upkeep implements AutoCloseable {
    private final Admissions admissions;
    private final Seeding seeding;
    private final Database database;
    private final Supplier<Snapshot> inForce;
    private final Log log;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("upkeep").factory());

    Upkeep(
            Admissions admissions,
            Seeding seeding,
            Database database,
            Supplier<Snapshot> inForce,
            Log log) {
        this.admissions = admissions;
        this.seeding = seeding;
        this.database = database;
        this.inForce = inForce;
        this.log = log;
    }

    /** Begins, with what takes a while and need not be there before the first call. */
    void begin() {
        var _ = thread.submit(() -> inForce.get().tariff().prices().all());
        var _ = thread.scheduleWithFixedDelay(this::tidy, 1, 1, TimeUnit.SECONDS);
        var _ = thread.scheduleWithFixedDelay(this::seedSome, 5, 5, TimeUnit.SECONDS);
        var _ = thread.scheduleWithFixedDelay(this::removeOld, 60, 3600, TimeUnit.SECONDS);
    }

    /**
     * Tells all budgets what the ledger knows. Waits for it, but not for long: a database that
     * hangs must not hold up a reload.
     */
    void seed(Snapshot snapshot, Duration patience) {
        Future<?> seeded = thread.submit(() -> seedAll(snapshot));
        try {
            seeded.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            log.warn("new budgets begin without what the ledger knows, until the database answers");
        } catch (ExecutionException e) {
            log.error("budgets cannot be compared with the ledger: " + e.getCause());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // it goes on by itself
        }
    }

    private void seedAll(Snapshot snapshot) {
        try {
            seeding.all(snapshot);
        } catch (StoreUnavailable e) {
            log.warn("new budgets begin without what the ledger knows: " + e.getMessage());
        }
    }

    private void tidy() {
        try {
            admissions.tidy();
        } catch (RuntimeException e) {
            log.error("limits cannot be tidied: " + e);
        }
    }

    private void seedSome() {
        try {
            seeding.some(inForce.get());
        } catch (StoreUnavailable _) {
            // said by the keys' polling; the next turn comes in five seconds
        } catch (RuntimeException e) {
            log.error("budgets cannot be compared with the ledger: " + e);
        }
    }

    private void removeOld() {
        try {
            var removed = database.retention().run();
            if (removed.calls() > 0) {
                log.info("removed " + removed.calls() + " calls that were kept long enough");
            }
        } catch (StoreUnavailable e) {
            log.warn("old calls cannot be removed now: " + e.getMessage());
        } catch (RuntimeException e) {
            log.error("old calls cannot be removed: " + e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
