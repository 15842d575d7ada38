package dev.sluice.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.meter.UsageRecord;
import dev.sluice.store.Store.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetentionTest {
    @TempDir private Path data;

    @ParameterizedTest
    @EnumSource
    void oldCallsGoAndSumsStay(Kind kind) throws Exception {
        try (Store store = Store.of(kind, data)) {
            Database database = store.node(Duration.ofDays(30));
            ListBooks.apply(database.books(), "a", at(0, store.samples.journal(3000)));
            // Three months later there are calls again.
            store.now.set(Store.NOW.plus(Duration.ofDays(95)));
            database.retention().run(); // makes room for those months, too
            List<Numbered> more = new ArrayList<>();
            for (Numbered each : at(95, store.samples.journal(500))) {
                more.add(renumbered(each, 3000));
            }
            ListBooks.apply(database.books(), "a", more);
            Reports.Sum before = sum(database);
            assertEquals(0, database.retention().run().calls());

            store.now.set(Store.NOW.plus(Duration.ofDays(96)));
            assertEquals(before, sum(database));
            assertTrue(
                    store.study((table, connection) -> table.next(connection, 0))
                            >= Store.NOW.plus(Duration.ofDays(60)).toEpochMilli());
            long calls = more.stream().filter(each -> each instanceof Numbered.Finished).count();
            assertEquals(calls, store.calls());
            assertTrue(store.number("select sum(spent) from carried") > 0);
            LedgerCheck.Result result = database.check().run(Instant.EPOCH);
            assertTrue(result.addsUp(), () -> result.findings().toString());

            // Everything after the first calls that are still there must be whole.
            store.lose(store.lastWithoutEntries());
            assertEquals(false, database.check().run(Instant.EPOCH).addsUp());
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingGoesWhenCallsAreKeptForEver(Kind kind) throws Exception {
        try (Store store = Store.of(kind, data)) {
            Database database = store.node();
            ListBooks.apply(database.books(), "a", store.samples.journal(100));
            store.now.set(Store.NOW.plus(Duration.ofDays(1000)));
            assertEquals(new Retention.Removed(0, 0), database.retention().run());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoChangedWhatIsKeptForMoreThanAYear(Kind kind) throws Exception {
        try (Store store = Store.of(kind, data)) {
            Database database = store.node();
            AuditStore audit = database.audit();
            for (int days : new int[] {401, 399, 0}) {
                long at = Store.NOW.minus(Duration.ofDays(days)).toEpochMilli();
                audit.add(new AuditStore.Entry(0, at, "ann", "admin", "::1", "PUT /x", "", 200));
            }
            database.retention().run();
            assertEquals(2, audit.entries(10, Long.MAX_VALUE, null).size());
        }
    }

    private static Reports.Sum sum(Database database) throws StoreUnavailable {
        var all =
                new Reports.Question(
                        Instant.EPOCH, Store.NOW.plus(Duration.ofDays(200)), List.of(), Map.of());
        return database.reports().usage(all).getFirst();
    }

    private static List<Numbered> at(int days, List<Numbered> journal) {
        List<Numbered> moved = new ArrayList<>();
        long by = Duration.ofDays(days).toMillis();
        for (Numbered each : journal) {
            moved.add(
                    each instanceof Numbered.Finished(long n, UsageRecord call, boolean alone)
                            ? new Numbered.Finished(n, moved(call, by), alone)
                            : each);
        }
        return moved;
    }

    private static UsageRecord moved(UsageRecord call, long by) {
        var times = new UsageRecord.Times(call.times().begun() + by, 1, 1);
        return new UsageRecord(
                call.requestId(),
                call.who(),
                call.asked(),
                times,
                call.end(),
                call.charges(),
                call.settled(),
                call.decision(),
                call.body());
    }

    private static Numbered renumbered(Numbered entry, long by) {
        return switch (entry) {
            case Numbered.Finished(long n, var call, boolean alone) ->
                    new Numbered.Finished(n + by, call, alone);
            case Numbered.Reserved(long n, var id, var holds) ->
                    new Numbered.Reserved(n + by, id, holds);
            case Numbered.Voided(long n, var id, var holds) ->
                    new Numbered.Voided(n + by, id, holds);
        };
    }
}
