package dev.sluice.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.limit.Permit;
import dev.sluice.core.meter.UsageRecord;
import dev.sluice.core.meter.UsageRecord.Charge;
import dev.sluice.core.meter.UsageRecord.Rating;
import dev.sluice.core.meter.UsageRecord.Role;
import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Money;
import dev.sluice.store.Store.Kind;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BooksTest {
    private static final Instant LATER = Store.NOW.plusSeconds(1);

    @TempDir private Path data;

    @ParameterizedTest
    @EnumSource
    void whatIsAppliedTwiceCountsOnce(Kind kind) throws Exception {
        try (Store store = Store.of(kind, data)) {
            Database database = store.node();
            List<Numbered> journal = store.samples.journal(300);
            Books books = database.books();
            ListBooks.apply(books, "a", journal.subList(0, 200));
            assertEquals(200, books.applied("a"));
            ListBooks.apply(books, "a", journal.subList(0, 200));
            assertTrue(ListBooks.apply(books, "a", journal.subList(50, 200)));
            assertFalse(ListBooks.apply(books, "a", journal.subList(100, 300)));
            assertFalse(ListBooks.apply(books, "a", journal));
            assertEquals(200, books.applied("a"));
            assertTrue(ListBooks.apply(books, "a", journal.subList(200, 300)));
            assertTrue(ListBooks.apply(books, "a", List.of()));
            assertEquals(300, books.applied("a"));
            assertEquals(0, books.applied("b"));
            equalsSlowSums(database, journal);
        }
    }

    @ParameterizedTest
    @EnumSource
    void sumsEqualASlowRecomputation(Kind kind) throws Exception {
        for (int seed = 0; seed < 5; seed++) {
            try (Store store = Store.of(kind, data.resolve("seed" + seed))) {
                Database database = store.node();
                List<Numbered> journal = new Samples(seed).journal(400);
                for (int i = 0; i < journal.size(); i += 1 + 37 * seed) {
                    int to = Math.min(journal.size(), i + 1 + 37 * seed);
                    ListBooks.apply(database.books(), "a", journal.subList(i, to));
                }
                equalsSlowSums(database, journal);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void twoNodesAtOnceShareTheSums(Kind kind) throws Exception {
        try (Store store = Store.of(kind, data);
                ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Numbered> all = new ArrayList<>();
            List<Future<?>> running = new ArrayList<>();
            for (int node = 0; node < 4; node++) {
                List<Numbered> journal = new Samples(node).journal(400);
                all.addAll(journal);
                Books books = store.node().books();
                String name = "node" + node;
                running.add(
                        threads.submit(() -> {
                            for (int i = 0; i < journal.size(); i += 20) {
                                ListBooks.apply(books, name, journal.subList(i, i + 20));
                            }
                            return null;
                        }));
            }
            for (Future<?> each : running) {
                each.get();
            }
            equalsSlowSums(store.node(), all);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFailureInTheMiddleLeavesNothingHalfDone(Kind kind) throws Exception {
        try (Store store = Store.of(kind, data)) {
            Database database = store.node();
            List<Numbered> journal = store.samples.journal(200);
            ListBooks.apply(database.books(), "a", journal.subList(0, 100));
            // The last thing that is written refuses.
            store.change(
                    "insert into balance values (0, 0, 0, 'key:k0/total/USD') on conflict do"
                            + " nothing");
            switch (kind) {
                case SQLITE ->
                        store.change(
                                "create trigger refuse before update on applied begin"
                                        + " select raise(abort, 'refused'); end");
                case POSTGRES ->
                        store.change("alter table applied add check (sequence < 150) not valid");
            }
            List<Numbered> rest = journal.subList(100, 200);
            Books books = database.books();
            assertThrows(IllegalStateException.class, () -> ListBooks.apply(books, "a", rest));
            assertEquals(100, books.applied("a"));
            equalsSlowSums(database, journal.subList(0, 100));
            switch (kind) {
                case SQLITE -> store.change("drop trigger refuse");
                case POSTGRES ->
                        store.change("alter table applied drop constraint applied_sequence_check");
            }
            ListBooks.apply(books, "a", rest);
            equalsSlowSums(database, journal);
        }
    }

    @ParameterizedTest
    @EnumSource(names = "POSTGRES")
    void aConnectionThatIsCutIsReplaced(Kind kind) throws Exception {
        try (Store store = Store.of(kind, data)) {
            Database database = store.node();
            List<Numbered> journal = store.samples.journal(200);
            ListBooks.apply(database.books(), "a", journal.subList(0, 100));
            cutAll(store);
            ListBooks.apply(database.books(), "a", journal.subList(100, 200));
            cutAll(store);
            equalsSlowSums(database, journal);
        }
    }

    @ParameterizedTest
    @EnumSource
    void callsThatWereOverAtOnceShareAnEntry(Kind kind) throws Exception {
        try (Store store = Store.of(kind, data)) {
            var journal = new ArrayList<Numbered>();
            journal.add(new Numbered.Reserved(1, "r1", List.of(Calls.HOLD)));
            for (int i = 2; i <= 4; i++) {
                journal.add(new Numbered.Finished(i, Calls.settled("r" + i), true));
            }
            journal.add(new Numbered.Finished(5, Calls.settled("r1"), false));
            Database database = store.node();
            ListBooks.apply(database.books(), "a", journal);
            long base = store.number("select number from applied") << SqlBooks.SEQUENCE_BITS;
            String spend = " from entry where kind = 'spend' and request = ''";
            assertEquals(1, store.number("select count(*)" + spend));
            assertEquals(base + 2, store.number("select reserve" + spend));
            assertEquals(base + 4, store.number("select id" + spend));
            assertEquals(3 * 900, store.number("select amount" + spend));
            assertEquals(3 * 42, store.number("select spent" + spend));
            assertEquals(4 * 42, store.number("select spent from balance"));
            assertEquals(List.of(), database.check().run(LATER).findings());
        }
    }

    private static void cutAll(Store store) throws SQLException {
        store.number(
                "select count(pg_terminate_backend(pid)) from pg_stat_activity"
                        + " where pid <> pg_backend_pid() and datname = current_database()");
    }

    /** What rollups and balances say equals what a list of the calls says, and the check agrees. */
    private static void equalsSlowSums(Database database, List<Numbered> journal)
            throws StoreUnavailable {
        Map<String, Reports.Sum> expected = new TreeMap<>();
        Map<String, Money> spent = new TreeMap<>();
        for (Numbered each : journal) {
            if (each instanceof Numbered.Finished(_, UsageRecord call, _)) {
                expected.merge(
                        Column.of(call.who().key()) + "|" + Column.of(call.asked().model()),
                        slowly(call),
                        BooksTest::plus);
                for (Permit.Settled one : call.settled()) {
                    spent.merge(one.hold().budget(), one.spent(), Money::plus);
                }
            }
        }
        var question =
                new Reports.Question(
                        Instant.EPOCH,
                        LATER.plusSeconds(86400),
                        List.of(Reports.By.KEY, Reports.By.MODEL),
                        Map.of());
        Map<String, Reports.Sum> found = new TreeMap<>();
        for (Reports.Sum each : database.reports().usage(question)) {
            found.put(String.join("|", each.of()), each);
        }
        assertEquals(expected.keySet(), found.keySet());
        expected.forEach((name, sum) -> assertEquals(sum.toString(), unnamed(found, name)));
        equalsSpent(database, spent);
        LedgerCheck.Result result = database.check().run(Instant.EPOCH);
        assertTrue(result.addsUp(), () -> result.findings().toString());
    }

    private static void equalsSpent(Database database, Map<String, Money> spent)
            throws StoreUnavailable {
        List<Reports.Window> windows = new ArrayList<>();
        spent.keySet()
                .forEach(each ->
                        windows.add(
                                new Reports.Window(
                                        each, each.contains("/total/") ? 0 : Samples.BEGUN)));
        assertEquals(spent, new TreeMap<>(database.reports().spent(windows)));
    }

    private static String unnamed(Map<String, Reports.Sum> sums, String name) {
        Reports.Sum sum = Objects.requireNonNull(sums.get(name));
        return new Reports.Sum(
                        List.of(),
                        sum.calls(),
                        sum.failed(),
                        sum.inputTokens(),
                        sum.cachedTokens(),
                        sum.outputTokens(),
                        sum.reasoningTokens(),
                        sum.cost(),
                        sum.lost(),
                        sum.unpriced(),
                        sum.estimated())
                .toString();
    }

    private static Reports.Sum slowly(UsageRecord call) {
        long input = 0;
        long cached = 0;
        long output = 0;
        long reasoning = 0;
        boolean unpriced = false;
        boolean estimated = false;
        Map<Currency, Long> cost = new EnumMap<>(Currency.class);
        Map<Currency, Long> lost = new EnumMap<>(Currency.class);
        for (Charge each : call.charges()) {
            boolean served = each.role() == Role.SERVED;
            if (served) {
                input += each.quantities().usage().input();
                cached += each.quantities().usage().cacheRead();
                output += each.quantities().usage().output();
                reasoning += each.quantities().usage().reasoning();
                estimated |= each.quantities().usage().estimated();
            }
            if (each.rating() instanceof Rating.Priced(Money money, _)) {
                (served ? cost : lost).merge(money.currency(), money.micro(), Long::sum);
            } else {
                unpriced = true;
            }
        }
        cost.values().removeIf(micro -> micro == 0);
        lost.values().removeIf(micro -> micro == 0);
        boolean failed = call.end().status() >= 400 || call.end().outcome().equals("broken");
        return new Reports.Sum(
                List.of(),
                1,
                failed ? 1 : 0,
                input,
                cached,
                output,
                reasoning,
                cost,
                lost,
                unpriced ? 1 : 0,
                estimated ? 1 : 0);
    }

    static Reports.Sum plus(Reports.Sum a, Reports.Sum b) {
        return new Reports.Sum(
                List.of(),
                a.calls() + b.calls(),
                a.failed() + b.failed(),
                a.inputTokens() + b.inputTokens(),
                a.cachedTokens() + b.cachedTokens(),
                a.outputTokens() + b.outputTokens(),
                a.reasoningTokens() + b.reasoningTokens(),
                plus(a.cost(), b.cost()),
                plus(a.lost(), b.lost()),
                a.unpriced() + b.unpriced(),
                a.estimated() + b.estimated());
    }

    private static Map<Currency, Long> plus(Map<Currency, Long> a, Map<Currency, Long> b) {
        Map<Currency, Long> sum = new EnumMap<>(Currency.class);
        sum.putAll(a);
        b.forEach((currency, micro) -> sum.merge(currency, micro, Long::sum));
        return sum;
    }
}
