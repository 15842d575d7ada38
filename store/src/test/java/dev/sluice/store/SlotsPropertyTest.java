package dev.sluice.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.meter.UsageRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Processes with one data directory begin, work, end and die in any order, and the database comes
 * and goes: nothing that was booked is lost, nothing counts twice, no reservation stays open.
 */
@Timeout(120)
class SlotsPropertyTest {
    private static final int STEPS = 120;
    private static final int MOST_ALIVE = 4;

    @TempDir private Path data;
    private final FakeBooks books = new FakeBooks();
    private final List<MortalProcess> alive = new ArrayList<>();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private int calls;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void nothingIsLostAndNothingCountsTwice(long seed) throws Exception {
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler(SlotsPropertyTest::died);
        try {
            var random = new Random(seed);
            for (int i = 0; i < STEPS; i++) {
                step(random);
            }
            for (MortalProcess each : alive) {
                end(each, random);
            }
            books.away = false;
            var last = new MortalProcess(data, books, _ -> {});
            assertTrue(last.ledger.awaitApplied(Duration.ofSeconds(60)));
            last.stop();
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        assertAddsUp();
    }

    private static void died(Thread thread, Throwable of) {
        if (!(of instanceof MortalProcess.Killed)) {
            of.printStackTrace();
        }
    }

    private void step(Random random) throws IOException {
        switch (random.nextInt(10)) {
            case 0 -> books.away = random.nextInt(3) == 0;
            case 1 -> books.answersLost.set(1);
            case 2, 3 -> {
                if (alive.size() < MOST_ALIVE) {
                    alive.add(new MortalProcess(data, books, _ -> {}));
                }
            }
            case 4, 5 -> {
                if (!alive.isEmpty()) {
                    end(alive.remove(random.nextInt(alive.size())), random);
                }
            }
            default -> {
                if (!alive.isEmpty()) {
                    work(alive.get(random.nextInt(alive.size())).ledger, random);
                }
            }
        }
    }

    private static void end(MortalProcess process, Random random) {
        if (random.nextBoolean()) {
            process.kill();
        } else {
            process.stop();
        }
    }

    private void work(Ledger ledger, Random random) {
        for (int i = random.nextInt(300); i > 0; i--) {
            String id = "c" + calls++;
            boolean reserves = random.nextBoolean();
            if (reserves) {
                ledger.reserve(id, List.of(Calls.HOLD));
            }
            if (random.nextInt(10) > 0) {
                ledger.book(new Call(id, reserves));
            }
        }
    }

    private final class Call implements Bookable {
        private final String id;
        private final UsageRecord record;

        Call(String id, boolean reserves) {
            this.id = id;
            record = reserves ? Calls.settled(id) : Calls.finished(id);
        }

        @Override
        public UsageRecord record() {
            return record;
        }

        @Override
        public void booked(UsageRecord same) {
            acknowledged.add(id);
        }
    }

    private void assertAddsUp() {
        List<String> counted = books.calls();
        assertEquals(counted.size(), new HashSet<>(counted).size(), "nothing twice");
        Set<String> lost = new HashSet<>(acknowledged);
        counted.forEach(lost::remove);
        assertEquals(Set.of(), lost, "nothing lost");
        Map<String, Integer> open = new HashMap<>();
        for (Numbered each : books.entries()) {
            switch (each) {
                case Numbered.Reserved(_, String id, _) -> open.merge(id, 1, Integer::sum);
                case Numbered.Voided(_, String id, _) -> open.merge(id, -1, Integer::sum);
                case Numbered.Finished(_, UsageRecord record, boolean alone) -> {
                    if (!alone && !record.settled().isEmpty()) {
                        open.merge(record.requestId(), -1, Integer::sum);
                    }
                }
            }
        }
        open.values().removeIf(each -> each == 0);
        assertEquals(Map.of(), open, "every reservation is closed once");
    }
}
