package dev.sluice.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

final class FakeOldChineseVendorsTest {
    private static final String ZHIPU =
            "0123456789abcdef0123456789abcdef.AbCdEfGhIjKlMnOp"; // synthetic, as is its token
    private static final String TOKEN =
            "eyJhbGciOiJIUzI1NiIsInNpZ25fdHlwZSI6IlNJR04ifQ."
                    + "eyJhcGlfa2V5IjoiMDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWYiLCJleHAiOjE3MDAw"
                    + "MDAxODAwMDAsInRpbWVzdGFtcCI6MTcwMDAwMDAwMDAwMH0."
                    + "HrNWC84Yo7g6PkOW5hJ41mile-mDVA8BUGcucsdtfAk";
    private static final String PROMPT = "{'prompt':[{'role':'user','content':'hi'}]}";
    private static final String CHAT =
            "{'model':'glm-4.6','messages':[{'role':'user','content':'hi'}]";

    private static Function<Request, Answer> zhipu(long seconds) {
        return new FakeZhipuV3(ZHIPU, Clock.fixed(Instant.ofEpochSecond(seconds), ZoneOffset.UTC));
    }

    private static Request post(String path, String body, String... headers) {
        Headers all = Headers.of(headers);
        if (!all.has("content-type")) {
            all = all.with("content-type", "application/json");
        }
        return new Request("POST", path, all, body.replace('\'', '"').getBytes(UTF_8), 1);
    }

    private static JsonNode json(Answer answer) {
        Answer.Fixed fixed = assertInstanceOf(Answer.Fixed.class, answer);
        return Json.read(new String(fixed.body().bytes(), UTF_8));
    }

    private static String v3(String model, String way) {
        return "/api/paas/v3/model-api/" + model + "/" + way;
    }

    @Test
    void zhipuV3AnswersWhoSignsInMilliseconds() {
        var request = post(v3("chatglm_turbo", "invoke"), PROMPT, "authorization", TOKEN);
        JsonNode reply = json(zhipu(1_700_000_000).apply(request));
        assertTrue(reply.path("success").asBoolean());
        assertEquals(
                "\" You said: hi\"",
                reply.path("data").path("choices").get(0).path("content").asString());
        assertEquals(1003, json(zhipu(1_700_000_180).apply(request)).path("code").asInt());
    }

    @Test
    void zhipuV3StreamsRawText() {
        var request =
                post(
                        v3("chatglm_turbo", "sse-invoke"),
                        PROMPT,
                        "authorization",
                        TOKEN,
                        "accept",
                        "text/event-stream");
        var sse = assertInstanceOf(Answer.Sse.class, zhipu(1_700_000_000).apply(request));
        assertEquals("event: add\nid: 7001\ndata: You \n\n", sse.events().getFirst());
        assertTrue(sse.events().getLast().startsWith("event: finish\nid: 7001\ndata: \nmeta: {"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "chatglm_turbo|Bearer TOKEN|{HI}|1002",
                "chatglm_turbo||{HI}|1001",
                "chatglm_turbo|TOKENx|{HI}|1002",
                "glm-4|TOKEN|{HI}|1211",
                "chatglm_pro|TOKEN|{HI,'max_tokens':1}|1210",
                "chatglm_pro|TOKEN|{HI,'top_p':1}|1210",
                "chatglm_pro|TOKEN|{HI,'temperature':0}|1210",
                "chatglm_pro|TOKEN|{'prompt':[{'role':'system','content':'s'}]}|1214",
                "chatglm_pro|TOKEN|{'prompt':[{'role':'user','content':'敏感'}]}|1301",
                "fake-429|TOKEN|{HI}|1302"
            })
    void zhipuV3RefusesTheRest(String model, String token, String body, int code) {
        String said = body.replace("{HI", PROMPT.substring(0, PROMPT.length() - 1));
        String bearer = token == null ? "" : token.replace("TOKEN", TOKEN);
        var request = post(v3(model, "invoke"), said, "authorization", bearer);
        assertEquals(code, json(zhipu(1_700_000_000).apply(request)).path("code").asInt());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "}|",
                ",'temperature':0.5,'stop':['x'],'thinking':{'type':'disabled'}}|",
                ",'temperature':1.5}|1210",
                ",'n':2}|1210",
                ",'stop':['x','y']}|1210",
                ",'stop':'x'}|1210",
                ",'tool_choice':'none'}|1210",
                ",'user_id':'short'}|1210",
                ",'response_format':{'type':'json_schema'}}|1210"
            })
    void zhipuV4KnowsAPartOfOpenAi(String rest, String code) {
        var request =
                post("/api/paas/v4/chat/completions", CHAT + rest, "authorization", "Bearer k.s");
        JsonNode reply = json(new FakeZhipuV4("k.s").apply(request));
        assertEquals(code == null ? "" : code, reply.path("error").path("code").asString(""));
        assertTrue(!reply.has("object"));
        assertEquals(code == null, reply.path("request_id").asString("").equals("2026"));
    }

    @Test
    void zhipuV4SearchesAndStreams() {
        var fake = new FakeZhipuV4("k.s");
        String search = ",'tools':[{'type':'web_search','web_search':{'enable':true}}]";
        String path = "/api/paas/v4/chat/completions";
        JsonNode reply =
                json(fake.apply(post(path, CHAT + search + "}", "authorization", "Bearer k.s")));
        assertEquals(
                "https://example.com/a", reply.path("web_search").get(0).path("link").asString());
        var sse =
                assertInstanceOf(
                        Answer.Sse.class,
                        fake.apply(
                                post(
                                        path,
                                        CHAT + ",'stream':true}",
                                        "authorization",
                                        "Bearer k.s")));
        String finish = sse.events().get(sse.events().size() - 2);
        assertTrue(finish.contains("\"finish_reason\":\"stop\"") && finish.contains("usage"));
    }

    @Test
    void tigerBotSpeaksTwoWays() {
        var fake = new FakeTigerBot("k");
        String[] key = {"authorization", "Bearer k"};
        JsonNode plain =
                json(
                        fake.apply(
                                post(
                                        "/v1/chat/completions",
                                        "{'model':'m','query':'hi','session':[{'human':'a',"
                                                + "'assistant':'b'}],'internet':true}",
                                        key)));
        assertEquals("You said: hi [internet]", plain.path("result").asString());
        String chat = "{'model':'m','messages':[{'role':'user','content':'敏感'}],'x':1}";
        JsonNode blocked = json(fake.apply(post("/openai/chat/completions", chat, key)));
        JsonNode choice = blocked.path("choices").get(0);
        assertEquals("sensitive", choice.path("finish_reason").asString());
        assertEquals("", choice.path("message").path("content").asString());
        var stream = chat.replace("'x':1", "'stream':true").replace("敏感", "a");
        var sse =
                assertInstanceOf(
                        Answer.Sse.class,
                        fake.apply(post("/bot-chat/openai/v1/chat/completions", stream, key)));
        assertTrue(sse.events().getFirst().contains("\"delta\":{\"role\":\"assistant\""));
        assertEquals(
                400,
                json(fake.apply(post("/v1/chat/completions", "{'model':'m'}", key)))
                        .path("code")
                        .asInt());
    }

    @Test
    void skylarkChecksTheSignature() {
        String signed =
                "HMAC-SHA256 Credential=AKLTexample/20231114/cn-beijing/ml_maas/request,"
                    + " SignedHeaders=content-type;host;x-content-sha256;x-date,"
                    + " Signature=4a255a4532e3619b340b0e2cd4e3d32a491ea24d98c23c84f285a8132be8bff9";
        String body =
                "{'model':{'name':'skylark-chat'},'messages':[{'role':'user','content':'hi'}]}";
        String[] headers = {
            "content-type", "application/json; charset=utf-8",
            "host", "maas-api.ml-platform-cn-beijing.volces.com",
            "x-content-sha256", "c1e2c1980e5bafb178af79159f9660fcda5d0c28621fcb40a89d06bfb1f6d013",
            "x-date", "20231114T221320Z",
            "authorization", signed
        };
        var fake = new FakeSkylark("AKLTexample", "VolcSecretExample==");
        JsonNode reply = json(fake.apply(post("/api/v1/chat", body, headers)));
        assertEquals(
                "You said: hi", reply.path("choice").path("message").path("content").asString());
        headers[headers.length - 1] = signed.replace("8bff9", "8bff8");
        JsonNode refused = json(fake.apply(post("/api/v1/chat", body, headers)));
        assertEquals("AuthenticationError", refused.path("error").path("code").asString());
    }
}
