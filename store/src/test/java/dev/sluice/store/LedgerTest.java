package dev.sluice.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.meter.UsageRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class LedgerTest extends LedgerAtWork {
    @ParameterizedTest
    @CsvSource({"GROUP, true", "GROUP, false", "ANSWER, true", "ANSWER, false"})
    void finishedCallsReachTheBooksInOrder(LedgerSettings.Durability each, boolean atOnce)
            throws Exception {
        durability = each;
        quick = atOnce;
        try (Ledger ledger = open()) {
            book(ledger, 0, 2_500);
            assertTrue(ledger.awaitApplied(LONG));
            assertEquals(new Ledger.Lag(0, 0), ledger.lag());
        }
        assertEquals(ids(0, 2_500), books.calls());
        assertEquals(ids(0, 2_500), told);
        assertEquals(List.of(), log);
        for (int i = 0; i < 2_500; i++) {
            assertEquals(i + 1, books.entries().get(i).sequence());
        }
    }

    @Test
    void manyThreadsLoseNothing() throws Exception {
        int threads = 4;
        int each = 5_000;
        try (Ledger ledger = open()) {
            List<Thread> all =
                    IntStream.range(0, threads)
                            .mapToObj(t ->
                                    Thread.ofPlatform()
                                            .start(() -> book(ledger, t * each, (t + 1) * each)))
                            .toList();
            for (Thread thread : all) {
                thread.join();
            }
            assertTrue(ledger.awaitApplied(LONG));
        }
        assertEquals(ids(0, threads * each), books.calls().stream().sorted().toList());
        assertTrue(books.largest() <= Backlog.BATCH);
    }

    @Test
    void whatIsCountedAtOnceOutlivesTheProcess() throws Exception {
        var go = new CountDownLatch(1);
        List<String> found;
        try (Ledger ledger = open()) {
            disk.before = () -> await(go); // nothing reaches a segment
            book(ledger, 0, 200);
            found = finished(copy());
            go.countDown();
        }
        assertEquals(ids(0, 200), found);
        assertEquals(ids(0, 200), books.calls());
    }

    private static List<String> finished(Path killed) throws Exception {
        var other = new FakeBooks();
        var settings =
                new LedgerSettings(killed, null, LedgerSettings.Durability.GROUP, Duration.ZERO);
        try (Ledger ledger = Ledger.open(settings, other, _ -> {})) {
            assertTrue(ledger.awaitApplied(LONG));
        }
        return other.calls();
    }

    @Test
    void whoIsToldFindsItInTheFile() throws Exception {
        var found = new CountDownLatch(1);
        try (Ledger ledger = open()) {
            ledger.book(
                    new Bookable() {
                        @Override
                        public UsageRecord record() {
                            return Calls.finished("the-one");
                        }

                        @Override
                        public void booked(UsageRecord record) {
                            if (written().contains("the-one")) {
                                found.countDown();
                            }
                        }
                    });
            assertTrue(found.await(60, TimeUnit.SECONDS));
        }
    }

    @Test
    void aDatabaseThatIsAwayCostsNothing() throws Exception {
        books.away = true;
        try (Ledger ledger = open()) {
            book(ledger, 0, 25_000);
            until(() -> told.size() == 25_000);
            assertNull(ledger.trouble());
            assertEquals(25_000, ledger.lag().entries());
            assertFalse(ledger.awaitApplied(Duration.ofMillis(10)));
            books.away = false;
            assertTrue(ledger.awaitApplied(LONG));
            book(ledger, 25_000, 26_000);
            assertTrue(ledger.awaitApplied(LONG));
        }
        assertEquals(ids(0, 26_000), books.calls());
        assertEquals(2, log.size(), log.toString());
        assertTrue(log.get(0).contains("connection refused"), log.toString());
    }

    @Test
    void aSlowDatabaseIsReadForFromTheFiles() throws Exception {
        try (Ledger ledger = open()) {
            book(ledger, 0, 1);
            assertTrue(ledger.awaitApplied(LONG));
            books.hang();
            book(ledger, 1, 30_000);
            until(() -> told.size() == 30_000);
            books.letPass(3);
            book(ledger, 30_000, 31_000);
            books.open();
            assertTrue(ledger.awaitApplied(LONG));
        }
        assertEquals(ids(0, 31_000), books.calls());
    }

    @Test
    void aLostAnswerOfTheDatabaseCountsNothingTwice() throws Exception {
        books.answersLost.set(3);
        try (Ledger ledger = open()) {
            book(ledger, 0, 1_500);
            assertTrue(ledger.awaitApplied(LONG));
        }
        assertEquals(ids(0, 1_500), books.calls());
    }

    @Test
    void aFaultInTheBooksIsTriedAgain() throws Exception {
        try (Ledger ledger = open()) {
            books.broken = true;
            book(ledger, 0, 10);
            until(() -> !log.isEmpty());
            assertTrue(log.getFirst().contains("a bug"), log.toString());
            books.broken = false;
            assertTrue(ledger.awaitApplied(LONG));
        }
        assertEquals(ids(0, 10), books.calls());
    }

    @Test
    void aCallThatCannotBeCountedHarmsNoOther() throws Exception {
        quick = false; // all take the same way, and stay in order
        try (Ledger ledger = open()) {
            book(ledger, 0, 3);
            ledger.book(
                    new Bookable() {
                        @Override
                        public UsageRecord record() {
                            throw new IllegalStateException("no price");
                        }

                        @Override
                        public void booked(UsageRecord record) {}
                    });
            ledger.book(
                    new Bookable() {
                        @Override
                        public UsageRecord record() {
                            return Calls.finished(id(3));
                        }

                        @Override
                        public void booked(UsageRecord record) {
                            throw new IllegalStateException("client gone");
                        }
                    });
            book(ledger, 4, 6);
            assertTrue(ledger.awaitApplied(LONG));
        }
        assertEquals(ids(0, 6), books.calls());
        assertEquals(2, log.size(), log.toString());
    }
}
