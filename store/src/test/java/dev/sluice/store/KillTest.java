package dev.sluice.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.meter.UsageRecord;
import dev.sluice.wire.chat.Usage;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JsonParser;

/** Nothing that was acknowledged is lost, and nothing counts twice, however the process ends. */
class KillTest {
    private static final int KILLS = 10;
    private static final int LONGEST_RUN = 3_000;

    @TempDir private Path data;
    private final Random random = new Random(11);
    private final Set<String> acknowledged = new HashSet<>();
    private final List<String> log = new ArrayList<>();

    @Test
    @Timeout(300)
    void killedAtRandomMoments() throws Exception {
        for (int kill = 0; kill < KILLS; kill++) {
            runAndKill("k" + kill + "-");
        }
        assertTrue(acknowledged.size() >= KILLS, "it has worked");
        var books = new FileBooks(data.resolve("books"));
        var settings =
                new LedgerSettings(data, null, LedgerSettings.Durability.ANSWER, Duration.ZERO);
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

    /** Lets a process work until it has acknowledged a random number of calls. */
    private void runAndKill(String prefix) throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                classPath(),
                                BookingProcess.class.getName(),
                                data.toString(),
                                prefix)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        int enough = 1 + random.nextInt(LONGEST_RUN);
        var output = new StringBuilder();
        try (InputStream from = process.getInputStream()) {
            byte[] some = new byte[512];
            int calls = 0;
            for (int read = from.read(some); read >= 0; read = from.read(some)) {
                String text = new String(some, 0, read, StandardCharsets.US_ASCII);
                output.append(text);
                calls += (int) text.chars().filter(c -> c == '\n').count();
                if (calls >= enough) {
                    process.destroyForcibly();
                }
            }
        } catch (IOException _) {
            // the process is gone
        }
        process.waitFor();
        String text = output.toString();
        text.substring(0, text.lastIndexOf('\n') + 1).lines().forEach(acknowledged::add);
    }

    private static String classPath() {
        return Stream.of(
                        Ledger.class,
                        BookingProcess.class,
                        UsageRecord.class,
                        Usage.class,
                        JsonParser.class)
                .map(KillTest::place)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String place(Class<?> of) {
        try {
            return Path.of(of.getProtectionDomain().getCodeSource().getLocation().toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
