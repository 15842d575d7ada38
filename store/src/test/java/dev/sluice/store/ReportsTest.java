package dev.sluice.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.Digest;
import dev.sluice.core.access.KeySpec;
import dev.sluice.core.access.Terms;
import dev.sluice.core.meter.UsageRecord;
import dev.sluice.store.Reports.By;
import dev.sluice.store.Store.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReportsTest {
    static final Instant FROM = Instant.ofEpochMilli(Samples.BEGUN);
    static final Instant TO = Store.NOW.plusSeconds(7200);

    @TempDir private Path data;

    static List<UsageRecord> calls(List<Numbered> journal) {
        return journal.stream()
                .flatMap(each ->
                        each instanceof Numbered.Finished(_, UsageRecord call, _)
                                ? Stream.of(call)
                                : Stream.empty())
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void sumsAreToldApartByWhatIsAsked(Kind kind) throws Exception {
        try (Store store = Store.of(kind, data)) {
            Database database = store.node();
            List<Numbered> journal = store.samples.journal(400);
            ListBooks.apply(database.books(), "a", journal);
            Reports reports = database.reports();
            long all = calls(journal).size();
            for (By by : By.values()) {
                List<Reports.Sum> sums =
                        reports.usage(new Reports.Question(FROM, TO, List.of(by), Map.of()));
                long counted = 0;
                for (Reports.Sum each : sums) {
                    counted += each.calls();
                    // Every value that is answered can be asked for.
                    List<Reports.Sum> one =
                            reports.usage(
                                    new Reports.Question(
                                            FROM, TO, List.of(), Map.of(by, each.of().getFirst())));
                    assertEquals(each.calls(), one.getFirst().calls(), by + " " + each.of());
                    assertEquals(each.cost(), one.getFirst().cost());
                }
                assertEquals(all, counted, by.toString());
            }
            List<Reports.Sum> hours =
                    reports.usage(
                            new Reports.Question(FROM, TO, List.of(By.DAY, By.HOUR), Map.of()));
            assertEquals(List.of("2026-03-15", "2026-03-15T09:00:00Z"), hours.getFirst().of());
            Reports.Sum none =
                    reports.usage(new Reports.Question(TO, TO, List.of(), Map.of())).getFirst();
            assertEquals(
                    new Reports.Sum(List.of(), 0, 0, 0, 0, 0, 0, Map.of(), Map.of(), 0, 0), none);
            assertThrows(
                    IllegalArgumentException.class,
                    () ->
                            reports.usage(
                                    new Reports.Question(
                                            FROM, TO, List.of(), Map.of(By.DAY, "monday"))));
            assertEquals(
                    List.of(),
                    reports.usage(
                            new Reports.Question(
                                    FROM, TO, List.of(By.KEY), Map.of(By.KEY, "' or 1=1 --"))));
        }
    }

    /** What is added up for all keys together is what those of each key add up to. */
    @ParameterizedTest
    @EnumSource
    void itIsTheSameWithoutKeys(Kind kind) throws Exception {
        try (Store store = Store.of(kind, data)) {
            Database database = store.node();
            ListBooks.apply(database.books(), "a", store.samples.journal(300));
            Reports reports = database.reports();
            for (Duration around : List.of(Duration.ZERO, Duration.ofDays(2))) {
                Instant from = FROM.minus(around);
                Instant to = TO.plus(around); // whole days, if any, come from sums by day
                for (By one : By.values()) {
                    for (By other : By.values()) {
                        if (one == other || one == By.KEY || other == By.KEY) {
                            continue;
                        }
                        var question =
                                new Reports.Question(from, to, List.of(one, other), Map.of());
                        var keys =
                                new Reports.Question(
                                        from, to, List.of(one, other, By.KEY), Map.of());
                        Map<List<String>, Reports.Sum> sums = folded(reports.usage(question), 2);
                        assertFalse(sums.isEmpty());
                        assertEquals(folded(reports.usage(keys), 2), sums);
                    }
                }
            }
        }
    }

    /** Adds up what is told apart by more than its first names. */
    private static Map<List<String>, Reports.Sum> folded(List<Reports.Sum> sums, int names) {
        var none = new Reports.Sum(List.of(), 0, 0, 0, 0, 0, 0, Map.of(), Map.of(), 0, 0);
        Map<List<String>, Reports.Sum> folded = new HashMap<>();
        for (Reports.Sum each : sums) {
            folded.merge(each.of().subList(0, names), BooksTest.plus(each, none), BooksTest::plus);
        }
        return folded;
    }

    @ParameterizedTest
    @EnumSource
    void callsArePagedNewestFirstWithoutGapOrRepetition(Kind kind) throws Exception {
        try (Store store = Store.of(kind, data)) {
            Database database = store.node();
            List<Numbered> journal = store.samples.journal(300);
            ListBooks.apply(database.books(), "a", journal);
            ListBooks.apply(database.books(), "b", store.samples.journal(100));
            int all = (int) store.calls();
            List<String> seen = new ArrayList<>();
            long last = Long.MAX_VALUE;
            String before = null;
            while (true) {
                List<Reports.Call> page = page(database, filter(before, Map.of(), null));
                if (page.isEmpty()) {
                    break;
                }
                for (Reports.Call each : page) {
                    seen.add(each.json());
                    long begun = RecordCodec.record(each.json()).times().begun();
                    assertTrue(begun <= last);
                    last = begun;
                }
                before = page.getLast().place();
            }
            assertEquals(all, seen.size());
            assertEquals(all, new HashSet<>(seen).size());
            var e =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> page(database, filter("nowhere", Map.of(), null)));
            assertTrue(
                    String.valueOf(e.getMessage())
                            .startsWith("found 'nowhere', expected the place of a call"));
        }
    }

    static Reports.CallFilter filter(
            @Nullable String before, Map<By, String> only, @Nullable String request) {
        return new Reports.CallFilter(FROM, TO, before, only, request, false);
    }

    private static List<Reports.Call> page(Database database, Reports.CallFilter filter)
            throws StoreUnavailable {
        List<Reports.Call> page = new ArrayList<>();
        database.reports().calls(filter, 7, page::add);
        return page;
    }

    @ParameterizedTest
    @EnumSource
    void callsAreFound(Kind kind) throws Exception {
        try (Store store = Store.of(kind, data)) {
            Database database = store.node();
            List<Numbered> journal = store.samples.journal(300);
            ListBooks.apply(database.books(), "a", journal);
            List<UsageRecord> calls = calls(journal);
            UsageRecord some = calls.get(calls.size() / 2);
            List<Reports.Call> one = page(database, filter(null, Map.of(), some.requestId()));
            assertEquals(some, RecordCodec.record(one.getFirst().json()));
            assertEquals(1, one.size());

            assertEquals(
                    count(calls, call -> call.who().key().equals("k1")),
                    found(database, Map.of(By.KEY, "k1"), false));
            assertEquals(
                    count(calls, call -> "t".equals(call.who().team())),
                    found(database, Map.of(By.TEAM, "t"), false));
            assertEquals(
                    count(calls, call -> "m1".equals(call.asked().model())),
                    found(database, Map.of(By.MODEL, "m1"), false));
            assertEquals(count(calls, Share::hasFailed), found(database, Map.of(), true));
            long hour = Samples.BEGUN + 3_600_000;
            assertEquals(
                    count(calls, call -> call.times().begun() / 3_600_000 == hour / 3_600_000),
                    found(database, Map.of(By.HOUR, Instant.ofEpochMilli(hour).toString()), false));
        }
    }

    @ParameterizedTest
    @EnumSource
    void anOwnerFindsItsOwnOnly(Kind kind) throws Exception {
        try (Store store = Store.of(kind, data)) {
            Database database = store.node();
            List<Numbered> journal = store.samples.journal(300);
            ListBooks.apply(database.books(), "a", journal);
            List<UsageRecord> calls = calls(journal);
            database.keys().put(key("k1", "ann"));
            database.keys().put(key("k2", "bob"));
            List<Reports.Call> found = new ArrayList<>();
            var filter =
                    new Reports.CallFilter(
                            FROM, TO, null, Map.of(), null, false, "o", Reports.Marks.NONE);
            database.reports().calls(filter, 10_000, found::add);
            assertEquals(count(calls, call -> "o".equals(call.who().owner())), found.size());
            var question = new Reports.Question(FROM, TO, List.of(By.KEY), Map.of(), "ann");
            List<Reports.Sum> sums = database.reports().usage(question);
            assertEquals(List.of("k1"), sums.getFirst().of());
            assertEquals(1, sums.size());
            assertEquals(
                    count(calls, call -> call.who().key().equals("k1")), sums.getFirst().calls());
            var others =
                    new Reports.Question(FROM, TO, List.of(By.KEY), Map.of(By.KEY, "k2"), "ann");
            assertEquals(List.of(), database.reports().usage(others));
        }
    }

    private static KeySpec key(String id, String owner) {
        return new KeySpec(
                id,
                Digest.of(id),
                "hint",
                owner,
                null,
                new KeySpec.Life(Store.NOW, null, true),
                Terms.ALL,
                Map.of(),
                KeySpec.Target.AS_ASKED,
                KeySpec.Habits.USUAL);
    }

    static long count(List<UsageRecord> calls, Predicate<UsageRecord> which) {
        return calls.stream().filter(which).count();
    }

    private static long found(Database database, Map<By, String> only, boolean failed)
            throws StoreUnavailable {
        List<Reports.Call> found = new ArrayList<>();
        var filter = new Reports.CallFilter(FROM, TO, null, only, null, failed);
        database.reports().calls(filter, 10_000, found::add);
        return found.size();
    }
}
