package dev.sluice.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

<<<<<<< HEAD
import java.util.List;
import org.jspecify.annotations.Nullable;
=======
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.function.Function;
>>>>>>> zhipu
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

<<<<<<< HEAD
class FakeChineseVendorsTest {
    private static final String SERVICES = "/api/v1/services/aigc/";
    private static final String TEXT = SERVICES + "text-generation/generation";
    private static final String SHOWN = SERVICES + "multimodal-generation/generation";
    private static final String CHAT = "/rpc/2.0/ai_custom/v1/wenxinworkshop/chat/";
    private static final String BODY =
            "{'model':'qwen-plus','input':{'messages':[{'role':'user','content':'hi'}]},"
                    + "'parameters':{'result_format':'message'X}}";

    private static Request request(String target, String body, String... headers) {
        Headers all = Headers.of(headers).with("content-type", "application/json");
        return new Request("POST", target, all, body.replace('\'', '"').getBytes(UTF_8), 1);
    }

    private static Request qwen(String path, String body, String... headers) {
        Request plain = request(path, body, headers);
        Headers all = plain.headers().with("authorization", "Bearer k");
        return new Request("POST", path, all, plain.body(), 1);
    }

    private static JsonNode json(Answer answer) {
        return Json.read(assertInstanceOf(Answer.Fixed.class, answer).body().bytes());
    }

    private static List<String> events(Answer answer) {
        return assertInstanceOf(Answer.Sse.class, answer).events();
=======
final class FakeChineseVendorsTest {
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
>>>>>>> zhipu
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
<<<<<<< HEAD
                "|",
                ",'temperature':2|InvalidParameter",
                ",'top_p':1|InvalidParameter",
                ",'top_p':0|InvalidParameter",
                ",'nope':1|InvalidParameter",
                ",'incremental_output':true|InvalidParameter",
                ",'tool_choice':'required'|InvalidParameter",
                ",'temperature':1.99,'top_p':0.9999,'seed':1|"
            })
    void dashScopeIsStrict(@Nullable String parameters, @Nullable String code) {
        String body = BODY.replace("X", parameters == null ? "" : parameters);
        JsonNode answer = json(new FakeDashScope("k").apply(qwen(TEXT, body)));
        assertEquals(code == null ? "" : code, answer.path("code").asString(""));
        assertEquals(code != null, answer.path("output").isMissingNode());
    }

    @Test
    void dashScopeWantsItsKeyAndTheRightPath() {
        var fake = new FakeDashScope("k");
        String body = BODY.replace("X", "");
        assertEquals(
                "InvalidApiKey", json(fake.apply(request(TEXT, body))).path("code").asString());
        assertEquals("url error", json(fake.apply(qwen(SHOWN, body))).path("message").asString());
        String picture =
                body.replace("qwen-plus", "qwen-vl-max")
                        .replace("'hi'", "[{'image':'data:image/png;base64,AA'},{'text':'hi'}]");
        JsonNode said = json(fake.apply(qwen(SHOWN, picture))).path("output").path("choices");
        assertEquals(
                "You said: hi [images: 1]",
                said.get(0).path("message").path("content").get(0).path("text").asString());
    }

    @ParameterizedTest
    @CsvSource({"AS_ASKED,true,said", "AS_ASKED,false,You said", "REPEATED,true,You said"})
    void dashScopeStreamsBothWays(FakeDashScope.Texts texts, boolean adds, String second) {
        String body = BODY.replace("X", adds ? ",'incremental_output':true" : "");
        List<String> events =
                events(
                        new FakeDashScope("k", texts)
                                .apply(
                                        qwen(
                                                TEXT,
                                                body,
                                                "x-dashscope-sse",
                                                "enable",
                                                "accept",
                                                "text/event-stream")));
        String data = events.get(1).substring(events.get(1).indexOf("data:") + 5);
        JsonNode choice = Json.read(data).path("output").path("choices").get(0);
        assertEquals(second, choice.path("message").path("content").asString().strip());
        assertEquals("null", choice.path("finish_reason").asString());
        assertTrue(events.getLast().contains("\"finish_reason\":\"stop\""));
    }

    @Test
    void baiduGivesTokensAndEndsThem() {
        var fake = new FakeBaidu("ak", "sk");
        String ask = "/oauth/2.0/token?grant_type=client_credentials&client_id=ak&client_secret=";
        assertEquals(
                "invalid_client",
                json(fake.apply(request(ask + "no", ""))).path("error").asString());
        String token = json(fake.apply(request(ask + "sk", ""))).path("access_token").asString();
        String target = CHAT + "completions_pro?access_token=" + token;
        String body = "{'messages':[{'role':'user','content':'hi'}]}";
        assertEquals(
                "You said: hi", json(fake.apply(request(target, body))).path("result").asString());
        assertEquals(1, fake.tokens());
        fake.expire();
        assertEquals(110, json(fake.apply(request(target, body))).path("error_code").asInt());
=======
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
>>>>>>> zhipu
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
<<<<<<< HEAD
                "{'messages':[{'role':'user','content':'hi'}]}|0",
                "{'messages':[{'role':'assistant','content':'hi'}]}|336003",
                "{'messages':[{'role':'user','content':'hi'},{'role':'assistant','content':'a'}]}|336003",
                "{'messages':[{'role':'user','content':' '}]}|336003",
                "{'model':'m','messages':[{'role':'user','content':'hi'}]}|336003",
                "{'temperature':0,'messages':[{'role':'user','content':'hi'}]}|336003",
                "{'messages':[{'role':'user','content':'a'},{'role':'assistant','content':'','function_call':{'name':'f','arguments':'{}'}},{'role':'function','name':'f','content':'1'}]}|0"
            })
    void baiduIsStrict(String body, int code) {
        var fake = new FakeBaidu("ak", "sk");
        fake.apply(
                request(
                        "/oauth/2.0/token?grant_type=client_credentials&client_id=ak&client_secret=sk",
                        ""));
        JsonNode answer =
                json(fake.apply(request(CHAT + "completions?access_token=24.fake1", body)));
        assertEquals(code, answer.path("error_code").asInt(0));
    }

    // The signature of the reference's own vector.
    @Test
    void hunyuanChecksTheSignature() {
        var fake = new FakeHunyuan("AKIDExample0123456789", "SecretKeyExample0123456789abcdef");
        String body =
                "{'Model':'hunyuan-lite','Messages':[{'Role':'user','Content':'hi'}],'Stream':false}";
        String signature = "1fad5012d47256f122f6d3a63c181d46eeda3269297cccaac25502d9289544e6";
        JsonNode said = json(fake.apply(hunyuan(body, signature))).path("Response");
        assertEquals(
                "You said: hi",
                said.path("Choices").get(0).path("Message").path("Content").asString(),
                said::toString);
        JsonNode refused = json(fake.apply(hunyuan(body, "0" + signature.substring(1))));
        assertEquals(
                "AuthFailure.SignatureFailure",
                refused.path("Response").path("Error").path("Code").asString());
        JsonNode changed = json(fake.apply(hunyuan(body.replace("hi", "ho"), signature)));
        assertTrue(changed.path("Response").has("Error"));
    }

    private static Request hunyuan(String body, String signature) {
        return request(
                "/",
                body,
                "host",
                "hunyuan.tencentcloudapi.com",
                "x-tc-action",
                "ChatCompletions",
                "x-tc-version",
                "2023-09-01",
                "x-tc-timestamp",
                "1700000000",
                "authorization",
                "TC3-HMAC-SHA256 Credential=AKIDExample0123456789/2023-11-14/hunyuan/tc3_request,"
                        + " SignedHeaders=content-type;host, Signature="
                        + signature);
=======
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
>>>>>>> zhipu
    }
}
