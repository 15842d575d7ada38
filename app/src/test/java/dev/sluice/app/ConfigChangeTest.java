package dev.sluice.app;

import static dev.sluice.app.Entries.entry;
import static dev.sluice.app.Entries.file;
import static dev.sluice.app.RunningSluice.HELLO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.app.control.JsonValue;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configuration of a running gateway, changed by its administrators. */
class ConfigChangeTest {
    private static final String ADMIN = AdminAsking.TOKEN;
    private static final String CONFIG = "/admin/api/config";
    private static final String A = "keys: [{id: a, key: sk-a-secret-11111}]\n";
    private static final String B = "keys: [{id: b, key: sk-b-secret-22222}]\n";

    @TempDir Path directory;

    private RunningSluice start(@Nullable Path file) throws Failure {
        return RunningSluice.start(file, directory.resolve("data"), Map.of("ADMIN_TOKEN", ADMIN));
    }

    private Path write(String name, String text) throws Exception {
        return Files.writeString(directory.resolve(name), text);
    }

    /** A question of an administrator; the words are names and values of headers. */
    private static HttpResponse<String> ask(
            RunningSluice sluice, String question, @Nullable String body, String... headers)
            throws Exception {
        HttpRequest request = AdminAsking.request(sluice, question, body, headers).build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    private static JsonValue json(HttpResponse<String> answer) {
        return JsonValue.read(answer.body().getBytes(StandardCharsets.UTF_8));
    }

    private static int status(RunningSluice sluice, String key) throws Exception {
        return sluice.chat(key, HELLO).statusCode();
    }

    @Test
    void isInForceAndOnDiskWhenTheAnswerComes() throws Exception {
        Path file = write("sluice.yaml", A);
        try (RunningSluice sluice = start(file)) {
            var now = ask(sluice, "GET " + CONFIG, null);
            assertFalse(now.body().contains("sk-a-secret"), now::body);
            String etag = now.headers().firstValue("etag").orElse("");
            String text = json(now).words("text") + B.replace("keys: [", "# ").replace("]", "");
            text = text.replace("}]", "}, {id: b, key: sk-b-secret-22222}]");
            var put = ask(sluice, "PUT " + CONFIG, text, "if-match", etag);
            assertEquals(200, put.statusCode(), put::body);
            assertEquals("2", json(put).text("revision"));
            assertEquals(200, status(sluice, "sk-a-secret-11111"));
            assertEquals(200, status(sluice, "sk-b-secret-22222"));
            assertTrue(Files.readString(file).contains("id: a, key: sk-a-secret-11111}, {id: b"));

            var late = ask(sluice, "PUT " + CONFIG, A, "if-match", etag);
            assertEquals(412, late.statusCode(), late::body);
            assertEquals(put.headers().firstValue("etag"), late.headers().firstValue("etag"));
            assertEquals(428, ask(sluice, "PUT " + CONFIG, A).statusCode());
            assertTrue(
                    sluice.log().contains("admin put the configuration: revision 1 to 2"),
                    sluice::log);
        }
    }

    @Test
    void aBadOneChangesNothing() throws Exception {
        Path file = write("sluice.yaml", A);
        try (RunningSluice sluice = start(file)) {
            String bad = A + "providers:\n  - {id: x, type: opnai}\nkees: []\n";
            var checked = ask(sluice, "POST " + CONFIG + "/check", bad);
            assertEquals(2, json(checked).member("problems").items().size(), checked::body);
            var put = ask(sluice, "PUT " + CONFIG, bad, "if-match", "*");
            assertEquals(400, put.statusCode(), put::body);
            assertEquals(
                    json(checked).member("problems").items(), json(put).member("problems").items());
            assertEquals(A, Files.readString(file));
            assertEquals(200, status(sluice, "sk-a-secret-11111"));
            assertEquals("1", json(ask(sluice, "GET " + CONFIG, null)).text("revision"));
        }
    }

    @Test
    void whatIsEditedByHandIsInTheHistoryAndCanBeTakenBack() throws Exception {
        Path file = write("sluice.yaml", A);
        try (RunningSluice sluice = start(file)) {
            Files.writeString(file, B);
            sluice.awaitLog("configuration reloaded: revision 2");
            var put =
                    ask(
                            sluice,
                            "PUT " + CONFIG,
                            "{\"text\":\"\",\"note\":\"all gone\"}",
                            "if-match",
                            "*");
            assertEquals(200, put.statusCode(), put::body);
            sluice.await("a history of three", () -> versions(sluice).items().size() == 3);
            JsonValue versions = versions(sluice);
            assertEquals("all gone", versions.items().get(0).words("note"));
            assertEquals("file", versions.items().get(1).words("author"));
            String first = versions.items().get(2).words("id");
            var back = ask(sluice, "POST " + CONFIG + "/history/" + first + "/rollback", "");
            assertEquals("4", json(back).text("revision"), back::body);
            assertEquals(A, Files.readString(file));
            assertEquals(200, status(sluice, "sk-a-secret-11111"));
            assertEquals(401, status(sluice, "sk-b-secret-22222"));

            // The watch goes on behind what was put, and takes none of it over again.
            Files.writeString(file, B);
            sluice.awaitLog("configuration reloaded: revision 5");
            assertEquals(200, status(sluice, "sk-b-secret-22222"));
            assertFalse(sluice.log().contains("revision 6"), sluice::log);
        }
    }

    private static JsonValue versions(RunningSluice sluice) {
        try {
            return json(ask(sluice, "GET " + CONFIG + "/history", null)).member("versions");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void withoutAConfigurationTheFirstOneIsFoundAgain() throws Exception {
        try (RunningSluice sluice = start(null)) {
            JsonValue now = json(ask(sluice, "GET " + CONFIG, null));
            assertTrue(now.member("file").isNull());
            var put = ask(sluice, "PUT " + CONFIG, A, "if-match", now.words("etag"));
            assertEquals(200, put.statusCode(), put::body);
            assertEquals(200, status(sluice, "sk-a-secret-11111"));
            Files.writeString(directory.resolve("data/sluice.yaml"), B);
            sluice.awaitLog("configuration reloaded: revision 3");
        }
        try (RunningSluice sluice = start(null)) {
            assertEquals(200, status(sluice, "sk-b-secret-22222"));
            assertEquals("sluice.yaml", json(ask(sluice, "GET " + CONFIG, null)).text("file"));
        }
    }

    @Test
    void theOldPageWorksOnItsOwnFile() throws Exception {
        Path file = write("model-config.json", "// ours\n" + file(entry("sk-1", "echo", "")));
        try (RunningSluice sluice = start(file)) {
            assertEquals("{\"success\":true}", ask(sluice, "GET /verify", null).body());
            var all = ask(sluice, "GET /getAllModelConfig?reveal=true", null);
            assertEquals("sk-1", json(all).items().getFirst().text("token"));
            String masked = ask(sluice, "GET /getAllModelConfig", null).body();
            assertFalse(masked.contains("sk-1"), masked);

            String added = masked.replaceFirst("]\\s*$", "," + entry("sk-2", "echo", "") + "]");
            assertEquals(
                    "{\"success\":true}", ask(sluice, "POST /updateModelConfig", added).body());
            assertEquals(200, status(sluice, "sk-1"));
            assertEquals(200, status(sluice, "sk-2"));
            assertTrue(
                    Files.readString(directory.resolve("model-config.json.bak")).contains("ours"));

            String merged = "[" + entry("sk-3", "echo", "") + "]";
            assertEquals(
                    200, ask(sluice, "POST /updateModelConfig?mode=merge", merged).statusCode());
            assertEquals(200, status(sluice, "sk-1"));
            assertEquals(200, ask(sluice, "POST /updateModelConfig", merged).statusCode());
            assertEquals(401, status(sluice, "sk-1"), "what was taken out");
            assertEquals(200, status(sluice, "sk-3"));

            String before = Files.readString(file);
            String cycle = "\"router_strategy\":\"random\",\"token_pool\":[\"%s\"]";
            for (String bad :
                    new String[] {
                        "{}",
                        "[{]",
                        "[" + entry("x", "echo", "") + "," + entry("x", "echo", "") + "]",
                        "[" + entry("x", "router", cycle.formatted("gone")) + "]",
                        "["
                                + entry("x", "router", cycle.formatted("y"))
                                + ","
                                + entry("y", "router", cycle.formatted("x"))
                                + "]"
                    }) {
                var refused = ask(sluice, "POST /updateModelConfig", bad);
                assertEquals(400, refused.statusCode(), bad);
                assertFalse(json(refused).member("error").words("message").isEmpty(), bad);
            }
            assertEquals(before, Files.readString(file));
            assertEquals(200, status(sluice, "sk-3"));
        }
    }

    @Test
    void theOldPageIsToldWhereASluiceYamlIsChanged() throws Exception {
        try (RunningSluice sluice = start(write("sluice.yaml", A))) {
            for (String each : new String[] {"GET /getAllModelConfig", "POST /updateModelConfig"}) {
                var refused = ask(sluice, each, each.startsWith("GET") ? null : "[]");
                assertEquals(409, refused.statusCode(), refused::body);
                assertTrue(refused.body().contains("/admin/api/config"), refused::body);
            }
            assertEquals(405, ask(sluice, "POST /getAllModelConfig", "").statusCode());
        }
    }

    @Test
    void withoutAFileTheOldPageMakesItsOwn() throws Exception {
        try (RunningSluice sluice = start(null)) {
            assertEquals("[]", ask(sluice, "GET /getAllModelConfig", null).body());
            String entries = "[" + entry("sk-1", "echo", "") + "]";
            assertEquals(200, ask(sluice, "POST /updateModelConfig", entries).statusCode());
            assertEquals(200, status(sluice, "sk-1"));
            assertTrue(Files.exists(directory.resolve("data/model-config.json")));
        }
    }

    @Test
    void strangersLearnNothing() throws Exception {
        try (RunningSluice sluice = start(write("sluice.yaml", A))) {
            for (String each :
                    new String[] {
                        "GET " + CONFIG,
                        "PUT " + CONFIG,
                        "GET " + CONFIG + "/history",
                        "GET /getAllModelConfig",
                        "POST /updateModelConfig",
                    }) {
                for (String token : new String[] {"sk-a-secret-11111", "admin-2"}) {
                    var refused =
                            ask(
                                    sluice,
                                    each,
                                    each.startsWith("GET") ? null : "[]",
                                    "authorization",
                                    "Bearer " + token);
                    assertEquals(401, refused.statusCode(), each);
                    assertEquals("invalid_token", json(refused).member("error").words("code"));
                }
            }
        }
    }
}
