package dev.sluice.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.app.config.Configuration.Credentials;
import dev.sluice.app.config.Configuration.Loaded;
import dev.sluice.app.config.Configuration.Moment;
import dev.sluice.app.config.Configuration.Source;
import dev.sluice.core.Deployment;
import dev.sluice.providers.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A deployment keeps its fingerprint exactly as long as the file says the same of it. */
class FingerprintTest {
    private static final String YAML =
            """
            providers:
            - {id: a, type: openai, api_key: "${KEY:k}", timeout: 30, options: {}}
            - {id: b, type: openai, api_keys: [k1, k2]}
            models:
            - {name: m, provider: a, upstream_model: x, parameters: {temperature: 0.1, n: 1}}
            - {name: t, targets: [{provider: a}, {provider: b, weight: 2}]}
            """;

    private static final String JSON =
            """
            [
            {"token": "t", "type": "openai", "config": {"api_key": "k", "model": "m", "n": 1}},
            {"token": "u", "type": "echo"}
            ]
            """;

    private static Map<String, String> fingerprints(String text, Map<String, String> environment) {
        var source = new Source(Path.of("f.yaml"), environment, null, null);
        Configuration read =
                Configuration.read(
                        text.getBytes(StandardCharsets.UTF_8),
                        source,
                        new Credentials(Secret.of("a"), Secret.of("g")),
                        Moment.RELOAD,
                        1);
        Map<String, String> all = new HashMap<>();
        for (Deployment each :
                assertInstanceOf(Loaded.class, read, read::toString).snapshot().deployments()) {
            String fingerprint = each.operation().fingerprint();
            assertTrue(fingerprint.matches("[0-9a-f]{64}"), fingerprint);
            all.put(each.id(), fingerprint);
        }
        return all;
    }

    private static Map<String, String> changed(String text, String edit) {
        String[] fromTo = edit.split(" => ", -1);
        assertTrue(text.contains(fromTo[0]), fromTo[0]);
        return fingerprints(text.replace(fromTo[0], fromTo[1]), Map.of());
    }

    @Test
    void differForEveryDeployment() {
        Map<String, String> all = fingerprints(YAML, Map.of());
        assertEquals(4, all.size());
        assertEquals(4, all.values().stream().distinct().count());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "providers: => # a comment\n\n\nproviders:",
                "timeout: 30, options: {} => options: {}, timeout: 30",
                "temperature: 0.1, n: 1 => n: 1, temperature: 0.1",
                "${KEY:k} => k",
                "weight: 2 => weight: 3, tier: 2",
                "models: => keys: [{id: k, key: s}]\nmodels:",
                "{name: m, => {aliases: [w], retries: 1, name: m,",
                "{name: t, => {strategy: random, name: t,",
                "providers: => server: {drain: 5s}\nproviders:\n- {id: c, type: echo}",
            })
    void stayWhenSomethingElseChanges(String edit) {
        Map<String, String> before = fingerprints(YAML, Map.of());
        Map<String, String> after = changed(YAML, edit);
        before.forEach((id, fingerprint) -> assertEquals(fingerprint, after.get(id), id));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${KEY:k} => k0",
                "timeout: 30 => timeout: 31",
                "timeout: 30 => timeout: 30, max_calls: 5",
                "options: {} => health_check: {path: /models}",
                "options: {} => headers: {x: y}",
                "type: openai, api_key: => type: proxy, api_base: 'http://h', api_key:",
            })
    void changeWithTheProvider(String edit) {
        Map<String, String> before = fingerprints(YAML, Map.of());
        Map<String, String> after = changed(YAML, edit);
        for (String id : new String[] {"a", "a/m"}) {
            assertNotEquals(before.get(id), after.get(id), id);
        }
        for (String id : new String[] {"b#1", "b#2"}) {
            assertEquals(before.get(id), after.get(id), id);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "upstream_model: x => upstream_model: y",
                "temperature: 0.1 => temperature: 0.2",
                "n: 1}} => n: 1, seed: 1}}",
            })
    void changeWithTheModelAlone(String edit) {
        Map<String, String> before = fingerprints(YAML, Map.of());
        Map<String, String> after = changed(YAML, edit);
        assertNotEquals(before.get("a/m"), after.get("a/m"));
        assertEquals(before.get("a"), after.get("a"));
    }

    @Test
    void changeWithTheCredentialAlone() {
        Map<String, String> before = fingerprints(YAML, Map.of());
        Map<String, String> more = changed(YAML, "[k1, k2] => [k1, k3, k4]");
        assertEquals(before.get("b#1"), more.get("b#1"));
        assertNotEquals(before.get("b#2"), more.get("b#2"));
        Map<String, String> rotated = fingerprints(YAML, Map.of("KEY", "fresh"));
        assertNotEquals(before.get("a"), rotated.get("a"));
        assertEquals(before.get("b#1"), rotated.get("b#1"));
    }

    @Test
    void followTheEntriesOfAModelConfig() {
        Map<String, String> before = fingerprints(JSON, Map.of());
        String id = "openai-1";
        for (String same :
                new String[] {"\"t\" => \"new-token\"", "\"echo\" => \"echo\", \"config\": {}"}) {
            assertEquals(before, changed(JSON, same), same);
        }
        for (String other : new String[] {"\"k\" => \"k2\"", "\"m\" => \"m2\"", "1} => 2}"}) {
            assertNotEquals(before.get(id), changed(JSON, other).get(id), other);
        }
    }

    @Test
    void showNoSecret() {
        fingerprints(YAML, Map.of("KEY", "hush"))
                .values()
                .forEach(each -> assertFalse(each.contains("hush"), each));
    }
}
