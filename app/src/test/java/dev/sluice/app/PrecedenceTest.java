package dev.sluice.app;

import static dev.sluice.app.RunningSluice.HELLO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testkit.FakeAzure;
import dev.sluice.testkit.FakeOpenAi;
import dev.sluice.testkit.FakeUpstream;
import dev.sluice.testkit.Request;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** What an entry says against what a request says, and who is served at all. */
class PrecedenceTest {
    private static final String TOKEN = "sk-token";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir Path directory;

    private RunningSluice start(String name, String text) throws Exception {
        Path file = Files.writeString(directory.resolve(name), text);
        return RunningSluice.start(file, directory.resolve("data"));
    }

    /** Calls through one entry and returns what the vendor saw. */
    private Request seen(String type, String config, String members) throws Exception {
        var vendor =
                type.equals("azure")
                        ? FakeUpstream.start(new FakeAzure("sk-up", Set.of("gpt-4o")))
                        : FakeUpstream.start(new FakeOpenAi("sk-up"));
        String own = type.equals("azure") ? azure() : "";
        try (vendor) {
            String base = "\"api_key\":\"sk-up\",\"api_base\":\"" + vendor.url() + "\"" + own;
            String file = Entries.file(Entries.entry(TOKEN, type, base + config));
            try (RunningSluice sluice = start("m.json", file)) {
                HttpResponse<String> answer = sluice.chat(TOKEN, members + HELLO);
                assertEquals(200, answer.statusCode(), answer::body);
                return vendor.last();
            }
        }
    }

    private static String azure() {
        return ",\"deployment_id\":\"gpt-4o\",\"api_version\":\"2024-10-21\"";
    }

    @ParameterizedTest
    @CsvSource({"openai", "proxy", "azure"})
    void theEntryWinsAndTheRestPasses(String type) throws Exception {
        Request seen =
                seen(
                        type,
                        ",\"temperature\":0.8,\"max_length\":55,\"timeout\":30,"
                                + "\"connect_timeout\":5,\"proxies\":{},\"proxy\":false,"
                                + "\"prompt\":\"p\",\"headers\":{\"x-mine\":\"1\"}",
                        "\"temperature\":0.1,\"top_p\":0.5,\"model\":\"gpt-4o-mini\",");
        JsonNode body = JSON.readTree(seen.text());
        assertEquals("0.8", body.path("temperature").toString());
        assertEquals("0.5", body.path("top_p").toString());
        assertEquals("55", body.path("max_tokens").toString());
        assertEquals("gpt-4o-mini", body.path("model").asString(""));
        assertEquals(
                Set.of("temperature", "top_p", "max_tokens", "model", "messages"),
                Set.copyOf(names(body)));
        assertEquals("1", seen.headers().text("x-mine"));
    }

    private static Collection<String> names(JsonNode object) {
        return object.propertyNames();
    }

    @ParameterizedTest
    @CsvSource({
        "openai, ''       , ''         , gpt-3.5-turbo",
        "proxy , ''       , ''         , gpt-3.5-turbo",
        "openai, gpt-4o   , ''         , gpt-4o",
        "proxy , gpt-4o   , gpt-4o-mini, gpt-4o",
        "openai, ''       , gpt-4o-mini, gpt-4o-mini",
    })
    void aModelIsFound(String type, String entry, String request, String upstream)
            throws Exception {
        Request seen =
                seen(
                        type,
                        entry.isEmpty() ? "" : ",\"model\":\"" + entry + "\"",
                        request.isEmpty() ? "" : "\"model\":\"" + request + "\",");
        assertEquals(upstream, JSON.readTree(seen.text()).path("model").asString(""));
    }

    @Test
    void azuresDeploymentDecides() throws Exception {
        Request seen = seen("azure", ",\"temperature\":0.8", "");
        assertEquals(
                "/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21",
                seen.target());
        assertEquals("sk-up", seen.headers().text("api-key"));
        assertEquals("", seen.headers().text("authorization"));
    }

    static Stream<Arguments> callers() {
        String none = Entries.file(Entries.entry("none", "echo", ""));
        String closed = Entries.file(Entries.entry(TOKEN, "echo", ""));
        String open = "server:\n  open: true\n";
        return Stream.of(
                Arguments.of("none.json", none, null, 200),
                Arguments.of("none.json", none, "none", 200),
                Arguments.of("none.json", none, "EMPTY", 200),
                Arguments.of("none.json", none, "sk-wrong", 401),
                Arguments.of("closed.json", closed, null, 401),
                Arguments.of("closed.json", closed, "none", 401),
                Arguments.of("closed.json", closed, TOKEN, 200),
                Arguments.of("open.yaml", open, null, 200),
                Arguments.of("open.yaml", open, "sk-no-key-required", 200),
                Arguments.of("open.yaml", open, "sk-wrong", 401));
    }

    @ParameterizedTest
    @MethodSource("callers")
    void openModeServesCallersWithoutAKey(
            String name, String text, @Nullable String key, int status) throws Exception {
        try (RunningSluice sluice = start(name, text)) {
            HttpResponse<String> answer = sluice.chat(key, "\"model\":\"echo\"," + HELLO);
            assertEquals(status, answer.statusCode(), answer::body);
            if (status == 401) {
                assertTrue(answer.body().contains("\"code\":\"invalid_api_key\""), answer::body);
            }
        }
    }

    @Test
    void theBlockOfTheReferenceGatewayStarts() throws Exception {
        Path seed =
                Path.of("")
                        .toAbsolutePath()
                        .resolveSibling("../shared/reference/seeds/004-openai-style-api.md")
                        .normalize();
        Assumptions.assumeTrue(Files.exists(seed), "the reference text is not beside the project");
        String text = Files.readString(seed);
        String block = text.substring(text.indexOf("## 配置示例") + 7, text.indexOf("## 项目"));
        try (RunningSluice sluice = start("model-config.json", block)) {
            HttpResponse<String> names = sluice.get("/v1/models", "7c7aa4a3549f13");
            for (String name : List.of("spark-api-v2.0", "chatglm_lite", "router-round-robin")) {
                assertTrue(names.body().contains("\"" + name + "\""), names::body);
            }
        }
    }
}
