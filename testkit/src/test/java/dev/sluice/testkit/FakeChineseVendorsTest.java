package dev.sluice.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

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
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
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
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
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
    }
}
