package dev.sluice.store;

import static dev.sluice.store.ReportsTest.FROM;
import static dev.sluice.store.ReportsTest.TO;
import static dev.sluice.store.ReportsTest.calls;
import static dev.sluice.store.ReportsTest.count;
import static dev.sluice.store.ReportsTest.filter;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.meter.UsageRecord;
import dev.sluice.store.Reports.By;
import dev.sluice.store.Store.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the call log's page asks for. */
class CallSearchTest {
    @TempDir private Path data;

    private static Reports.CallFilter marked(
            @Nullable String before, Map<By, String> only, Reports.Marks marks) {
        return new Reports.CallFilter(FROM, TO, before, only, null, false, null, marks);
    }

    @ParameterizedTest
    @EnumSource
    void streamsAreToldFromOtherCalls(Kind kind) throws Exception {
        try (Store store = Store.of(kind, data)) {
            String address = kind == Kind.POSTGRES ? store.address() : null;
            var settings =
                    new LedgerSettings(
                            data, address, LedgerSettings.Durability.GROUP, Duration.ZERO);
            try (Database database = Database.open(settings, store.now::get)) {
                database.prepare();
                String sly = "m\",\"stream\":true,\"begun\":1";
                List<Numbered> calls = new ArrayList<>();
                for (boolean stream : new boolean[] {true, false, true, false, false}) {
                    UsageRecord call = asking(sly, stream);
                    calls.add(new Numbered.Finished(calls.size() + 1L, call));
                }
                ListBooks.apply(database.books(), "a", calls);
                var streams = new Reports.Marks(null, null, null, true);
                var others = new Reports.Marks(null, null, null, false);
                assertEquals(2, paged(database, Map.of(), streams));
                assertEquals(3, paged(database, Map.of(), others));
                assertEquals(5, paged(database, Map.of(), Reports.Marks.NONE));
            }
        }
    }

    private static UsageRecord asking(String model, boolean stream) {
        UsageRecord call = Calls.finished("r");
        long begun = Samples.BEGUN;
        return new UsageRecord(
                call.requestId(),
                call.who(),
                new UsageRecord.Asked("POST", "/chat/completions", model, stream),
                new UsageRecord.Times(begun, 1, 1),
                call.end(),
                call.charges(),
                List.of(),
                null,
                "{\"request\":{\"stream\":true,\"begun\":1}}");
    }

    @ParameterizedTest
    @EnumSource
    void pagesHaveWhatIsLookedForAndEnd(Kind kind) throws Exception {
        try (Store store = Store.of(kind, data)) {
            Database database = store.node();
            List<Numbered> journal = store.samples.journal(300);
            ListBooks.apply(database.books(), "a", journal);
            List<UsageRecord> calls = calls(journal);
            UsageRecord some = calls.get(calls.size() / 3);
            int status = some.end().status();
            var statuses =
                    new Reports.Marks(null, new Reports.Statuses(status, status), null, null);
            assertEquals(
                    count(calls, call -> call.end().status() == status),
                    paged(database, Map.of(), statuses));
            var range = new Reports.Marks(null, new Reports.Statuses(400, 599), null, null);
            assertEquals(
                    count(calls, call -> call.end().status() / 100 >= 4),
                    paged(database, Map.of(), range));
            assertEquals(
                    count(calls, call -> RecordCodec.json(call).contains("\"attempts\":2")),
                    paged(
                            database,
                            Map.of(),
                            new Reports.Marks(null, null, "\"ATTEMPTS\":2", null)));
            assertEquals(0, paged(database, Map.of(), new Reports.Marks(null, null, "%_!", null)));
            assertEquals(calls.size(), paged(database, Map.of(), Reports.Marks.NONE));
            assertEquals(
                    count(calls, call -> call.who().key().equals("k1")),
                    paged(database, Map.of(By.KEY, "k1"), Reports.Marks.NONE));
        }
    }

    /** Counts what all pages have together; none of it comes twice. */
    private static long paged(Database database, Map<By, String> only, Reports.Marks marks)
            throws StoreUnavailable {
        List<String> places = new ArrayList<>();
        String before = null;
        do {
            Reports.Page page = database.reports().page(marked(before, only, marks), 7);
            page.calls().forEach(each -> places.add(each.place()));
            before = page.next();
        } while (before != null);
        assertEquals(places.size(), new HashSet<>(places).size());
        return places.size();
    }

    @ParameterizedTest
    @EnumSource
    void aKeyIsFoundInTheHoursInWhichItWasUsed(Kind kind) throws Exception {
        try (Store store = Store.of(kind, data)) {
            Database database = store.node();
            List<Numbered> journal = new ArrayList<>();
            List<String> rare = new ArrayList<>();
            for (int hour = -40; hour < 0; hour++) {
                long begun = FROM.toEpochMilli() + hour * 3_600_000L;
                for (int i = 0; i < 3; i++) {
                    boolean used = hour == -40 || hour == -12 || hour == -11 || hour == -1;
                    String key = used && i > 0 ? "rare" : "often";
                    UsageRecord call = Calls.at(key + hour + "-" + i, key, begun + i * 1_799_999L);
                    if (key.equals("rare")) {
                        rare.addFirst(call.requestId());
                    }
                    journal.add(new Numbered.Finished(journal.size() + 1, call));
                }
            }
            ListBooks.apply(database.books(), "a", journal);
            Instant from = FROM.minus(Duration.ofDays(30));
            List<String> found = new ArrayList<>();
            String before = null;
            do {
                var filter =
                        new Reports.CallFilter(
                                from, TO, before, Map.of(By.KEY, "rare"), null, false);
                Reports.Page page = database.reports().page(filter, 3);
                for (Reports.Call each : page.calls()) {
                    found.add(RecordCodec.record(each.json()).requestId());
                }
                before = page.next();
            } while (before != null);
            assertEquals(rare, found);
            var all =
                    new Reports.CallFilter(
                            from.plusMillis(1), TO, null, Map.of(By.KEY, "rare"), null, false);
            long counted = 0;
            for (Reports.Bucket each : database.reports().timeline(all, 1000).buckets()) {
                counted += each.calls();
            }
            assertEquals(rare.size(), counted);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatCameLaterIsFoundAfterAPlace(Kind kind) throws Exception {
        try (Store store = Store.of(kind, data)) {
            Database database = store.node();
            List<Numbered> journal = store.samples.journal(200);
            ListBooks.apply(database.books(), "a", journal.subList(0, 120));
            List<String> first = new ArrayList<>();
            database.reports()
                    .page(filter(null, Map.of(), null), 1000)
                    .calls()
                    .forEach(each -> first.add(each.place()));
            long begun = 0;
            long id = 0;
            for (String each : first) {
                String[] place = each.split("-", 2);
                begun = Math.max(begun, Long.parseLong(place[0]));
                id = Math.max(id, Long.parseLong(place[1]));
            }
            var after = new Reports.Marks(begun + "-" + id, null, null, null);
            assertEquals(0, paged(database, Map.of(), after));
            ListBooks.apply(database.books(), "a", journal.subList(120, 200));
            long all = store.calls();
            long late = begun - 15 * 60_000L;
            long old = count(calls(journal), call -> call.times().begun() < late);
            long seen = first.stream().filter(each -> !each.isEmpty()).count();
            long found = paged(database, Map.of(), after);
            assertTrue(found <= all - seen, found + " of " + all + ", seen " + seen);
            assertTrue(found >= all - seen - old, found + " of " + all + ", old " + old);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTimelineCountsEveryCallOnce(Kind kind) throws Exception {
        try (Store store = Store.of(kind, data)) {
            Database database = store.node();
            List<Numbered> journal = store.samples.journal(300);
            ListBooks.apply(database.books(), "a", journal);
            List<UsageRecord> calls = calls(journal);
            Reports.CallFilter all = filter(null, Map.of(), null);
            Reports.Timeline timeline = database.reports().timeline(all, 60_000);
            assertEquals(FROM, timeline.from());
            long counted = 0;
            long failed = 0;
            for (Reports.Bucket each : timeline.buckets()) {
                long from = each.begun();
                assertEquals(0, (from - FROM.toEpochMilli()) % 60_000);
                assertEquals(
                        count(
                                calls,
                                call ->
                                        call.times().begun() >= from
                                                && call.times().begun() < from + 60_000),
                        each.calls());
                counted += each.calls();
                failed += each.failed();
            }
            assertEquals(calls.size(), counted);
            assertEquals(count(calls, Share::hasFailed), failed);
            Instant day = FROM.truncatedTo(java.time.temporal.ChronoUnit.DAYS);
            for (Reports.By by : List.of(By.DAY, By.HOUR)) {
                long millis = by == By.DAY ? 86_400_000 : 3_600_000;
                var whole = new Reports.CallFilter(day, TO, null, Map.of(), null, false);
                List<Reports.Bucket> summed = database.reports().timeline(whole, millis).buckets();
                var same = new Reports.Marks(null, new Reports.Statuses(0, 999), null, null);
                var looked =
                        new Reports.CallFilter(day, TO, null, Map.of(), null, false, null, same);
                List<Reports.Bucket> searched =
                        database.reports().timeline(looked, millis).buckets();
                assertEquals(
                        searched.stream().map(each -> each.begun() + " " + each.calls()).toList(),
                        summed.stream().map(each -> each.begun() + " " + each.calls()).toList());
            }
        }
    }
}
