package dev.sluice.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A stage on which something has happened: calls of every kind, keys, a team, a user, a history.
 */
final class Furnished {
    /** A provider that works, one that fails, names with tiers and shares, bodies kept. */
    static final String CONFIGURATION =
            """
            # The house's gateway.
            providers:
              - id: openai
                type: openai
                api_base: VENDOR
                api_key: sk-upstream-fake
              - id: shaky # fails, so that another one is asked
                type: proxy
                api_base: VENDOR
                api_key: sk-upstream-fake
            models:
              - name: gpt-4o-mini
                provider: openai
              - name: gpt-4o
                aliases: [best]
                targets:
                  - {provider: shaky, upstream_model: fake-500}
                  - {provider: openai, tier: 2}
              - name: mixed
                strategy: weighted
                targets:
                  - {provider: openai, upstream_model: gpt-4o-mini, weight: 3}
                  - {provider: openai, upstream_model: gpt-4o, weight: 1}
                  - {provider: shaky, upstream_model: gpt-3.5-turbo, tier: 2}
              - name: fake-*
                provider: openai
            ledger: {log_bodies: true}
            """;

    private static final int CALLS = 17;

    private Furnished() {}

    /** Opens the stage and makes everything happen. */
    static Stage open(Path home) throws Exception {
        Stage stage = Stage.open(home, CONFIGURATION);
        Script admin = stage.script();
        admin.configure(current(admin) + "# Reviewed.\n", "reviewed");
        admin.configure(current(admin) + "# Reviewed again.\n", "reviewed again");
        people(admin);
        calls(admin);
        settled(admin, CALLS);
        return stage;
    }

    private static String current(Script admin) throws Exception {
        return admin.get("/admin/api/config").path("text").asString();
    }

    private static void people(Script admin) throws Exception {
        admin.send(
                "PUT",
                "/admin/api/teams/research",
                Map.of("models", List.of("gpt-*", "mixed"), "limits", List.of(Map.of("rpm", 600))));
        var user = Map.of("name", "ann", "display_name", "Ann", "role", "viewer");
        var secret = Map.of("password", "a long enough passphrase");
        admin.send("POST", "/admin/api/users", merged(user, secret));
    }

    private static void calls(Script admin) throws Exception {
        Script usual = key(admin, Map.of("id", "ann-app", "owner", "ann", "team", "research"));
        for (int n = 0; n < 8; n++) {
            assertEquals(200, usual.call(n % 2 == 0 ? "gpt-4o-mini" : "mixed", "Question " + n));
        }
        for (int n = 0; n < 3; n++) {
            assertEquals(200, usual.call("gpt-4o", "Asked of two " + n), "the second tier");
        }
        Script free = key(admin, Map.of("id", "batch", "priority", "low"));
        assertTrue(free.call("fake-500", "It fails") >= 500);
        assertEquals(404, free.call("no-such-model", "Nobody serves it"));
        Script limited = key(admin, Map.of("id", "limited", "limits", List.of(Map.of("rpm", 1))));
        assertEquals(200, limited.call("gpt-4o-mini", "The first in a minute"));
        assertEquals(429, limited.call("gpt-4o-mini", "The second in a minute"));
        var budget = Map.of("amount", "0.000001", "currency", "USD", "window", "month");
        Script poor = key(admin, Map.of("id", "poor", "budgets", List.of(budget)));
        poor.call("gpt-4o-mini", "It costs more than there is");
        assertTrue(poor.call("gpt-4o-mini", "Nothing is left") >= 400);
    }

    /** Makes a key and returns who calls with it. */
    static Script key(Script admin, Map<String, Object> words) throws Exception {
        return admin.as(admin.send("POST", "/admin/api/keys", words).path("key").asString());
    }

    /** Waits until so many calls can be seen. */
    static void settled(Script admin, int calls) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        int seen = -1;
        while (seen < calls) {
            assertTrue(System.nanoTime() < end, "only " + seen + " calls in the ledger");
            seen = admin.get("/admin/api/calls?limit=100").path("calls").size();
        }
    }

    private static Map<String, String> merged(Map<String, String> one, Map<String, String> two) {
        var both = new TreeMap<>(one);
        both.putAll(two);
        return both;
    }
}
