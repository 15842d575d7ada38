package dev.sluice.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

final class FakeVendorsTest {
    private static final String KEY = "sk-test";
    private static final String HI = "\"messages\":[{\"role\":\"user\",\"content\":\"hi there\"}]";

    private final FakeOpenAi openAi = new FakeOpenAi(KEY);
    private final FakeAzure azure = new FakeAzure(KEY, Set.of("mine"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{HI}|400|missing_required_parameter|model",
                "{'model':'gpt-4o'}|400|missing_required_parameter|messages",
                "{'model':'gpt-4o','messages':[]}|400|empty_array|messages",
                "{'model':'gpt-4o','messages':'hi'}|400|invalid_type|messages",
                "{'model':'nope',HI}|404|model_not_found|",
                "{'model':'gpt-4o',HI,'internet':true}|400|unknown_parameter|internet",
                "{'model':'gpt-4o',HI,'temperature':2.1}|400|decimal_above_max_value|temperature",
                "{'model':'gpt-4o',HI,'top_p':-0.1}|400|decimal_below_min_value|top_p",
                "{'model':'gpt-4o',HI,'max_tokens':0}|400|integer_below_min_value|max_tokens",
                "{'model':'gpt-4o',HI,'n':1.5}|400|invalid_type|n",
                "{'model':'gpt-4o',HI,'stream_options':{}}|400||stream_options",
                "{'model':'gpt-4o','model':'gpt-4o',HI}|400|invalid_json|",
                "{'model':'gpt-4o',HI}}|400|invalid_json|",
                "{'model':'fake-429',HI}|429|rate_limit_exceeded|",
                "{'model':'fake-error-in-200',HI}|200||",
                "{'model':'gpt-4o',HI,'temperature':null}|200||"
            })
    void refusesWhatTheVendorRefuses(String body, int status, String code, String param) {
        Answer.Fixed answer = fixed(openAi.apply(chat(body)));
        assertEquals(status, answer.status(), () -> json(answer).toString());
        JsonNode error = json(answer).path("error");
        assertEquals(code == null ? "" : code, error.path("code").asString(""));
        assertEquals(param == null ? "" : param, error.path("param").asString(""));
    }

    @Test
    void compatibleServersTakeUnknownParameters() {
        FakeOpenAi compatible = new FakeOpenAi(KEY, Strictness.COMPATIBLE);
        assertEquals(
                200, fixed(compatible.apply(chat("{'model':'any',HI,'internet':true}"))).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer sk-other", "sk-test"})
    void wantsItsKey(String authorization) {
        Request request =
                request(
                        "POST",
                        "/v1/chat/completions",
                        Headers.of("authorization", authorization),
                        "");
        assertEquals(401, fixed(openAi.apply(request)).status());
    }

    @Test
    void answersText() {
        JsonNode reply = json(fixed(openAi.apply(chat("{'model':'gpt-4o',HI,'n':2}"))));
        assertEquals("chat.completion", reply.path("object").asString());
        assertEquals(2, reply.path("choices").size());
        assertEquals(
                "You said: hi there",
                reply.path("choices").get(1).path("message").path("content").asString());
    }

    @Test
    void streamsAsTheVendorDoes() {
        List<String> events =
                events(
                        openAi.apply(
                                chat(
                                        "{'model':'gpt-4o',HI,'stream':true,"
                                                + "'stream_options':{'include_usage':true}}")));
        assertEquals("data: [DONE]\n\n", events.getLast());
        JsonNode usage = payload(events.get(events.size() - 2));
        assertEquals(0, usage.path("choices").size());
        assertTrue(usage.path("usage").path("total_tokens").asInt() > 0);
        JsonNode last = payload(events.get(events.size() - 3)).path("choices").get(0);
        assertEquals("{}", last.path("delta").toString());
        assertEquals("stop", last.path("finish_reason").asString());
        StringBuilder text = new StringBuilder();
        for (String event : events.subList(0, events.size() - 2)) {
            JsonNode chunk = payload(event);
            assertTrue(chunk.has("usage") && chunk.path("usage").isNull());
            text.append(chunk.path("choices").get(0).path("delta").path("content").asString(""));
        }
        assertEquals("You said: hi there", text.toString());
    }

    @Test
    void callsToolsAndThenSpeaks() {
        String tools = "'tools':[{'type':'function','function':{'name':'weather'}}]";
        JsonNode called =
                json(fixed(openAi.apply(chat("{'model':'gpt-4o',HI," + tools + "}"))))
                        .path("choices")
                        .get(0);
        assertEquals("tool_calls", called.path("finish_reason").asString());
        JsonNode call = called.path("message").path("tool_calls").get(0);
        assertEquals("weather", call.path("function").path("name").asString());
        String history =
                "'messages':[{'role':'user','content':'hi'},"
                        + called.path("message")
                        + ",{'role':'tool','tool_call_id':'call_fake0','content':'sunny'}]";
        JsonNode spoken =
                json(fixed(openAi.apply(chat("{'model':'gpt-4o'," + history + "," + tools + "}"))));
        assertEquals(
                "The tool said: sunny",
                spoken.path("choices").get(0).path("message").path("content").asString());
    }

    @Test
    void embedsAlikeInBothEncodings() {
        JsonNode floats = embedded("{'model':'text-embedding-3-small','input':['a','b']}");
        JsonNode base64 =
                embedded(
                        "{'model':'text-embedding-3-small','input':'a','encoding_format':'base64'}");
        ByteBuffer bytes =
                ByteBuffer.wrap(Base64.getDecoder().decode(base64.get(0).asString()))
                        .order(ByteOrder.LITTLE_ENDIAN);
        for (JsonNode number : floats.get(0)) {
            assertEquals(number.floatValue(), bytes.getFloat());
        }
        assertEquals(0, bytes.remaining());
    }

    @Test
    void readsMultipart() {
        String body =
                """
                --b
                content-disposition: form-data; name="file"; filename="日.mp3"
                content-type: audio/mpeg

                abc
                --b
                content-disposition: form-data; name="model"

                whisper-1
                --b--
                """
                        .replace("\n", "\r\n");
        Headers headers =
                Headers.of(
                        "authorization",
                        "Bearer " + KEY,
                        "content-type",
                        "multipart/form-data; boundary=b");
        Answer answer = openAi.apply(request("POST", "/v1/audio/transcriptions", headers, body));
        assertEquals(
                "file=日.mp3 size=3 model=whisper-1", json(fixed(answer)).path("text").asString());
        Answer torn =
                openAi.apply(
                        request(
                                "POST",
                                "/v1/audio/transcriptions",
                                headers,
                                body.substring(0, body.length() - 6)));
        assertEquals(400, fixed(torn).status());
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/v1/models,200",
        "GET,/v1/models/gpt-4o,200",
        "GET,/v1/models/nope,404",
        "GET,/v1/files/file-1,200",
        "DELETE,/v1/vector_stores/vs_1,200",
        "GET,/v1/threads/t/runs/r,200",
        "GET,/v1/nothing,404",
        "GET,/models,404",
        "DELETE,/v1/chat/completions,404"
    })
    void knowsItsPaths(String method, String path, int status) {
        Headers headers = Headers.of("authorization", "Bearer " + KEY);
        assertEquals(status, fixed(openAi.apply(request(method, path, headers, ""))).status());
    }

    @Test
    void responsesCountTheirEvents() {
        Answer answer =
                openAi.apply(
                        post("/v1/responses", "{'model':'gpt-4o','input':'hi','stream':true}"));
        List<String> events = events(answer);
        for (int i = 0; i < events.size(); i++) {
            String[] lines = events.get(i).split("\n", -1);
            JsonNode data = Json.read(lines[1].substring(6));
            assertEquals("event: " + data.path("type").asString(), lines[0]);
            assertEquals(i, data.path("sequence_number").asInt());
        }
        assertTrue(events.getLast().startsWith("event: response.completed\n"));
    }

    @ParameterizedTest
    @CsvSource({
        "/openai/deployments/mine/chat/completions?api-version=2024-10-21,200",
        "/openai/deployments/mine/chat/completions,404",
        "/openai/deployments/other/chat/completions?api-version=2024-10-21,404",
        "/v1/chat/completions,404"
    })
    void azureTakesTheDeploymentFromThePath(String target, int status) {
        Answer answer = azure.apply(azurePost(target, "{'model':'ignored',HI}"));
        assertEquals(status, fixed(answer).status());
    }

    @Test
    void azureRefusesUnknownParametersAndOtherKeys() {
        String target = "/openai/deployments/mine/chat/completions?api-version=2024-10-21";
        assertEquals(400, fixed(azure.apply(azurePost(target, "{HI,'internet':true}"))).status());
        assertEquals(401, fixed(azure.apply(post(target, "{HI}"))).status());
    }

    @Test
    void azureStreamsBeginWithTheFilterChunk() {
        List<String> events =
                events(
                        azure.apply(
                                azurePost(
                                        "/openai/v1/chat/completions",
                                        "{'model':'mine',HI,'stream':true}")));
        JsonNode first = payload(events.getFirst());
        assertEquals(0, first.path("choices").size());
        assertTrue(first.has("prompt_filter_results"));
        assertEquals("data: [DONE]\n\n", events.getLast());
    }

    private JsonNode embedded(String body) {
        JsonNode data = json(fixed(openAi.apply(post("/v1/embeddings", body)))).path("data");
        return Json.read(
                "["
                        + String.join(",", data.valueStream().map(FakeVendorsTest::vector).toList())
                        + "]");
    }

    private static String vector(JsonNode item) {
        return item.path("embedding").toString();
    }

    private static Request chat(String body) {
        return post("/v1/chat/completions", body);
    }

    private static Request post(String target, String body) {
        return request(
                "POST",
                target,
                Headers.of("authorization", "Bearer " + KEY, "content-type", "application/json"),
                body);
    }

    private static Request azurePost(String target, String body) {
        return request(
                "POST",
                target,
                Headers.of("api-key", KEY, "content-type", "application/json"),
                body);
    }

    private static Request request(String method, String target, Headers headers, String body) {
        boolean json = headers.text("content-type").equals("application/json");
        String text = json ? body.replace("HI", HI).replace('\'', '"') : body;
        return new Request(method, target, headers, text.getBytes(UTF_8), 1);
    }

    private static Answer.Fixed fixed(Answer answer) {
        return assertInstanceOf(Answer.Fixed.class, answer);
    }

    private static List<String> events(Answer answer) {
        return assertInstanceOf(Answer.Sse.class, answer).events();
    }

    private static JsonNode json(Answer.Fixed answer) {
        return Json.read(answer.body().bytes());
    }

    private static JsonNode payload(String event) {
        return Json.read(event.substring("data: ".length()));
    }

    @Test
    void serversListWhatTheySaw() throws Exception {
        Function<Request, Answer> vendor = request -> Answer.json(200, "{}");
        try (FakeUpstream upstream = FakeServers.started(0, vendor);
                java.net.http.HttpClient client = java.net.http.HttpClient.newHttpClient()) {
            get(client, upstream.url() + "/v1/models");
            JsonNode seen = Json.read(get(client, upstream.url() + "/__requests")).path("requests");
            assertEquals("/v1/models", seen.path(0).path("target").asString());
            get(client, upstream.url() + "/__reset");
            assertEquals("{\"requests\":[]}", get(client, upstream.url() + "/__requests"));
        }
    }

    private static String get(java.net.http.HttpClient client, String url) throws Exception {
        return client.send(
                        java.net.http.HttpRequest.newBuilder(java.net.URI.create(url)).build(),
                        java.net.http.HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
