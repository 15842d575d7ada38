package dev.sluice.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.meter.UsageRecord.Rating;
import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Money;
import dev.sluice.store.Store.Kind;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RerateTest {
    private static final Rerate.Rater DEARER =
            (charge, _) ->
                    new Rating.Priced(
                            new Money(charge.quantities().usage().total() * 7, Currency.USD), "p2");

    @TempDir private Path data;

    @ParameterizedTest
    @EnumSource
    void historyGetsOtherPricesOnce(Kind kind) throws Exception {
        try (Store store = Store.of(kind, data)) {
            Database database = store.node();
            ListBooks.apply(database.books(), "a", store.samples.journal(700));
            Reports.Sum before = sum(database);
            long spent = store.number("select sum(spent) from balance");
            Instant to = Store.NOW.plusSeconds(7200);
            Rerate.Changed changed = database.rerate().run(Instant.EPOCH, to, DEARER);
            Reports.Sum after = sum(database);
            assertEquals(before.calls(), changed.calls());
            assertTrue(changed.changed() > 100);
            assertEquals(
                    (before.inputTokens() + before.outputTokens()) * 7,
                    after.cost().get(Currency.USD));
            for (Currency each : Currency.values()) {
                assertEquals(
                        after.cost().getOrDefault(each, 0L) - before.cost().getOrDefault(each, 0L),
                        changed.cost().getOrDefault(each, 0L));
                assertEquals(
                        after.lost().getOrDefault(each, 0L) - before.lost().getOrDefault(each, 0L),
                        changed.lost().getOrDefault(each, 0L));
            }
            assertEquals(0, after.unpriced());
            assertEquals(spent, store.number("select sum(spent) from balance"));
            LedgerCheck.Result result = database.check().run(Instant.EPOCH);
            assertTrue(result.addsUp(), () -> result.findings().toString());

            Rerate.Changed again = database.rerate().run(Instant.EPOCH, to, DEARER);
            assertEquals(new Rerate.Changed(before.calls(), 0, Map.of(), Map.of()), again);
            assertEquals(after, sum(database));
        }
    }

    @ParameterizedTest
    @EnumSource
    void onlyCallsOfTheTimeAreTouched(Kind kind) throws Exception {
        try (Store store = Store.of(kind, data)) {
            Database database = store.node();
            List<Numbered> journal = store.samples.journal(300);
            ListBooks.apply(database.books(), "a", journal);
            Instant from = Instant.ofEpochMilli(Samples.BEGUN + 3_600_000);
            Instant to = from.plusSeconds(3600);
            var span = new Span(from.toEpochMilli(), to.toEpochMilli());
            long inside =
                    ReportsTest.count(
                            ReportsTest.calls(journal), call -> span.has(call.times().begun()));
            assertEquals(inside, database.rerate().run(from, to, DEARER).calls());
            assertTrue(database.check().run(Instant.EPOCH).addsUp());
        }
    }

    private static Reports.Sum sum(Database database) throws StoreUnavailable {
        var all =
                new Reports.Question(
                        Instant.EPOCH, Store.NOW.plusSeconds(86400), List.of(), Map.of());
        return database.reports().usage(all).getFirst();
    }
}
