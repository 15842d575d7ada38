package dev.sluice.providers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.frames.Framing;
import dev.sluice.wire.openai.OpenAiDialect;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Spark, Bing, Coze and Dify: what configurations become, and the requests of a call. */
final class AgentFactoriesTest {
    private static final Moment NOW = new Moment(Instant.parse("2023-11-14T22:13:20Z"), "call1");

    @ParameterizedTest
    @CsvSource({
        "v1.5, /v1.1/chat, lite",
        "v2.0, /v2.1/chat, generalv2",
        "v3.0, /v3.1/chat, generalv3",
        "3.5, /v3.5/chat, generalv3.5",
        "V4.0, /v4.0/chat, 4.0Ultra",
        "4.0Ultra, /v4.0/chat, 4.0Ultra",
        "pro-128k, /chat/pro-128k, pro-128k",
        "max-32k, /chat/max-32k, max-32k",
        "x1, /v1/x1, spark-x"
    })
    void sparkVersionsHaveTheirPathAndDomain(String version, String path, String domain) {
        Vendor vendor = spark(null, Map.of("api_model_version", version));
        assertEquals(new Origin(true, "spark-api.xf-yun.com", 443), vendor.origin());
        Step.Open open =
                open(vendor, call("{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"));
        assertEquals("GET", open.upgrade().method());
        assertEquals(path, open.upgrade().target());
        assertEquals(
                List.of(
                        "{\"header\":{\"app_id\":\"abcd1234\"},\"parameter\":{\"chat\":{\"domain\":\""
                                + domain
                                + "\"}},\"payload\":{\"message\":{\"text\":[{\"role\":\"user\","
                                + "\"content\":\"hi\"}]}}}"),
                open.messages());
    }

    @Test
    void sparkTakesAnAddressOfItsOwn() {
        Vendor vendor =
                spark(
                        BaseUrl.parse("http://127.0.0.1:9/v1.1/chat"),
                        Map.of(
                                "api_model_version",
                                "v1.5",
                                "domain",
                                "xmine",
                                "patch_id",
                                "p1",
                                "prompt",
                                "Obey: {system}"));
        Step.Open open =
                open(
                        vendor,
                        call(
                                "{\"messages\":[{\"role\":\"system\",\"content\":\"Rhyme.\"},"
                                        + "{\"role\":\"user\",\"content\":\"hi\"}]}"));
        assertEquals(new Origin(false, "127.0.0.1", 9), open.upgrade().origin());
        assertEquals("/v1.1/chat", open.upgrade().target());
        String message = open.messages().getFirst();
        assertTrue(message.contains("\"patch_id\":[\"p1\"]"), message);
        assertTrue(message.contains("\"domain\":\"xmine\""), message);
        assertTrue(
                message.contains(
                        "{\"role\":\"user\",\"content\":\"Obey: Rhyme.\"},"
                                + "{\"role\":\"assistant\",\"content\":\"ok\"}"),
                message);
        assertEquals(Protocol.Delivery.STREAM, vendor.protocol().delivery());
        assertEquals(Framing.MESSAGES, vendor.protocol().framing());
        assertInstanceOf(Auth.SignedUrl.class, vendor.auth());
    }

    @Test
    void badWordsAreNamed() {
        assertEquals("api_model_version", bad(() -> spark(null, Map.of())));
        assertEquals(
                "api_model_version", bad(() -> spark(null, Map.of("api_model_version", "v9"))));
        assertEquals("model", bad(() -> spark(null, Map.of("model", "gpt-4o"))));
        assertEquals(
                "prompt",
                bad(() -> spark(null, Map.of("api_model_version", "v1.5", "prompt", "Obey"))));
        assertEquals(
                "app_id", bad(() -> new SparkFactory().vendor(null, words(Map.of("model", "x1")))));
        assertEquals("cookie", bad(() -> bing(null, Map.of("cookie", "MUID=1; x=2"))));
        assertEquals("style", bad(() -> bing(null, Map.of("cookie", "abc", "style", "rude"))));
        assertEquals(
                "hub_base", bad(() -> bing(null, Map.of("cookie", "abc", "hub_base", "ftp://x"))));
        assertEquals("region", bad(() -> coze(null, Map.of("api_key", "pat", "region", "de"))));
        assertEquals("api_key", bad(() -> coze(null, Map.of())));
        assertEquals("api_key", bad(() -> new DifyFactory().vendor(null, words(Map.of()))));
    }

    @Test
    void bingMakesAConversationAndCallsItsHub() {
        Vendor vendor = bing(null, Map.of("cookie", "secret", "style", "Precise"));
        assertEquals(new Origin(true, "edgeservices.bing.com", 443), vendor.origin());
        assertEquals(new Auth.HeaderKey("cookie", Secret.of("_U=secret")), vendor.auth());
        Session session = vendor.protocol().open(hello(), NOW);
        VendorRequest create = assertInstanceOf(Step.Ask.class, session.first()).request();
        assertEquals(
                "/edgesvc/turing/conversation/create?bundleVersion=1.1381.12", create.target());
        assertEquals("https://copilot.microsoft.com/", create.header("referer"));
        Step.Open open = assertInstanceOf(Step.Open.class, session.next(made()));
        assertEquals(new Origin(true, "sydney.bing.com", 443), open.upgrade().origin());
        assertEquals("/sydney/ChatHub?sec_access_token=a%2Bb%3D", open.upgrade().target());
        assertEquals("{\"protocol\":\"json\",\"version\":1}\u001e", open.messages().getFirst());
        String invocation = open.messages().get(1);
        assertTrue(invocation.endsWith("\u001e"), invocation);
        assertTrue(invocation.contains("\"tone\":\"Precise\""), invocation);
        assertTrue(invocation.contains("\"conversationSignature\":\"sig\""), invocation);
        assertTrue(invocation.contains("\"participant\":{\"id\":\"client\"}"), invocation);
        assertTrue(invocation.contains("\"conversationId\":\"conv\""), invocation);
    }

    @Test
    void bingKeepsToItsConfiguredRoots() {
        Vendor one = bing(BaseUrl.parse("http://127.0.0.1:9/root"), Map.of("cookie", "_U=1; a=b"));
        Session session = one.protocol().open(hello(), NOW);
        VendorRequest create = assertInstanceOf(Step.Ask.class, session.first()).request();
        assertTrue(create.target().startsWith("/root/edgesvc/turing/"), create.target());
        Step.Open open = assertInstanceOf(Step.Open.class, session.next(made()));
        assertEquals(new Origin(false, "127.0.0.1", 9), open.upgrade().origin());
        Vendor two = bing(null, Map.of("cookie", "1", "hub_base", "wss://hub.example/x"));
        Session other = two.protocol().open(hello(), NOW);
        Step.Open hub = assertInstanceOf(Step.Open.class, other.next(made()));
        assertEquals(new Origin(true, "hub.example", 443), hub.upgrade().origin());
        assertTrue(hub.upgrade().target().startsWith("/x/sydney/ChatHub?"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "404||410|provider_retired",
                "410|{}|410|provider_retired",
                "302||410|provider_retired",
                "200|<!DOCTYPE html><html></html>|410|provider_retired",
                "200||410|provider_retired",
                "401||502|upstream_auth",
                "429||429|rate_limit_exceeded",
                "503|<html></html>|503|server_is_overloaded",
                "200|{\"result\":{\"value\":\"UnauthorizedRequest\",\"message\":\"no\"}}|502|upstream_auth",
                "200|{\"result\":{\"value\":\"Throttled\"}}|429|rate_limit_exceeded",
                "200|{\"result\":{\"value\":\"CaptchaChallenge\"}}|502|upstream_auth",
                "200|{}|502|upstream_error"
            })
    void bingSaysWhenItIsGone(int status, @Nullable String body, int expected, String code) {
        Session session = bing(null, Map.of("cookie", "1")).protocol().open(hello(), NOW);
        byte[] bytes = body == null ? new byte[0] : body.getBytes(UTF_8);
        Step step = session.next(new Received(status, List.of(), bytes));
        ApiError error = assertInstanceOf(Step.Refuse.class, step).error();
        assertEquals(expected, error.status(), error::toString);
        assertEquals(code, error.code());
        assertEquals(code.equals("provider_retired"), error.message().contains("Copilot"));
    }

    @Test
    void cozeIsAskedInItsRegion() {
        Vendor cn = coze(null, Map.of("api_key", "pat", "bot_id", "7"));
        assertEquals(new Origin(true, "api.coze.cn", 443), cn.origin());
        assertEquals("/v3/chat", sent(cn, hello()).target());
        assertEquals(Protocol.Delivery.STREAM, cn.protocol().delivery());
        Vendor com = coze(null, Map.of("api_key", "pat", "bot_id", "7", "region", "com"));
        assertEquals("api.coze.com", com.origin().host());
        Vendor own = coze(BaseUrl.parse("http://127.0.0.1:9/v3"), Map.of("api_key", "pat"));
        ChatCall kept =
                call(
                        "{\"model\":\"bot-7\",\"conversation_id\":\"1 2\",\"messages\":"
                                + "[{\"role\":\"user\",\"content\":\"hi\"}]}");
        assertEquals("/v3/chat?conversation_id=1%202", sent(own, kept).target());
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:9, /v1/chat-messages",
        "http://127.0.0.1:9/v1, /v1/chat-messages",
        "http://127.0.0.1:9/dify/v1/chat-messages, /dify/v1/chat-messages"
    })
    void difyIsAskedBelowItsBase(String base, String path) {
        Vendor vendor =
                new DifyFactory().vendor(BaseUrl.parse(base), words(Map.of("api_key", "app-1")));
        assertEquals(path, sent(vendor, hello()).target());
        assertEquals(Protocol.Delivery.STREAM, vendor.protocol().delivery());
        assertEquals(new Auth.Bearer(Secret.of("app-1")), vendor.auth());
    }

    private static Received made() {
        return new Received(
                200,
                List.of(
                        new VendorRequest.Header("X-Sydney-Conversationsignature", "sig"),
                        new VendorRequest.Header(
                                "X-Sydney-Encryptedconversationsignature", "a+b=")),
                ("{\"conversationId\":\"conv\",\"clientId\":\"client\","
                                + "\"result\":{\"value\":\"Success\",\"message\":null}}")
                        .getBytes(UTF_8));
    }

    private static ChatCall hello() {
        return call("{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"model\":\"bot-7\"}");
    }

    private static ChatCall call(String json) {
        return new OpenAiDialect().readCall(json.getBytes(UTF_8));
    }

    private static VendorRequest sent(Vendor vendor, ChatCall call) {
        Step step = vendor.protocol().open(call, NOW).first();
        return assertInstanceOf(Step.Send.class, step).request();
    }

    private static Step.Open open(Vendor vendor, ChatCall call) {
        return assertInstanceOf(Step.Open.class, vendor.protocol().open(call, NOW).first());
    }

    private static String bad(org.junit.jupiter.api.function.Executable made) {
        return assertThrows(Words.BadWord.class, made).word();
    }

    private static Vendor spark(@Nullable BaseUrl base, Map<String, String> more) {
        var all = new java.util.HashMap<>(more);
        all.put("app_id", "abcd1234");
        all.put("api_key", "key");
        all.put("api_secret", "secret");
        return new SparkFactory().vendor(base, words(all));
    }

    private static Vendor bing(@Nullable BaseUrl base, Map<String, String> words) {
        return new BingFactory().vendor(base, words(words));
    }

    private static Vendor coze(@Nullable BaseUrl base, Map<String, String> words) {
        return new CozeFactory().vendor(base, words(words));
    }

    private static Words words(Map<String, String> map) {
        return map::get;
    }
}
