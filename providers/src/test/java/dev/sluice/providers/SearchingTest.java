package dev.sluice.providers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.FinishReason;
import dev.sluice.wire.chat.ToolCall;
import dev.sluice.wire.chat.VendorDialect;
import dev.sluice.wire.openai.CompatibleDialect;
import dev.sluice.wire.openai.OpenAiDialect;
import dev.sluice.wire.openai.Quirks;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Kimi's search tool, whose calls go back to it. */
class SearchingTest {
    private static final Moment MOMENT = new Moment(Instant.EPOCH, "c");
    private static final String SEARCH =
            "{\"index\":0,\"id\":\"s:0\",\"type\":\"builtin_function\",\"function\":{\"name\":"
                    + "\"$web_search\",\"arguments\":\"{\\\"id\\\":1}\"}}";
    private static final String OTHER =
            "{\"index\":1,\"id\":\"f:1\",\"type\":\"function\",\"function\":{\"name\":\"f\","
                    + "\"arguments\":\"{}\"}}";

    private static Session session(String members) {
        return session("kimi", members);
    }

    private static Session session(String id, String members) {
        Quirks quirks = Presets.get(id).quirks();
        assertNotNull(quirks);
        var post =
                Post.to(
                        new Origin(true, "h", 443),
                        "/v1/chat/completions",
                        new CompatibleDialect(quirks));
        String call =
                "{\"model\":\"kimi-k2.6\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]"
                        + members
                        + "}";
        ChatCall read = new OpenAiDialect().readCall(call.getBytes(StandardCharsets.UTF_8));
        return Searching.of(post, quirks, "/v1/responses").open(read, MOMENT);
    }

    private static Received reply(String content, String calls) {
        String finish = calls.isEmpty() ? "stop" : "tool_calls";
        String body =
                "{\"id\":\"k\",\"choices\":[{\"index\":0,\"finish_reason\":\""
                        + finish
                        + "\",\"message\":{\"role\":\"assistant\",\"content\":\""
                        + content
                        + "\""
                        + (calls.isEmpty() ? "" : ",\"tool_calls\":[" + calls + "]")
                        + "}}],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":2}}";
        return new Received(200, List.of(), body.getBytes(StandardCharsets.UTF_8));
    }

    private static String asked(Step step) {
        return new String(
                assertInstanceOf(Step.Ask.class, step).request().body(), StandardCharsets.UTF_8);
    }

    private static ChatReply.Choice answered(Step step) {
        return assertInstanceOf(Step.Answer.class, step).reply().choices().getFirst();
    }

    @Test
    void isOneCallWithoutASearch() {
        assertInstanceOf(Step.Send.class, session("").first());
        Post plain = Post.to(new Origin(true, "h", 443), "/", new OpenAiDialect());
        assertSame(plain, Searching.of(plain, Quirks.NONE, "/r"));
    }

    @Test
    void sendsTheSearchBackUntilThereIsAnAnswer() {
        Session session = session(",\"internet\":true,\"stream\":true");
        String first = asked(session.first());
        assertTrue(first.contains("\"thinking\":{\"type\":\"disabled\"}"), first);
        assertTrue(!first.contains("stream") && !first.contains("internet\""), first);
        String second = asked(session.next(reply("", SEARCH)));
        assertTrue(
                second.contains(
                        "{\"role\":\"tool\",\"tool_call_id\":\"s:0\",\"content\":\"{\\\"id\\\":1}\","
                            + "\"name\":\"$web_search\"}"),
                second);
        assertTrue(second.contains("\"type\":\"builtin_function\""), second);
        Step last = session.next(reply("found", ""));
        ChatReply reply = assertInstanceOf(Step.Answer.class, last).reply();
        assertEquals("found", answered(last).message().text());
        assertNotNull(reply.usage());
        assertEquals(24, reply.usage().total());
        assertEquals(List.of(), session.dropped());
    }

    @Test
    void hidesItsCallsAndStopsInTime() {
        Session mixed = session(",\"internet\":true");
        mixed.first();
        ChatReply.Choice choice = answered(mixed.next(reply("", SEARCH + "," + OTHER)));
        assertEquals(
                List.of("f"), choice.message().toolCalls().stream().map(ToolCall::name).toList());
        assertEquals(FinishReason.Standard.TOOL_CALLS, choice.finish());
        Session endless = session(",\"internet\":true");
        Step step = endless.first();
        int rounds = 0;
        while (step instanceof Step.Ask && rounds++ < 9) {
            step = endless.next(reply("", SEARCH));
        }
        assertEquals(5, rounds);
        assertEquals(FinishReason.Standard.STOP, answered(step).finish());
    }

    @Test
    void asksTheResponsesApiOfVendorsThatSearchOnlyThere() {
        Session session =
                session(
                        "xai",
                        ",\"internet\":true,\"stream\":true,\"max_tokens\":9,\"seed\":1,"
                                + "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":"
                                + "\"f\"}}]");
        VendorRequest asked = assertInstanceOf(Step.Send.class, session.first()).request();
        assertEquals("/v1/responses", asked.target());
        assertEquals(
                "{\"model\":\"kimi-k2.6\",\"input\":[{\"role\":\"user\",\"content\":\"hi\"}],"
                        + "\"max_output_tokens\":9,\"stream\":true,\"tools\":[{\"type\":"
                        + "\"function\",\"name\":\"f\",\"parameters\":null,\"strict\":false},"
                        + "{\"type\":\"web_search\"},{\"type\":\"x_search\"}],\"store\":false}",
                new String(asked.body(), StandardCharsets.UTF_8));
        assertEquals(List.of("seed"), session.dropped());
        String body =
                "{\"id\":\"r\",\"created_at\":5,\"error\":null,\"output\":[{\"type\":"
                        + "\"web_search_call\",\"status\":\"completed\"},{\"type\":\"reasoning\","
                        + "\"summary\":[{\"type\":\"summary_text\",\"text\":\"t\"}]},{\"type\":"
                        + "\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"found\","
                        + "\"annotations\":[{\"type\":\"url_citation\",\"url\":\"http://a\","
                        + "\"title\":\"A\",\"start_index\":1,\"end_index\":2}]}]}],\"citations\":"
                        + "[\"http://b\"],\"usage\":{\"input_tokens\":10,\"output_tokens\":4,"
                        + "\"output_tokens_details\":{\"reasoning_tokens\":3}}}";
        VendorDialect dialect = session.dialect();
        assertNotNull(dialect);
        ChatReply reply = dialect.readReply(body.getBytes(StandardCharsets.UTF_8));
        ChatReply.Choice choice = reply.choices().getFirst();
        assertEquals("found", choice.message().text());
        assertEquals("t", choice.message().reasoning());
        assertEquals(2, choice.message().annotations().size());
        assertEquals(FinishReason.Standard.STOP, choice.finish());
        assertNotNull(reply.usage());
        assertEquals(3, reply.usage().reasoning());
    }

    @Test
    void readsAResponsesStreamAndErrorsInTheVendorsOwnWay() {
        Session session = session("volcengine", ",\"internet\":true,\"stream\":true");
        VendorDialect dialect = session.dialect();
        assertNotNull(dialect);
        String delta = "{\"type\":\"response.output_text.delta\",\"delta\":\"a\"}";
        assertEquals(
                List.of(
                        new ChatEvent.Started("openai", "", 0, "", Extras.NONE),
                        new ChatEvent.TextDelta(0, "a")),
                dialect.newStreamReader().read("", delta.getBytes(StandardCharsets.UTF_8)));
        String overdue = "{\"error\":{\"code\":\"AccountOverdueError\",\"message\":\"m\"}}";
        byte[] error = overdue.getBytes(StandardCharsets.UTF_8);
        assertEquals("insufficient_quota", dialect.readError(403, error).code());
        assertNull(session("volcengine", "").dialect());
    }

    @Test
    void passesOnARefusal() {
        Session session = session(",\"internet\":true");
        session.first();
        byte[] body = "{\"error\":{\"message\":\"m\"}}".getBytes(StandardCharsets.UTF_8);
        Step step = session.next(new Received(429, List.of(), body));
        assertEquals(429, assertInstanceOf(Step.Refuse.class, step).error().status());
    }
}
