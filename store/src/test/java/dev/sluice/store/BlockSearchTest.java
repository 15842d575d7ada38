package dev.sluice.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.meter.UsageRecord;
import dev.sluice.core.meter.UsageRecord.Rating;
import dev.sluice.store.Reports.By;
import dev.sluice.store.Reports.CallFilter;
import dev.sluice.store.Reports.Page;
import dev.sluice.store.Store.Kind;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Blocks of all sizes that overlap in time, with calls that took hours, and impatient readers. */
class BlockSearchTest {
    private static final long HOUR = 3_600_000;
    private static final Instant FROM = Store.NOW.minusSeconds(20 * 3600);
    private static final Instant TO = Store.NOW;

    @TempDir private Path data;
    private final Random random = new Random(11);

    @ParameterizedTest
    @ValueSource(longs = {-1, 200_000, Long.MAX_VALUE})
    void everyCallComesOnceAndInOrderHoweverLittleTimeThereIs(long patience) throws Exception {
        try (Store store = Store.of(Kind.SQLITE, data)) {
            List<StoredCall> calls = booked(store);
            for (Map<By, String> only : List.<Map<By, String>>of(Map.of(), Map.of(By.KEY, "k2"))) {
                var filter = new CallFilter(FROM, TO, null, only, null, false);
                var match = new CallMatch(filter);
                List<String> expected =
                        calls.stream()
                                .filter(match::test)
                                .sorted(
                                        Comparator.comparingLong(StoredCall::begun)
                                                .thenComparingLong(StoredCall::id)
                                                .reversed())
                                .map(each -> new Place(each.begun(), each.id()).text())
                                .toList();
                assertTrue(expected.size() > 200);
                assertEquals(expected, paged(store, filter, patience));
            }
        }
    }

    @Test
    void aDamagedBlockTakesNothingElseWithIt() throws Exception {
        try (Store store = Store.of(Kind.SQLITE, data)) {
            List<StoredCall> calls = booked(store);
            String largest = "(select id from call_block order by calls desc limit 1)";
            long inside = store.number("select calls from call_block where id = " + largest);
            store.change(
                    "update call_block set packed = substr(packed, 1, length(packed) - 40)"
                            + " where id = "
                            + largest);
            Instant later = TO.plusSeconds(86_400);
            var all = new CallFilter(Instant.EPOCH, later, null, Map.of(), null, false);
            int found = paged(store, all, Long.MAX_VALUE).size();
            assertTrue(found < calls.size() && found >= calls.size() - inside, found + " found");
            Set<String> seen = new HashSet<>();
            store.node().check().run(Instant.EPOCH).findings().forEach(f -> seen.add(f.check()));
            assertEquals(Set.of("sums", "sequence"), seen);
            Rerate.Rater unpriced = (_, _) -> new Rating.Unpriced();
            assertThrows(
                    IllegalStateException.class,
                    () -> store.node().rerate().run(Instant.EPOCH, later, unpriced));
        }
    }

    private List<StoredCall> booked(Store store) throws Exception {
        Database database = store.node();
        List<Numbered> journal = new ArrayList<>();
        List<StoredCall> calls = new ArrayList<>();
        long now = FROM.toEpochMilli();
        for (int i = 1; i <= 1500; i++) {
            now += random.nextInt(100_000);
            long took = random.nextInt(20) == 0 ? random.nextLong(5 * HOUR) : random.nextInt(9000);
            UsageRecord call = Calls.at("r" + i, "k" + random.nextInt(3), now - took);
            journal.add(new Numbered.Finished(i, call));
            calls.add(new StoredCall((1L << SqlBooks.SEQUENCE_BITS) + i, call));
            if (random.nextInt(8) == 0) {
                ListBooks.apply(database.books(), "a", journal);
                journal.clear();
            }
        }
        ListBooks.apply(database.books(), "a", journal);
        return calls;
    }

    private static List<String> paged(Store store, CallFilter first, long patience)
            throws Exception {
        List<String> places = new ArrayList<>();
        List<CallFilter> next = new ArrayList<>(List.of(first));
        while (!next.isEmpty()) {
            CallFilter filter = next.removeFirst();
            Page page =
                    store.study((_, connection) ->
                            new BlockSearch(patience).page(connection, filter, 7));
            assertTrue(page.calls().size() <= 7);
            page.calls().forEach(each -> places.add(each.place()));
            if (page.next() != null) {
                next.add(
                        new CallFilter(
                                first.from(), first.to(), page.next(), first.only(), null, false));
            }
        }
        return places;
    }
}
