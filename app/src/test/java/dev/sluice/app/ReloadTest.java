package dev.sluice.app;

import static dev.sluice.app.Entries.entry;
import static dev.sluice.app.Entries.file;
import static dev.sluice.app.Entries.proxy;
import static dev.sluice.app.RunningSluice.HELLO;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeOpenAi;
import dev.sluice.testkit.FakeUpstream;
import dev.sluice.testkit.Request;
import dev.sluice.testkit.Strictness;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A changed file is taken over while calls go on; a bad one changes nothing. */
class ReloadTest {
    private static final String OLD = "sk-old";
    private static final String NEW = "sk-new";
    private static final String STAYS = "sk-stays";

    @TempDir Path directory;

    /** The ways in which editors, deployments and container mounts change a file. */
    enum Change {
        REWRITTEN_IN_PLACE {
            @Override
            void make(Path file, String text) throws IOException {
                Files.writeString(file, text);
            }
        },
        RENAMED_OVER {
            @Override
            void make(Path file, String text) throws IOException {
                Path fresh = Files.writeString(file.resolveSibling("fresh"), text);
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            }
        },
        LINK_SWAPPED {
            @Override
            void make(Path file, String text) throws IOException {
                Path target = Files.writeString(file.resolveSibling("target-2"), text);
                Path link = Files.createSymbolicLink(file.resolveSibling("link-2"), target);
                Files.move(link, file, StandardCopyOption.ATOMIC_MOVE);
            }
        };

        abstract void make(Path file, String text) throws IOException;
    }

    private static Answer compatible(Request request) {
        return new FakeOpenAi("sk-up", Strictness.COMPATIBLE).apply(request);
    }

    private Path configuration(String text) throws IOException {
        Path target = Files.writeString(directory.resolve("target-1"), text);
        return Files.createSymbolicLink(directory.resolve("model-config.json"), target);
    }

    private static int status(RunningSluice sluice, String key) throws Exception {
        return sluice.chat(key, HELLO).statusCode();
    }

    @ParameterizedTest
    @EnumSource
    void takesOverAChangedFile(Change change) throws Exception {
        try (FakeUpstream upstream = FakeUpstream.start(ReloadTest::compatible)) {
            String stays = proxy(STAYS, upstream.url());
            Path file = configuration(file(proxy(OLD, upstream.url()), stays));
            try (RunningSluice sluice = RunningSluice.start(file, directory.resolve("data"))) {
                assertEquals(200, status(sluice, OLD));
                assertEquals(401, status(sluice, NEW));
                change.make(file, file(stays, proxy(NEW, upstream.url())));
                sluice.awaitLog("configuration reloaded: revision 2, 2 keys");
                assertEquals(200, status(sluice, NEW));
                assertEquals(401, status(sluice, OLD));
                assertEquals(200, status(sluice, STAYS));
            }
        }
    }

    @Test
    void looksOftenEnoughForTwoSeconds() {
        // A change just after a reading is seen by the next and confirmed by the one after it.
        Duration longest = Reloading.WATCH_PAUSE.multipliedBy(3);
        assertTrue(longest.compareTo(Duration.ofSeconds(2)) < 0, longest::toString);
    }

    @Test
    void letsAStreamUnderWayFinishAsItBegan() throws Exception {
        List<String> chunks =
                Stream.concat(
                                Stream.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9).map(i -> delta("w" + i)),
                                Stream.of(finish(), "[DONE]"))
                        .toList();
        try (FakeUpstream first =
                        FakeUpstream.start(_ -> Answer.events(Duration.ofMillis(250), chunks));
                FakeUpstream second = FakeUpstream.start(ReloadTest::compatible)) {
            Path file = configuration(file(proxy(OLD, first.url())));
            try (RunningSluice sluice = RunningSluice.start(file, directory.resolve("data"))) {
                HttpResponse<java.io.InputStream> answer =
                        sluice.open(OLD, "\"stream\":true," + HELLO);
                try (var lines = new BufferedReader(new InputStreamReader(answer.body(), UTF_8))) {
                    assertTrue(String.valueOf(lines.readLine()).contains("w0"));
                    Change.RENAMED_OVER.make(file, file(proxy(NEW, second.url())));
                    sluice.awaitLog("configuration reloaded");
                    assertEquals(401, status(sluice, OLD));
                    assertEquals(200, status(sluice, NEW));
                    String rest = String.join("\n", lines.lines().toList());
                    assertTrue(rest.contains("w9") && rest.contains("\"stop\""), rest);
                    assertTrue(rest.strip().endsWith("data: [DONE]"), rest);
                    assertFalse(rest.contains("error"), rest);
                }
                assertEquals(1, first.requests().size());
            }
        }
    }

    private static String delta(String word) {
        return chunk("{\"role\":\"assistant\",\"content\":\"" + word + "\"}", "null");
    }

    private static String finish() {
        return chunk("{\"content\":\"\"}", "\"stop\"");
    }

    private static String chunk(String delta, String finish) {
        return "{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\","
                + "\"choices\":[{\"index\":0,\"delta\":%s,\"finish_reason\":%s}]}"
                        .formatted(delta, finish);
    }

    static Stream<Arguments> badFiles() {
        String good = entry("sk-a", "echo", "");
        return Stream.of(
                Arguments.of("[\n{\"token\": \"sk-a\",\n \"type\" \"echo\"}]", "line 3"),
                Arguments.of(file(good, good), "line 3: [1].token"),
                Arguments.of(file(good, entry("sk-b", "opnai", "")), "line 3: [1].type"),
                Arguments.of(
                        file(
                                good,
                                entry("sk-b", "router", "\"token_pool\":[\"sk-a\",\"sk-gone\"]")),
                        "line 3: [1].config.token_pool[1]"),
                Arguments.of(
                        file(good, entry("sk-b", "model-name-router", "\"model-2-token\":{}")),
                        "line 3: [1].config.model-2-token"),
                Arguments.of("[]]", "line 1"));
    }

    @ParameterizedTest
    @MethodSource("badFiles")
    void aBadFileChangesNothing(String bad, String place) throws Exception {
        Path file = configuration(file(entry(OLD, "echo", "")));
        try (RunningSluice sluice = RunningSluice.start(file, directory.resolve("data"))) {
            Change.REWRITTEN_IN_PLACE.make(file, bad);
            sluice.awaitLog("not reloaded, the old configuration stays in force");
            sluice.awaitLog(place);
            assertEquals(200, status(sluice, OLD));
            assertEquals(401, status(sluice, "sk-a"));
            assertFalse(sluice.log().contains("sk-gone"), "a token is a secret");
        }
    }

    @Test
    void aRepairedFileIsTakenOverAfterABadOne() throws Exception {
        Path file = configuration(file(entry(OLD, "echo", "")));
        try (RunningSluice sluice = RunningSluice.start(file, directory.resolve("data"))) {
            Change.RENAMED_OVER.make(file, "[\n{]");
            sluice.awaitLog("not reloaded, the old configuration stays in force");
            Change.RENAMED_OVER.make(file, file(entry(NEW, "echo", "")));
            sluice.awaitLog("configuration reloaded");
            assertEquals(200, status(sluice, NEW));
            assertEquals(401, status(sluice, OLD));
        }
    }
}
