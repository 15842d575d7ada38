package dev.sluice.providers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.openai.OpenAiDialect;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaudeFactoriesTest {
    private static final Moment MOMENT = new Moment(Instant.EPOCH, "call_1");

    private static ChatCall call(String body) {
        return new OpenAiDialect()
                .readCall(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static ChatCall asking(String model) {
        return call(
                "{'model':'"
                        + model
                        + "','temperature':0.5,'messages':[{'role':'user',"
                        + "'content':'a'}]}");
    }

    private static Vendor claude(String base, Map<String, String> words) {
        var all = new HashMap<>(words);
        all.putIfAbsent("api_key", "sk-ant-1");
        return new ClaudeFactory().vendor(base.isEmpty() ? null : BaseUrl.parse(base), all::get);
    }

    private static VendorRequest sent(Step step) {
        return assertInstanceOf(Step.Send.class, step).request();
    }

    private static String text(VendorRequest request) {
        return new String(request.body(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({
        "claude-sonnet-4-5,,/v1/messages,claude-sonnet-4-5",
        "claude-3-opus,,/v1/messages,claude-3-opus",
        "claude-2.1,,/v1/complete,claude-2.1",
        "claude-2,,/v1/complete,claude-2",
        "claude-instant-1,,/v1/complete,claude-instant-1",
        "gpt-3.5-turbo,,/v1/complete,claude-instant-1",
        "gpt-4,,/v1/complete,claude-2",
        "claude-2,messages,/v1/messages,claude-2",
        "claude-opus-5,complete,/v1/complete,claude-opus-5"
    })
    void theModelDecides(String model, String api, String path, String named) {
        Map<String, String> words = api == null ? Map.of() : Map.of("api", api);
        Session session = claude("", words).protocol().open(asking(model), MOMENT);
        VendorRequest request = sent(session.first());
        assertEquals(path, request.target());
        assertEquals("api.anthropic.com", request.origin().host());
        assertEquals("2023-06-01", request.header("anthropic-version"));
        assertTrue(text(request).contains("\"model\":\"" + named + "\""), text(request));
    }

    @ParameterizedTest
    @CsvSource({
        "http://h:1,/v1/messages",
        "http://h:1/,/v1/messages",
        "http://h:1/v1,/v1/messages",
        "http://h:1/v1/messages,/v1/messages",
        "http://h:1/v1/complete,/v1/messages",
        "http://h:1/anthropic,/anthropic/v1/messages"
    })
    void bases(String base, String path) {
        Vendor vendor = claude(base, Map.of());
        assertEquals(1, vendor.origin().port());
        VendorRequest request = sent(vendor.protocol().open(asking("claude-3"), MOMENT).first());
        assertEquals(path, request.target());
        VendorRequest signed = Signer.sign(request, vendor.auth(), MOMENT);
        assertEquals("sk-ant-1", signed.header("x-api-key"));
    }

    @Test
    void configuredModelAndVersionWin() {
        Vendor vendor =
                claude("", Map.of("model", "claude-3-haiku", "anthropic-version", "2026-10-21"));
        Session session = vendor.protocol().open(asking("gpt-4"), MOMENT);
        VendorRequest request = sent(session.first());
        assertEquals("/v1/messages", request.target());
        assertEquals("2026-10-21", request.header("anthropic-version"));
        assertTrue(text(request).contains("claude-3-haiku"), text(request));
        assertFalse(text(request).contains("temperature"), text(request));
        assertEquals(List.of("temperature"), session.dropped());
    }

    @ParameterizedTest
    @CsvSource({"api,chat", "anthropic-version,latest", "api_key,' '"})
    void badWordsAreNamed(String word, String value) {
        var bad = assertThrows(Words.BadWord.class, () -> claude("", Map.of(word, value)));
        assertEquals(word, bad.word());
    }

    private static Session web(Map<String, String> words, String id) {
        var all = new HashMap<>(words);
        all.putIfAbsent("cookie", "sessionKey=x");
        Vendor vendor = new ClaudeWebFactory().vendor(BaseUrl.parse("http://h:2"), all::get);
        assertEquals("cookie", ((Auth.HeaderKey) vendor.auth()).name());
        assertEquals(Protocol.Delivery.STREAM, vendor.protocol().delivery());
        return vendor.protocol().open(asking("gpt-4"), new Moment(Instant.EPOCH, id));
    }

    private static Received received(int status, String body) {
        return new Received(
                status, List.of(), body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static VendorRequest asked(Step step) {
        return assertInstanceOf(Step.Ask.class, step).request();
    }

    @Test
    void threeRequests() {
        Session session = web(Map.of(), "call_1");
        VendorRequest list = asked(session.first());
        assertEquals("GET /api/organizations", list.method() + " " + list.target());
        VendorRequest begin =
                asked(session.next(received(200, "[{'uuid':'o 1','capabilities':['chat']}]")));
        assertEquals("/api/organizations/o%201/chat_conversations", begin.target());
        String uuid = text(begin).substring(9, 45);
        assertTrue(
                uuid.matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"),
                uuid);
        VendorRequest send = sent(session.next(received(201, "{}")));
        assertEquals(
                "/api/organizations/o%201/chat_conversations/" + uuid + "/completion",
                send.target());
        assertEquals("text/event-stream", send.header("accept"));
        assertEquals("http://h:2", send.header("origin"));
        assertTrue(text(send).startsWith("{\"prompt\":\"a\","), text(send));
        assertFalse(text(send).contains("gpt-4"), text(send));
        assertEquals(List.of("temperature"), session.dropped());
        assertEquals(uuid, ClaudeWebFactory.uuid("call_1"));
        assertNotEquals(uuid, ClaudeWebFactory.uuid("call_2"));
    }

    @Test
    void oneConversation() {
        Session given = web(Map.of("conversation_id", "conv", "model", "claude-x"), "call_1");
        given.first();
        VendorRequest send = sent(given.next(received(200, "[{'uuid':'o'}]")));
        assertEquals("/api/organizations/o/chat_conversations/conv/completion", send.target());
        assertTrue(text(send).contains("\"model\":\"claude-x\""), text(send));

        Session first = web(Map.of("single_conversation", "true"), "call_1");
        Session second = web(Map.of("single_conversation", "true"), "call_2");
        first.first();
        second.first();
        String uuid = text(asked(first.next(received(200, "[{'uuid':'o'}]"))));
        assertEquals(uuid, text(asked(second.next(received(200, "[{'uuid':'o'}]")))));
        assertInstanceOf(Step.Send.class, second.next(received(409, "{}")));
    }

    @ParameterizedTest
    @CsvSource({
        "404,410,provider_retired",
        "410,410,provider_retired",
        "302,410,provider_retired",
        "403,502,upstream_auth",
        "401,502,upstream_auth",
        "200,502,upstream_error",
        "500,500,upstream_error"
    })
    void refusals(int status, int told, String code) {
        Session session = web(Map.of(), "call_1");
        session.first();
        Step step = session.next(received(status, "<html>Just a moment</html>"));
        var error = assertInstanceOf(Step.Refuse.class, step).error();
        assertEquals(told + code, error.status() + error.code());
    }

    @Test
    void configuredPaths() {
        Session session =
                web(
                        Map.of(
                                "organizations_path", "/o",
                                "conversations_path", "/c/{org}",
                                "completion_path", "/a/{conversation}/{org}",
                                "conversation_id", "k"),
                        "call_1");
        assertEquals("/o", asked(session.first()).target());
        assertEquals("/a/k/u", sent(session.next(received(200, "[{'uuid':'u'}]"))).target());
        var bad =
                assertThrows(
                        Words.BadWord.class, () -> web(Map.of("completion_path", "x"), "call_1"));
        assertEquals("completion_path", bad.word());
    }
}
