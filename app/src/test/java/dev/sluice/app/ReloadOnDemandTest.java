package dev.sluice.app;

import static dev.sluice.app.Entries.entry;
import static dev.sluice.app.Entries.file;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.app.control.Reload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reload that somebody asks for, beside the watch over the file. */
class ReloadOnDemandTest {
    private static final String ONE = file(entry("sk-1", "echo", ""));
    private static final String TWO = file(entry("sk-1", "echo", ""), entry("sk-2", "echo", ""));

    @TempDir Path directory;
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();

    private SluiceServer start(@Nullable Path file) throws Failure {
        var options =
                new ServeOptions(
                        file == null ? null : file.toString(),
                        0,
                        "127.0.0.1",
                        directory.resolve("data").toString());
        var out = new PrintStream(log, true, UTF_8);
        return SluiceServer.start(
                options, Map.of("ADMIN_TOKEN", "t"), new Log(out, Clock.systemUTC()));
    }

    private Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("model-config.json"), text);
    }

    private static long revision(Reload reload) {
        return assertInstanceOf(Reload.InForce.class, reload).revision();
    }

    private void awaitLog(String words) throws InterruptedException {
        long deadline = System.nanoTime() + RunningSluice.PATIENCE.toNanos();
        while (!log.toString(UTF_8).contains(words)) {
            assertTrue(System.nanoTime() < deadline, () -> words + " is not in " + log);
            Thread.sleep(10);
        }
    }

    @Test
    void isInForceWhenItReturns() throws Exception {
        Path file = write(ONE);
        try (SluiceServer server = start(file)) {
            write(TWO);
            assertEquals(2, revision(server.reload()));
            assertTrue(log.toString(UTF_8).contains("revision 2, 2 keys"), log::toString);
            assertEquals(3, revision(server.reload()), "also when nothing has changed");
        }
    }

    @Test
    void theWatchGoesOnFromWhatWasRead() throws Exception {
        Path file = write(ONE);
        try (SluiceServer server = start(file)) {
            write(TWO);
            assertEquals(2, revision(server.reload()));
            write(ONE); // what the first watch has seen last, and yet a change
            awaitLog("revision 3, 1 keys");
        }
    }

    @Test
    void aBadFileIsToldAndTheOldOneStays() throws Exception {
        Path file = write(ONE);
        try (SluiceServer server = start(file)) {
            write(file(entry("sk-1", "echo", ""), entry("sk-2", "opnai", "")));
            var refused = assertInstanceOf(Reload.Refused.class, server.reload());
            assertEquals(
                    List.of("[1].type"), refused.problems().stream().map(p -> p.path()).toList());
            assertEquals(3, refused.problems().getFirst().line());
            Files.delete(file);
            refused = assertInstanceOf(Reload.Refused.class, server.reload());
            assertTrue(refused.problems().getFirst().message().contains("does not exist"));
            write(TWO);
            assertEquals(2, revision(server.reload()), "what was refused has no number");
        }
    }

    @Test
    void whatChangesWithTheNextStartOnlyIsAWarning() throws Exception {
        String keys = "keys: [{id: a, key: sk-a}]\n";
        Path file = Files.writeString(directory.resolve("sluice.yaml"), keys);
        try (SluiceServer server = start(file)) {
            Files.writeString(file, keys + "server: {max_header_bytes: 64KB}\n");
            var inForce = assertInstanceOf(Reload.InForce.class, server.reload());
            assertEquals("server", inForce.warnings().getLast().path());
        }
    }

    @Test
    void severalAtOnceAreOneAfterTheOther() throws Exception {
        Path file = write(ONE);
        Set<Long> revisions = new ConcurrentSkipListSet<>();
        try (SluiceServer server = start(file)) {
            List<Thread> threads =
                    LongStream.range(0, 8)
                            .mapToObj(_ ->
                                    Thread.startVirtualThread(
                                            () -> revisions.add(revision(server.reload()))))
                            .toList();
            for (Thread each : threads) {
                each.join();
            }
        }
        assertEquals(new TreeSet<>(LongStream.range(2, 10).boxed().toList()), revisions);
    }
}
