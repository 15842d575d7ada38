package dev.sluice.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real processes with one data directory and one SQLite file begin at once, overlap and are killed.
 * Nothing that was acknowledged is lost, and whoever reads meanwhile is never turned away.
 */
class RollingTest {
    private static final int LANES = 3;
    private static final int KILLS = 3;
    private static final int LONGEST_RUN = 2_000;

    @TempDir private Path data;
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();

    @Test
    @Timeout(300)
    void overlappingAndKilledAtRandomMoments() throws Exception {
        LedgerSettings settings = BookingProcess.settings(data, LedgerSettings.Durability.ANSWER);
        List<String> log = new ArrayList<>();
        try (Database database = Database.open(settings, InstantSource.system())) {
            runAll(database);
            assertTrue(acknowledged.size() >= LANES * KILLS, "it has worked");
            try (Ledger ledger = Ledger.open(settings, database.books(), log::add)) {
                assertTrue(ledger.awaitApplied(Duration.ofSeconds(60)));
            }
            var result = database.check().run(Instant.now());
            assertEquals(List.of(), result.findings());
            assertEquals(0, result.open());
            List<String> counted = calls();
            assertEquals(counted.size(), new HashSet<>(counted).size(), "nothing twice");
            Set<String> lost = new HashSet<>(acknowledged);
            counted.forEach(lost::remove);
            assertEquals(Set.of(), lost, "nothing lost");
        }
    }

    private void runAll(Database database) throws Exception {
        try (ExecutorService lanes = Executors.newFixedThreadPool(LANES)) {
            List<Future<?>> running = new ArrayList<>();
            for (int lane = 0; lane < LANES; lane++) {
                var random = new Random(lane);
                String prefix = "l" + lane + "-";
                LedgerSettings.Durability[] both = LedgerSettings.Durability.values();
                LedgerSettings settings = BookingProcess.settings(data, both[lane % both.length]);
                running.add(
                        lanes.submit(() -> {
                            for (int kill = 0; kill < KILLS; kill++) {
                                acknowledged.addAll(
                                        BookingProcess.runAndKill(
                                                settings,
                                                prefix + kill + "-",
                                                BookingProcess.Into.DATABASE,
                                                1 + random.nextInt(LONGEST_RUN)));
                            }
                            return null;
                        }));
            }
            while (!running.stream().allMatch(Future::isDone)) {
                assertEquals(0, database.books().applied("nobody"));
                LockSupport.parkNanos(1_000_000);
            }
            for (Future<?> each : running) {
                each.get();
            }
        }
    }

    private List<String> calls() throws SQLException {
        List<String> ids = new ArrayList<>();
        var file = new Sqlite(data.resolve(Database.FILE));
        try (Connection connection = file.connect(Engine.Purpose.READING)) {
            file.calls()
                    .each(connection, 0, Long.MAX_VALUE, each -> ids.add(each.call().requestId()));
        }
        return ids;
    }
}
