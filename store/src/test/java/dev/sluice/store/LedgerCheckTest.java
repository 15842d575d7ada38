package dev.sluice.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.meter.UsageRecord.Charge;
import dev.sluice.core.meter.UsageRecord.Rating;
import dev.sluice.core.meter.UsageRecord.Role;
import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Money;
import dev.sluice.store.Store.Kind;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Mistakes are planted behind the ledger's back, one after the other, and each is found. */
class LedgerCheckTest {
    /** Does something behind the ledger's back. */
    @FunctionalInterface
    private interface Change {
        void on(Store store) throws SQLException;

        static Change sql(String sql) {
            return store -> assertTrue(store.change(sql) > 0, sql);
        }

        /** Adds to what some charge in US dollars has cost. */
        static Change cost(Role role, long more) {
            return store ->
                    store.study((table, connection) -> {
                        table.each(
                                connection,
                                0,
                                Long.MAX_VALUE,
                                call -> !costs(table, connection, call, role, more));
                        return true;
                    });
        }

        private static boolean costs(
                CallTable table, Connection connection, StoredCall stored, Role role, long more)
                throws SQLException {
            List<Charge> charges = new ArrayList<>(stored.call().charges());
            for (int i = 0; i < charges.size(); i++) {
                Charge each = charges.get(i);
                if (each.role() == role
                        && each.rating() instanceof Rating.Priced(Money cost, String price)
                        && cost.currency() == Currency.USD) {
                    charges.set(
                            i,
                            each.rated(
                                    new Rating.Priced(
                                            new Money(cost.micro() + more, Currency.USD), price)));
                    StoredCall now = new StoredCall(stored.id(), stored.call().charged(charges));
                    table.replace(connection, List.of(now));
                    return true;
                }
            }
            return false;
        }
    }

    /** A mistake, what takes it back, and the checks that see it. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Planted(Change mistake, Change repair, String... seen) {
        Planted(String mistake, String repair, String... seen) {
            this(Change.sql(mistake), Change.sql(repair), seen);
        }
    }

    private static final String SOME_END =
            "(select min(id) from entry where kind = 'settle' and spent > 0)";
    private static final String SOME_HOLD = "(select min(id) from hold)";

    private static final List<Planted> MISTAKES =
            List.of(
                    new Planted(Change.cost(Role.SERVED, 1), Change.cost(Role.SERVED, -1), "sums"),
                    new Planted(Change.cost(Role.LOST, 1), Change.cost(Role.LOST, -1), "sums"),
                    new Planted(
                            Change.cost(Role.SERVED, -1_000_000),
                            Change.cost(Role.SERVED, 1_000_000),
                            "negative",
                            "sums"),
                    new Planted(
                            "update rollup set calls = calls + 1",
                            "update rollup set calls = calls - 1",
                            "sums",
                            "days",
                            "teams"),
                    new Planted(
                            "update rollup_team set calls = calls - 1",
                            "update rollup_team set calls = calls + 1",
                            "days",
                            "teams"),
                    new Planted(
                            "update rollup_team_day set cost_usd = cost_usd + 1",
                            "update rollup_team_day set cost_usd = cost_usd - 1",
                            "days"),
                    new Planted(
                            "update rollup_day set reasoning = reasoning + 1",
                            "update rollup_day set reasoning = reasoning - 1",
                            "days"),
                    new Planted(
                            "update rollup set failed = failed - 10",
                            "update rollup set failed = failed + 10",
                            "sums",
                            "days",
                            "teams",
                            "negative"),
                    new Planted(
                            "update balance set spent = spent + 1",
                            "update balance set spent = spent - 1",
                            "balances"),
                    new Planted(
                            "update entry set spent = spent + 1 where kind = 'spend'",
                            "update entry set spent = spent - 1 where kind = 'spend'",
                            "balances",
                            "spent"),
                    new Planted(
                            "update balance set reserved = reserved - 90000",
                            "update balance set reserved = reserved + 90000",
                            "balances",
                            "negative"),
                    new Planted(
                            "update entry set reserve = -reserve where kind = 'settle' and id = "
                                    + SOME_END,
                            "update entry set reserve = -reserve where kind = 'settle' and id = "
                                    + SOME_END,
                            "reservations"),
                    new Planted(
                            "update entry set kind = 'settle', written = -written where kind ="
                                    + " 'spend'",
                            "update entry set kind = 'spend', written = -written where written < 0",
                            "balances",
                            "reservations"),
                    new Planted(
                            "update entry set kind = 'lost' where kind = 'void'",
                            "update entry set kind = 'void' where kind = 'lost'",
                            "reservations"),
                    new Planted(
                            "update hold set id = -id where id = " + SOME_HOLD,
                            "update hold set id = -id where id < 0",
                            "reservations"),
                    new Planted(
                            "update hold set written = written - 100000",
                            "update hold set written = written + 100000",
                            "open reservations"),
                    new Planted(
                            "update applied set sequence = sequence + 3",
                            "update applied set sequence = sequence - 3",
                            "sequence"),
                    new Planted(
                            "update applied set sequence = sequence - 1",
                            "update applied set sequence = sequence + 1",
                            "sequence"));

    @TempDir private Path data;

    @ParameterizedTest
    @EnumSource
    void everyPlantedMistakeIsFound(Kind kind) throws Exception {
        try (Store store = Store.of(kind, data)) {
            Database database = store.node();
            ListBooks.apply(database.books(), "a", store.samples.journal(500));
            Instant started = Store.NOW.minusSeconds(60);
            LedgerCheck.Result clean = database.check().run(started);
            assertTrue(clean.addsUp(), () -> clean.findings().toString());
            assertTrue(clean.calls() > 100 && clean.entries() > 100 && clean.open() > 0);
            for (Planted each : MISTAKES) {
                each.mistake.on(store);
                var seen = new TreeSet<String>();
                database.check().run(started).findings().forEach(f -> seen.add(f.check()));
                assertEquals(new TreeSet<>(List.of(each.seen)), seen);
                each.repair.on(store);
                assertEquals(List.of(), database.check().run(started).findings());
            }
            StoredCall lost = store.lastWithoutEntries();
            store.lose(lost);
            var seen = new TreeSet<String>();
            database.check().run(started).findings().forEach(f -> seen.add(f.check()));
            assertEquals(new TreeSet<>(List.of("sequence", "sums")), seen);
            store.putBack(lost);
            assertEquals(List.of(), database.check().run(started).findings());
        }
    }

    @ParameterizedTest
    @EnumSource
    void booksThatAgreeWithEachOtherButNotWithTheCallsAreFound(Kind kind) throws Exception {
        try (Store store = Store.of(kind, data)) {
            Database database = store.node();
            ListBooks.apply(database.books(), "a", store.samples.journal(500));
            String budget = " budget = 'key:k1/total/USD'";
            store.change("update balance set spent = spent + 7 where" + budget);
            String first = "(select min(id) from entry where kind = 'settle' and" + budget + ")";
            store.change(
                    "update entry set spent = spent + 7 where kind = 'settle' and"
                            + budget
                            + " and id = "
                            + first);
            assertEquals(
                    List.of(
                            new LedgerCheck.Finding(
                                    "spent",
                                    "journal of a: key:k1/total/USD since 0",
                                    "the calls have spent, against its entries: -7")),
                    database.check().run(Store.NOW.minusSeconds(60)).findings());
        }
    }

    @ParameterizedTest
    @EnumSource
    void numbersThatWereLeftOutOnPurposeAreNotMissing(Kind kind) throws Exception {
        try (Store store = Store.of(kind, data)) {
            Database database = store.node();
            for (long sequence : new long[] {Ledger.LEAP, 2 * Ledger.LEAP + 7}) {
                var call = store.samples.call("r" + sequence, List.of());
                ListBooks.apply(
                        database.books(), "a", List.of(new Numbered.Finished(sequence, call)));
            }
            assertEquals(List.of(), database.check().run(Instant.EPOCH).findings());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDifferenceIsNamed(Kind kind) throws Exception {
        try (Store store = Store.of(kind, data)) {
            Database database = store.node();
            ListBooks.apply(database.books(), "a", store.samples.journal(50));
            store.change("update rollup set cost_usd = cost_usd + 5 where key = 'k1'");
            var first = database.check().run(Instant.EPOCH).findings().getFirst();
            assertTrue(first.where().contains("key=k1"), first.where());
            assertEquals("the calls have, against the sum: cost_usd -5", first.what());
            store.change("update rollup set cost_usd = cost_usd - 5 where key = 'k1'");
            store.lose(store.lastWithoutEntries());
            var gap =
                    database.check().run(Instant.EPOCH).findings().stream()
                            .filter(each -> each.check().equals("sequence"))
                            .toList();
            assertEquals("journal of a", gap.getFirst().where());
            assertTrue(gap.getFirst().what().startsWith("nothing is there from "));
        }
    }
}
