package dev.sluice.app;

import static dev.sluice.app.AdminAsking.ask;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.app.AdminAsking.Answer;
import dev.sluice.app.control.JsonValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Single providers and routes of a running gateway, changed by its administrators. */
class ConfigPiecesTest {
    private static final String TEXT =
            """
            # ours
            providers:
              - id: one # the first
                type: proxy
                api_base: http://127.0.0.1:1/v1
                api_key: sk-one-secret-0001 # from Ann
              - id: two
                type: echo

            # names
            models:
              - {name: a, provider: one} # a
              - name: b
                provider: two
            """;

    @TempDir Path directory;

    private RunningSluice start(@Nullable Path file) throws Failure {
        return RunningSluice.start(
                file,
                directory.resolve("data"),
                Map.of("ADMIN_TOKEN", AdminAsking.TOKEN, "SLUICE_DATA", "" + directory));
    }

    private Path write(String name, String text) throws Exception {
        return Files.writeString(directory.resolve(name), text);
    }

    @Test
    void aProviderChangesAndNothingElse() throws Exception {
        Path file = write("sluice.yaml", TEXT);
        try (RunningSluice sluice = start(file)) {
            Answer list = ask(sluice, "GET /providers", null);
            assertEquals(200, list.status(), list::body);
            assertFalse(list.body().contains("sk-one"), list::body);
            JsonValue one = list.json().member("data").items().getFirst();
            assertEquals("3", one.text("line"));
            assertEquals("sluice.yaml", list.json().words("form"));
            assertEquals("任意 OpenAI 兼容服务", one.member("names").words("zh"));
            assertEquals("***0001", one.member("config").words("api_key"));
            JsonValue deployment = one.member("deployments").items().getFirst();
            assertEquals("ready", deployment.words("state"));

            String body =
                    "{\"type\":\"proxy\",\"api_base\":\"http://127.0.0.1:2/v1\","
                            + "\"api_key\":\"***0001\",\"timeout\":\"30s\",\"_note\":\"moved\"}";
            Answer put = ask(sluice, "PUT /providers/one", body, "if-match", list.etag());
            assertEquals(200, put.status(), put::body);
            assertEquals(
                    TEXT.replace("127.0.0.1:1", "127.0.0.1:2")
                            .replace("# from Ann\n", "# from Ann\n    timeout: 30s\n"),
                    Files.readString(file));
            Answer history = ask(sluice, "GET /config/history", null);
            assertTrue(history.body().contains("\"note\":\"moved\""), history::body);
            assertTrue(sluice.log().contains("admin put the provider one: revision 1 to 2, moved"));

            Answer late = ask(sluice, "PUT /providers/one", body, "if-match", list.etag());
            assertEquals(412, late.status());
            assertEquals(put.etag(), late.etag());
            assertEquals(428, ask(sluice, "PUT /providers/one", body).status());
        }
    }

    @Test
    void whatWouldNotWorkChangesNothing() throws Exception {
        Path file = write("sluice.yaml", TEXT);
        try (RunningSluice sluice = start(file)) {
            Answer used = ask(sluice, "DELETE /providers/one", null, "if-match", "*");
            assertEquals(400, used.status());
            assertEquals("configuration_refused", used.code());
            assertTrue(used.body().contains("\"path\":\"models[0].provider\""), used::body);
            Answer bad = ask(sluice, "PUT /providers/one", "{\"type\":\"opnai\"}", "if-match", "*");
            assertTrue(bad.body().contains("\"line\":4,\"path\":\"providers[0].type"), bad::body);
            Answer mask =
                    ask(
                            sluice,
                            "PUT /providers/x",
                            "{\"type\":\"openai\",\"api_key\":\"***zzzz\"}",
                            "if-match",
                            "*");
            assertTrue(mask.body().contains("a masked value that stands for no"), mask::body);
            for (String body : List.of("[]", "{", "")) {
                assertEquals(400, ask(sluice, "PUT /providers/x", body, "if-match", "*").status());
            }
            Answer gone = ask(sluice, "DELETE /providers/ono", null, "if-match", "*");
            assertEquals(404, gone.status());
            assertEquals("provider_not_found", gone.code());
            assertTrue(gone.body().contains("'one'"), gone::body);
            assertEquals(TEXT, Files.readString(file));
        }
    }

    @Test
    void routesComeAndGo() throws Exception {
        Path file = write("sluice.yaml", TEXT);
        try (RunningSluice sluice = start(file)) {
            Answer list = ask(sluice, "GET /routes", null);
            assertEquals("a", list.json().member("data").items().getFirst().words("name"));
            String body =
                    "{\"targets\":[{\"provider\":\"one\",\"weight\":2},{\"provider\":\"two\"}],"
                            + "\"strategy\":\"weighted\"}";
            Answer put = ask(sluice, "PUT /routes/team%2Fc*", body, "if-match", list.etag());
            assertEquals(200, put.status(), put::body);
            assertEquals(
                    TEXT
                            + """
                              - name: team/c*
                                targets:
                                  - provider: one
                                    weight: 2
                                  - provider: two
                                strategy: weighted
                            """
                                    .indent(0),
                    Files.readString(file));
            Answer gone =
                    ask(sluice, "DELETE /routes/team%2Fc*?note=old", null, "if-match", put.etag());
            assertEquals(200, gone.status(), gone::body);
            assertEquals(TEXT, Files.readString(file));
            assertEquals(200, ask(sluice, "DELETE /routes/a", null, "if-match", "*").status());
            assertEquals(200, ask(sluice, "DELETE /providers/one", null, "if-match", "*").status());
            assertEquals(
                    """
                    # ours
                    providers:
                      - id: two
                        type: echo

                    # names
                    models:
                      - name: b
                        provider: two
                    """,
                    Files.readString(file));
        }
    }

    @Test
    void theFirstProviderMakesTheFile() throws Exception {
        try (RunningSluice sluice = start(null)) {
            Answer none = ask(sluice, "GET /providers", null);
            assertEquals("none", none.json().words("form"), none::body);
            String body = "{\"type\":\"vllm\",\"api_base\":\"http://127.0.0.1:9\"}";
            Answer put = ask(sluice, "PUT /providers/local", body, "if-match", none.etag());
            assertEquals(200, put.status(), put::body);
            Answer list = ask(sluice, "GET /providers", null);
            assertEquals("sluice.yaml", list.json().words("form"));
            assertEquals(put.etag(), list.etag());
            Answer text = ask(sluice, "GET /config", null);
            assertEquals(
                    """
                    providers:
                      - id: local
                        type: vllm
                        api_base: http://127.0.0.1:9
                    """,
                    text.json().words("text"));
            Answer second = ask(sluice, "PUT /providers/b", "{\"type\":\"echo\"}", "if-match", "*");
            assertEquals(200, second.status(), second::body);
            assertEquals(
                    """
                    providers:
                      - id: local
                        type: vllm
                        api_base: http://127.0.0.1:9
                      - id: b
                        type: echo
                    models:
                      - name: "*"
                        provider: local
                    """,
                    ask(sluice, "GET /config", null).json().words("text"));
        }
    }

    @Test
    void aListOfEntriesIsShownAndLeftAlone() throws Exception {
        String text = "[{\"token\":\"tok-secret-123456\",\"type\":\"echo\",\"config\":{}}]";
        Path file = write("model-config.json", text);
        try (RunningSluice sluice = start(file)) {
            Answer list = ask(sluice, "GET /providers", null);
            assertEquals("entries", list.json().words("form"), list::body);
            assertTrue(list.body().contains("\"id\":\"echo-1\",\"type\":\"echo\""), list::body);
            Answer put = ask(sluice, "PUT /providers/a", "{\"type\":\"echo\"}", "if-match", "*");
            assertEquals(409, put.status());
            assertEquals("configuration_is_entries", put.code());
            assertTrue(put.body().contains("/admin/api/import/preview"), put::body);
            assertEquals(text, Files.readString(file));
        }
    }
}
