package dev.sluice.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.app.config.Configuration.Credentials;
import dev.sluice.app.config.Configuration.Loaded;
import dev.sluice.app.config.Configuration.Moment;
import dev.sluice.app.config.Configuration.Source;
import dev.sluice.app.migrate.Migration;
import dev.sluice.core.Digest;
import dev.sluice.core.VirtualKey;
import dev.sluice.providers.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of the project and files that change. */
class FilesTest {
    @TempDir Path directory;

    static Path root() {
        Path here = Path.of("").toAbsolutePath();
        return Files.isDirectory(here.resolve("examples"))
                ? here
                : here.resolveSibling(".").normalize();
    }

    static Stream<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(root().resolve("examples"))) {
            return files
                    .filter(each -> each.toString().matches(".*\\.(yaml|json)"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    private static Configuration load(Path file) {
        return Configuration.load(
                new Source(file, Map.of(), null, null),
                new Credentials(Secret.of("a"), Secret.of("g")),
                Moment.RELOAD,
                1);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyExampleLoads(Path example) throws IOException {
        Path copy = Files.copy(example, directory.resolve(example.getFileName()));
        for (String pem : List.of("cert.pem", "key.pem", "ca.pem")) {
            Files.createFile(directory.resolve(pem));
        }
        Loaded loaded = assertInstanceOf(Loaded.class, load(copy), () -> load(copy).toString());
        assertTrue(loaded.around().keys() > 0 || loaded.snapshot().open() != null);
        assertEquals(List.of(), loaded.warnings());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void aBrokenExampleIsRefusedAndNothingWorse(Path example) throws IOException {
        byte[] good = Files.readAllBytes(example);
        var source = new Source(example, Map.of(), null, null);
        var credentials = new Credentials(Secret.of("a"), Secret.of("g"));
        var random = new Random(7);
        for (int i = 0; i < 40; i++) {
            byte[] bad = good.clone();
            int at = random.nextInt(bad.length);
            int length = Math.min(1 + random.nextInt(8), bad.length - at);
            System.arraycopy(good, random.nextInt(bad.length - length), bad, at, length);
            for (Moment moment : Moment.values()) {
                switch (Configuration.read(bad, source, credentials, moment, 1)) {
                    case Loaded loaded -> assertEquals(1, loaded.snapshot().revision());
                    case Configuration.Rejected no -> assertTrue(!no.problems().isEmpty());
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyYamlExampleNamesTheSchema(Path example) throws IOException {
        if (example.toString().endsWith(".yaml")) {
            assertEquals(
                    "# yaml-language-server: $schema=../schema/sluice.schema.json",
                    Files.readAllLines(example).getFirst());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "README.zh.md"})
    void aReadmeShowsAnExampleAsItIs(String readme) throws IOException {
        String text = Files.readString(root().resolve(readme));
        String example = Files.readString(root().resolve("examples/openai.yaml"));
        assertTrue(
                text.contains("```yaml\n" + example + "```\n"),
                readme + " holds examples/openai.yaml word for word");
    }

    @ParameterizedTest
    @CsvSource({
        "docs/routing.md, 4",
        "docs/routing.zh.md, 4",
        "docs/keys.md, 6",
        "docs/keys.zh.md, 6",
    })
    void aPageShowsOnlyPiecesThatLoad(String page, int count) throws IOException {
        List<String> pieces =
                Pattern.compile("^```yaml\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL)
                        .matcher(Files.readString(root().resolve(page)))
                        .results()
                        .map(each -> each.group(1))
                        .toList();
        assertEquals(count, pieces.size());
        for (String piece : pieces.subList(1, pieces.size())) {
            Path file = directory.resolve("sluice.yaml");
            Files.writeString(file, pieces.getFirst() + piece);
            Loaded loaded = assertInstanceOf(Loaded.class, load(file), () -> load(file).toString());
            assertEquals(List.of(), loaded.warnings());
        }
    }

    @Test
    void theSchemaIsFresh() throws IOException {
        Path file = root().resolve("schema/sluice.schema.json");
        if (Boolean.getBoolean("sluice.update")) {
            Files.writeString(file, Schema.json());
        }
        assertEquals(
                Schema.json(),
                Files.readString(file),
                "run the tests with -Dsluice.update=true to write the schema anew");
    }

    @Test
    void readsTheBlockOfTheReferenceGateway() throws IOException {
        Path seed =
                root().resolveSibling("shared/reference/seeds/004-openai-style-api.md").normalize();
        Assumptions.assumeTrue(Files.exists(seed), "the reference text is not beside the project");
        String text = Files.readString(seed);
        String block =
                text.substring(text.indexOf("## 配置示例") + "## 配置示例".length(), text.indexOf("## 项目"));
        Path file = Files.writeString(directory.resolve("model-config.json"), block);
        Loaded loaded = assertInstanceOf(Loaded.class, load(file));
        assertEquals(12, loaded.around().keys());
        assertEquals(10, loaded.snapshot().deployments().size());
        VirtualKey router = loaded.snapshot().keys().find(Digest.of("7c7aa4a3549f13").bytes());
        assertNotNull(router);
        assertEquals(
                "model-name-router-8 {spark-api-v2.0: xunfei-spark-api-6, chatglm_lite:"
                    + " zhipu-api-5, router-round-robin: router-7 roundrobin(xunfei-spark-api-6,"
                    + " zhipu-api-5)}",
                RouteText.of(router.models(), "any"));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void importsEntriesToYamlThatLoads(Path example) throws IOException {
        if (!example.toString().endsWith(".json")) {
            return;
        }
        Migration.Outcome outcome =
                Migration.of(Files.readAllBytes(example), "model-config.json", null);
        Migration result =
                assertInstanceOf(Migration.Outcome.Done.class, outcome).migration();
        Path file = Files.writeString(directory.resolve("s.yaml"), result.yaml());
        assertInstanceOf(Loaded.class, load(file), () -> load(file).toString());
    }

    @Test
    void seesReplacementRewriteAndLinkSwap() throws Exception {
        Path first = Files.writeString(directory.resolve("one"), "1");
        Path second = Files.writeString(directory.resolve("two"), "2");
        Path link = directory.resolve("link");
        Files.createSymbolicLink(link, first);
        var seen = new LinkedBlockingQueue<String>();
        byte[] known = "1".getBytes(StandardCharsets.UTF_8);
        try (var watch =
                new FileWatch(
                        link,
                        known,
                        Duration.ofMillis(20),
                        bytes -> seen.add(new String(bytes, StandardCharsets.UTF_8)))) {
            Path swapped = directory.resolve("swapped");
            Files.createSymbolicLink(swapped, second);
            Files.move(swapped, link, StandardCopyOption.ATOMIC_MOVE);
            assertEquals("2", seen.poll(30, TimeUnit.SECONDS), watch::toString);
            Files.writeString(second, "3");
            assertEquals("3", seen.poll(30, TimeUnit.SECONDS));
            Path fresh = Files.writeString(directory.resolve("fresh"), "4");
            Files.move(fresh, link, StandardCopyOption.ATOMIC_MOVE);
            assertEquals("4", seen.poll(30, TimeUnit.SECONDS));
        }
    }
}
