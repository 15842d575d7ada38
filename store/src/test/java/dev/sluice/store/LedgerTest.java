package dev.sluice.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.meter.UsageRecord;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

@Timeout(120)
class LedgerTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir private Path data;
    private final FakeBooks books = new FakeBooks();
    private final FakeDisk disk = new FakeDisk();
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final List<String> told = Collections.synchronizedList(new ArrayList<>());
    private LedgerSettings.Durability durability = LedgerSettings.Durability.GROUP;

    @ParameterizedTest
    @EnumSource(LedgerSettings.Durability.class)
    void finishedCallsReachTheBooksInOrder(LedgerSettings.Durability each) throws Exception {
        durability = each;
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
    void aDurableLedgerTellsAfterItIsOnTheDisk() throws Exception {
        durability = LedgerSettings.Durability.ANSWER;
        try (Ledger ledger = open()) {
            int before = disk.forces.get();
            disk.forceFails = true;
            book(ledger, 0, 1);
            until(() -> ledger.trouble() != null);
            assertTrue(written().contains(id(0)), "it is in the file");
            assertEquals(List.of(), told, "and that is not enough");
            disk.forceFails = false;
            until(() -> told.size() == 1);
            assertEquals(before + 1, disk.forces.get());
            assertNull(ledger.trouble());
        }
    }

    @Test
    void whatComesTogetherIsWrittenTogether() throws Exception {
        durability = LedgerSettings.Durability.ANSWER;
        try (Ledger ledger = open()) {
            var inside = new CountDownLatch(1);
            var go = new CountDownLatch(1);
            disk.before =
                    () -> {
                        inside.countDown();
                        await(go);
                    };
            book(ledger, 0, 1);
            await(inside);
            int forces = disk.forces.get();
            book(ledger, 1, 500);
            go.countDown();
            until(() -> told.size() == 500);
            assertTrue(
                    disk.forces.get() - forces <= 4, "one for the first, one for all the others");
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
            books.gate = new Semaphore(0);
            book(ledger, 1, 30_000);
            until(() -> told.size() == 30_000);
            books.gate.release(3);
            book(ledger, 30_000, 31_000);
            Semaphore gate = books.gate;
            books.gate = null;
            gate.release(1_000);
            assertTrue(ledger.awaitApplied(LONG));
        }
        assertEquals(ids(0, 31_000), books.calls());
    }

    @Test
    void aLostAnswerOfTheDatabaseCountsNothingTwice() throws Exception {
        books.answersLost = 3;
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
    void whatWasNotAppliedIsAppliedAtTheNextStart() throws Exception {
        books.away = true;
        try (Ledger ledger = open()) {
            book(ledger, 0, 100);
        }
        assertEquals(ids(0, 100), told, "closing writes everything");
        books.away = false;
        try (Ledger ledger = open()) {
            book(ledger, 100, 110);
        }
        assertEquals(ids(0, 110), books.calls(), "closing applies what can be applied");
    }

    @Test
    void openingWaitsForNoDatabase() throws Exception {
        books.gate = new Semaphore(0);
        try (Ledger ledger = open()) {
            book(ledger, 0, 10);
            until(() -> told.size() == 10);
            Semaphore gate = books.gate;
            books.gate = null;
            gate.release(100);
            assertTrue(ledger.awaitApplied(LONG));
        }
        assertEquals(ids(0, 10), books.calls());
    }

    @Test
    void reservationsOfADeadProcessAreVoid() throws Exception {
        Path copy;
        try (Ledger ledger = open()) {
            ledger.reserve("done", List.of(Calls.HOLD));
            ledger.reserve("dead", List.of(Calls.HOLD));
            ledger.reserve("twice", List.of(Calls.HOLD));
            ledger.reserve("twice", List.of(Calls.HOLD));
            ledger.book(call("done", Calls.settled("done")));
            ledger.book(call("twice", Calls.settled("twice")));
            book(ledger, 0, 3);
            assertTrue(ledger.awaitApplied(LONG));
            copy = copy();
        }
        for (int start = 0; start < 2; start++) {
            try (Ledger ledger = open(copy)) {
                assertTrue(ledger.awaitApplied(LONG));
            }
            List<Numbered> entries = books.entries();
            assertEquals(11, entries.size());
            assertEquals(
                    List.of(
                            new Numbered.Voided(10, "dead", List.of(Calls.HOLD)),
                            new Numbered.Voided(11, "twice", List.of(Calls.HOLD))),
                    entries.subList(9, 11));
        }
    }

    @Test
    void aFullDiskStopsNewCallsAndLosesNone() throws Exception {
        try (Ledger ledger = open()) {
            book(ledger, 0, 10);
            until(() -> told.size() == 10);
            disk.room.set(100);
            book(ledger, 10, 5_000);
            until(() -> ledger.trouble() != null);
            assertTrue(ledger.trouble().contains("No space left"), ledger.trouble());
            assertFalse(ledger.healthy());
            assertEquals(10, told.size());
            book(ledger, 5_000, 6_000);
            disk.room.set(Long.MAX_VALUE);
            assertTrue(ledger.awaitApplied(LONG));
            assertTrue(ledger.healthy());
        }
        assertEquals(ids(0, 6_000), books.calls());
        assertEquals(ids(0, 6_000), told);
        assertEquals(2, log.size(), log.toString());
    }

    @Test
    void aDiskThatHangsIsTrouble() throws Exception {
        try (Ledger ledger = open()) {
            var go = new CountDownLatch(1);
            disk.before = () -> await(go);
            book(ledger, 0, 1);
            until(() -> ledger.trouble() != null);
            assertTrue(ledger.trouble().contains("does not answer"), ledger.trouble());
            go.countDown();
            until(ledger::healthy);
            assertTrue(ledger.awaitApplied(LONG));
        }
        assertEquals(ids(0, 1), books.calls());
    }

    @Test
    void aDiskThatStaysFullIsGivenUpAtTheEnd() throws Exception {
        try (Ledger ledger = open()) {
            disk.room.set(0);
            book(ledger, 0, 7);
        }
        assertTrue(log.getLast().contains("7 finished calls are lost"), log.toString());
        disk.room.set(Long.MAX_VALUE);
        try (Ledger ledger = open()) {
            book(ledger, 7, 8);
        }
        assertEquals(ids(7, 8), books.calls());
    }

    @Test
    void aCallThatCannotBeCountedHarmsNoOther() throws Exception {
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

    @Test
    void aJournalThatLostItsEndGoesOnBehindTheBooks() throws Exception {
        Path copy;
        try (Ledger ledger = open()) {
            book(ledger, 0, 5);
            assertTrue(ledger.awaitApplied(LONG));
            copy = copy();
            book(ledger, 5, 20);
        }
        try (Ledger ledger = open(copy)) {
            book(ledger, 20, 30);
        }
        assertEquals(ids(0, 30), books.calls());
        assertEquals(1, log.size(), log.toString());
        assertEquals(30, books.entries().getLast().sequence());
    }

    @Test
    void aJournalThatLostItsEndWhileTheDatabaseIsAwayLosesNothing() throws Exception {
        Path copy;
        try (Ledger ledger = open()) {
            copy = copy();
            book(ledger, 0, 20);
        }
        books.away = true;
        try (Ledger ledger = open(copy)) {
            book(ledger, 20, 30);
            until(() -> told.size() == 30);
            books.away = false;
            assertTrue(ledger.awaitApplied(LONG));
        }
        assertEquals(ids(0, 30), books.calls());
    }

    @Test
    void anEmptyDatabaseGetsWhatTheJournalHas() throws Exception {
        try (Ledger ledger = open()) {
            book(ledger, 0, 50);
            assertTrue(ledger.awaitApplied(LONG));
        }
        var other = new FakeBooks();
        var settings = new LedgerSettings(data, null, durability, Duration.ZERO);
        try (Ledger ledger = Ledger.open(settings, other, log::add, disk)) {
            assertTrue(ledger.awaitApplied(LONG));
        }
        assertEquals(ids(0, 50), other.calls());
    }

    private Ledger open() throws IOException {
        return open(data);
    }

    private Ledger open(Path directory) throws IOException {
        var settings = new LedgerSettings(directory, null, durability, Duration.ZERO);
        return Ledger.open(settings, books, log::add, disk);
    }

    private void book(Ledger ledger, int from, int to) {
        for (int i = from; i < to; i++) {
            ledger.book(call(id(i), Calls.finished(id(i))));
        }
    }

    private Bookable call(String id, UsageRecord record) {
        return new Bookable() {
            @Override
            public UsageRecord record() {
                return record;
            }

            @Override
            public void booked(UsageRecord same) {
                assertNotNull(same);
                told.add(id);
            }
        };
    }

    private static String id(int number) {
        return String.format("r%06d", number);
    }

    private static List<String> ids(int from, int to) {
        List<String> ids = IntStream.range(from, to).mapToObj(LedgerTest::id).toList();
        assertEquals(ids.size(), new HashSet<>(ids).size());
        return ids;
    }

    /** What a process would find if this one died now. */
    private Path copy() throws IOException {
        Path copy = data.resolve("copy");
        Files.createDirectories(copy.resolve("journal"));
        Files.copy(data.resolve("node"), copy.resolve("node"));
        for (Path each : segments()) {
            Files.copy(each, copy.resolve("journal").resolve(each.getFileName()));
        }
        return copy;
    }

    private String written() {
        try {
            var text = new StringBuilder();
            for (Path each : segments()) {
                text.append(
                        new String(
                                Files.readAllBytes(each),
                                java.nio.charset.StandardCharsets.ISO_8859_1));
            }
            return text.toString();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("journal"))) {
            return files.filter(file -> file.toString().endsWith(".log")).sorted().toList();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(60, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void until(BooleanSupplier holds) {
        while (!holds.getAsBoolean()) {
            LockSupport.parkNanos(1_000_000);
        }
    }
}
