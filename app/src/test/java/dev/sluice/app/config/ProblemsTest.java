package dev.sluice.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.app.config.Configuration.Credentials;
import dev.sluice.app.config.Configuration.Loaded;
import dev.sluice.app.config.Configuration.Moment;
import dev.sluice.app.config.Configuration.Rejected;
import dev.sluice.app.config.Configuration.Source;
import dev.sluice.providers.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every mistake is found, with its line, and no secret is shown. */
class ProblemsTest {
    private static final Credentials CREDENTIALS =
            new Credentials(Secret.of("admin"), Secret.of("generated"));

    static Configuration read(String name, String text, Moment moment) {
        var source = new Source(Path.of(name), Map.of("SET", "from-env"), null, null);
        return Configuration.read(
                text.getBytes(StandardCharsets.UTF_8), source, CREDENTIALS, moment, 1);
    }

    private static List<Problem> problems(String name, String text) {
        return assertInstanceOf(Rejected.class, read(name, text, Moment.RELOAD)).problems();
    }

    static Stream<Arguments> yamlMistakes() {
        return Stream.of(
                Arguments.of("server:\n  port: 99999\n", 2, "server.port", "99999"),
                Arguments.of("server:\n  port: eighty\n", 2, "server.port", "'eighty'"),
                Arguments.of("server:\n  prot: 1\n", 2, "server.prot", "did you mean 'port'"),
                Arguments.of("modles: []\n", 1, "modles", "did you mean 'models'"),
                Arguments.of("server:\n  max_body: 1XB\n", 2, "server.max_body", "'1XB'"),
                Arguments.of("server:\n  heartbeat: soon\n", 2, "server.heartbeat", "'soon'"),
                Arguments.of("server:\n  open: perhaps\n", 2, "server.open", "true or false"),
                Arguments.of("server:\n  tls: {key: k}\n", 2, "server.tls.certificate", "missing"),
                Arguments.of("server: [1]\n", 1, "server", "a mapping"),
                Arguments.of("providers: {a: b}\n", 1, "providers", "a list"),
                Arguments.of("providers:\n- {id: a}\n", 2, "providers[0].type", "missing"),
                Arguments.of(
                        "providers:\n- id: a\n  type: opnai\n", 3, "providers[0].type", "'opnai'"),
                Arguments.of(
                        "providers:\n- {id: a, type: proxy}\n", 2, "providers[0].api_base", "miss"),
                Arguments.of(
                        "providers:\n- id: a\n  type: proxy\n  api_base: ftp://h\n",
                        4,
                        "providers[0].api_base",
                        "http://"),
                Arguments.of(
                        "providers:\n- id: a\n  type: openai\n  timeout: 0\n",
                        4,
                        "providers[0].timeout",
                        "above zero"),
                Arguments.of(
                        "providers:\n- id: a\n  type: openai\n  proxy: gopher://x\n",
                        4,
                        "providers[0].proxy",
                        "proxy address"),
                Arguments.of(
                        "providers:\n- {id: a, type: azure, api_base: 'https://h'}\n",
                        2,
                        "providers[0].api_version",
                        "missing"),
                Arguments.of(
                        "providers:\n- {id: a, type: echo}\n- {id: a, type: echo}\n",
                        3,
                        "providers[1].id",
                        "second time"),
                Arguments.of(
                        "providers:\n- {id: a, type: echo}\n- {id: b, type: echo}\n",
                        2,
                        "models",
                        "several providers"),
                Arguments.of(
                        "models:\n- name: m\n  provider: nobody\n",
                        3,
                        "models[0].provider",
                        "'nobody'"),
                Arguments.of(
                        "providers:\n- {id: a, type: echo}\nmodels:\n- {name: a*b, provider: a}\n",
                        4,
                        "models[0].name",
                        "'a*b'"),
                Arguments.of("keys:\n- {id: k}\n", 2, "keys[0]", "either key or sha256"),
                Arguments.of("keys:\n- {id: k, sha256: ab}\n", 2, "keys[0].sha256", "64"),
                Arguments.of("keys:\n- {id: k, key: '${GONE}'}\n", 2, "keys[0].key", "GONE"),
                Arguments.of(
                        "keys:\n- {id: k, key: 'file:/does/not/exist'}\n",
                        2,
                        "keys[0].key",
                        "a file that can be read"),
                Arguments.of(
                        "keys:\n- {id: a, key: x}\n- {id: b, key: x}\n", 3, "keys[1]", "same key"),
                Arguments.of(
                        "keys:\n- {id: a, key: x, models: [nix]}\n", 2, "keys[0].models", "'nix'"),
                Arguments.of("keys:\n- {id: a, key: x, models: [{b: c}]}\n", 2, "[0]", "a text"),
                Arguments.of(
                        "keys:\n- {id: a, key: x, default_model: nix}\n",
                        2,
                        "keys[0].default_model",
                        "'nix'"),
                Arguments.of("a: 1\na: 2\n", 2, "", "twice"),
                Arguments.of("a: [1\n", 2, "", "not YAML"),
                Arguments.of("{\"server\": {\"port\": 1,,}}", 1, "", "not YAML"));
    }

    @ParameterizedTest
    @MethodSource("yamlMistakes")
    void namesLineAndPlace(String text, int line, String path, String part) {
        Problem first = problems("sluice.yaml", text).getFirst();
        assertEquals(line, first.line(), first.sentence());
        assertTrue(first.path().contains(path), first.sentence());
        assertTrue(first.message().contains(part), first.sentence());
    }

    static Stream<Arguments> entryMistakes() {
        return Stream.of(
                Arguments.of("[\n{\"token\":\"a\"}]", 2, "[0].type", "missing"),
                Arguments.of("[\n{\"token\":\"a\",\"type\":\"nix\"}]", 2, "[0].type", "'nix'"),
                Arguments.of("[\n{\"token\":\"\",\"type\":\"echo\"}]", 2, "[0].token", "empty"),
                Arguments.of("[\n1]", 2, "[0]", "an entry"),
                Arguments.of(
                        "[{\"token\":\"t\",\"type\":\"echo\"},\n"
                                + "{\"token\":\"t\",\"type\":\"echo\"}]",
                        2,
                        "[1].token",
                        "the same token as the entry on line 1"),
                Arguments.of(
                        "[{\"token\":\"t\",\"type\":\"proxy\",\"config\":{}}]",
                        1,
                        "[0].config.api_base",
                        "missing"),
                Arguments.of(
                        "[{\"token\":\"t\",\"type\":\"openai\",\"config\":{\n\"timeout\":\"x\"}}]",
                        2,
                        "[0].config.timeout",
                        "'x'"),
                Arguments.of(
                        "[{\"token\":\"t\",\"type\":\"router\",\"config\":{\n"
                                + "\"router_strategy\":\"best\",\"token_pool\":[\"t2\"]}},"
                                + "{\"token\":\"t2\",\"type\":\"echo\"}]",
                        2,
                        "[0].config.router_strategy",
                        "'best'"),
                Arguments.of(
                        "[{\"token\":\"t\",\"type\":\"router\",\"config\":{\n"
                                + "\"token_pool\":[]}}]",
                        2,
                        "[0].config.token_pool",
                        "is empty"),
                Arguments.of(
                        "[{\"token\":\"t\",\"type\":\"router\",\"config\":{\n"
                                + "\"token_pool\":[\"secret-gone\"]}}]",
                        2,
                        "[0].config.token_pool[0]",
                        "no entry has this token"),
                Arguments.of(
                        "[{\"token\":\"t\",\"type\":\"router\",\"config\":{"
                                + "\"token_pool\":[\"t\"]}}]",
                        1,
                        "[0]",
                        "back to itself"),
                Arguments.of(
                        "[{\"token\":\"t\",\"type\":\"model-name-router\",\"config\":{"
                                + "\"model-2-token\":{\n\"m\":\"secret-gone\"}}}]",
                        2,
                        "[0].config.model-2-token.m",
                        "no entry has this token"));
    }

    @ParameterizedTest
    @MethodSource("entryMistakes")
    void namesLineAndPlaceOfEntries(String text, int line, String path, String part) {
        Problem first = problems("model-config.json", text).getFirst();
        assertEquals(line, first.line(), first.sentence());
        assertEquals(path, first.path(), first.sentence());
        assertTrue(first.message().contains(part), first.sentence());
        assertFalse(first.sentence().contains("secret"), first.sentence());
    }

    @Test
    void saysEverythingAtOnce() {
        String text = "server:\n  port: -1\nproviders:\n- {id: a, type: nix}\nkeys:\n- {id: k}\n";
        List<Integer> lines = problems("sluice.yaml", text).stream().map(Problem::line).toList();
        assertEquals(List.of(2, 4, 6), lines);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "keys:\n- {id: k, key: hush-hush, sha256: hush-hush}\n",
                "keys:\n- {id: k, key: [hush-hush]}\n",
                "providers:\n- {id: a, type: proxy, api_base: 'http://me:hush-hush@h'}\n",
                "providers:\n- {id: a, type: proxy, api_base: 'http://me:hush-hush@h h'}\n",
                "providers:\n- {id: a, type: openai, proxy: 'x://me:hush-hush@h'}\n",
                "providers:\n- {id: a, type: openai, api_key: hush hush}\n",
                "{\"keys\": hush-hush}"
            })
    void showsNoSecret(String text) {
        for (Problem each : problems("sluice.yaml", text)) {
            assertFalse(each.sentence().contains("hush"), each.sentence());
        }
    }

    @Test
    void leavesOutBrokenEntriesAtStart() {
        String text = "[{\"token\":\"t\",\"type\":\"nix\"},\n{\"token\":\"u\",\"type\":\"echo\"}]";
        Loaded loaded =
                assertInstanceOf(Loaded.class, read("model-config.json", text, Moment.START));
        assertEquals(1, loaded.around().keys());
        assertEquals(1, loaded.warnings().getFirst().line());
    }

    @Test
    void leavesOutBrokenKeysAtStart() {
        String text = "keys:\n- {id: a, key: x, models: [nix]}\n- {id: b, key: y}\n";
        Loaded loaded = assertInstanceOf(Loaded.class, read("s.yaml", text, Moment.START));
        assertEquals(1, loaded.around().keys());
        assertFalse(loaded.around().usesGenerated());
    }

    @Test
    void refusesABrokenServerAtStart() {
        assertInstanceOf(Rejected.class, read("s.yaml", "server: {tls: {key: k}}\n", Moment.START));
    }

    @Test
    void neverThrowsOnTruncatedFiles() {
        String valid =
                "[ // c\n{\"token\": \"a\", \"type\": \"proxy\", \"config\": {\"api_base\":"
                        + " \"http://h\", \"stop\": [\"x\", 1e3, null, true]}},]";
        String yaml =
                "server: {port: 1, cors: {origins: [a]}}\nproviders:\n  - id: &x a\n    type:"
                        + " proxy\n    api_base: \"http://h\"\nmodels:\n  - {name: *x, provider:"
                        + " a, parameters: {a: {b: [1]}}}\nkeys:\n  - {id: k, key: '${SET}'}\n";
        var random = new Random(42);
        for (String text : List.of(valid, yaml)) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < bytes.length; i++) {
                byte[] cut = Arrays.copyOf(bytes, i);
                if (i > 0 && random.nextBoolean()) {
                    cut[random.nextInt(i)] = (byte) random.nextInt(256);
                }
                var source = new Source(Path.of("f.yaml"), Map.of("SET", "v"), null, null);
                for (Moment moment : Moment.values()) {
                    switch (Configuration.read(cut, source, CREDENTIALS, moment, 1)) {
                        case Loaded loaded -> assertEquals(1, loaded.snapshot().revision());
                        case Rejected rejected -> assertFalse(rejected.problems().isEmpty());
                    }
                }
            }
        }
    }
}
