package dev.sluice.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nothing that was acknowledged is lost, and nothing counts twice, however the process ends. */
class KillTest {
    private static final int KILLS = 10;
    private static final int LONGEST_RUN = 3_000;

    @TempDir private Path data;
    private final Random random = new Random(11);
    private final Set<String> acknowledged = new HashSet<>();
    private final List<String> log = new ArrayList<>();

    @ParameterizedTest
    @EnumSource
    @Timeout(300)
    void killedAtRandomMoments(LedgerSettings.Durability durability) throws Exception {
        LedgerSettings settings = BookingProcess.settings(data, durability);
        for (int kill = 0; kill < KILLS; kill++) {
            int enough = 1 + random.nextInt(LONGEST_RUN);
            String prefix = "k" + kill + "-";
            acknowledged.addAll(
                    BookingProcess.runAndKill(settings, prefix, BookingProcess.Into.FILE, enough));
        }
        assertTrue(acknowledged.size() >= KILLS, "it has worked");
        var books = new FileBooks(data.resolve("books"));
        try (Ledger ledger = Ledger.open(settings, books, log::add)) {
            assertTrue(ledger.awaitApplied(Duration.ofSeconds(60)));
        }
        Set<String> counted = new HashSet<>(books.calls());
        assertEquals(counted.size(), books.calls().size(), "nothing twice");
        acknowledged.removeAll(counted);
        assertEquals(Set.of(), acknowledged, "nothing lost");
        log.removeIf(each -> each.contains("cut off"));
        assertEquals(List.of(), log);
    }
}
