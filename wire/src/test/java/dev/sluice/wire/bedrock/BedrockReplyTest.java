package dev.sluice.wire.bedrock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.wire.AwsFrame;
import dev.sluice.wire.chat.Annotation;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.FinishReason;
import dev.sluice.wire.chat.FinishReason.Standard;
import dev.sluice.wire.chat.Part;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.StreamReader;
import dev.sluice.wire.chat.ToolCall;
import dev.sluice.wire.chat.Usage;
import dev.sluice.wire.frames.Frames;
import dev.sluice.wire.frames.Framing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Replies, streams and errors. Apostrophes stand for quotation marks. */
class BedrockReplyTest {
    private final BedrockDialect dialect = new BedrockDialect();

    private static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    private ChatReply reply(String content, String rest) {
        return dialect.readReply(
                json(
                        "{'output':{'message':{'role':'assistant','content':["
                                + content
                                + "]}},"
                                + rest
                                + "}"));
    }

    @Test
    void aReplyWithEverything() {
        ChatReply reply =
                reply(
                        "{'reasoningContent':{'reasoningText':{'text':'t','signature':'s'}}},"
                                + "{'reasoningContent':{'redactedContent':'YWJj'}},{'text':'a'},"
                                + "{'toolUse':{'toolUseId':'i','name':'f','input':{'x': 1}}},"
                                + "{'toolUse':{'toolUseId':'j','name':'code','input':{},"
                                + "'type':'server_tool_use'}},"
                                + "{'citationsContent':{'content':[{'text':'b'}],'citations':["
                                + "{'title':'w','location':{'web':{'url':'https://h'}}},"
                                + "{'title':'d','location':{'documentChar':{'start':1}}}]}}",
                        "'stopReason':'tool_use','usage':{'inputTokens':3,'outputTokens':5,"
                                + "'totalTokens':20,'cacheReadInputTokens':10,"
                                + "'cacheWriteInputTokens':2},'metrics':{'latencyMs':1}");

        ChatReply.Choice choice = reply.choices().getFirst();
        assertEquals(
                List.of(
                        new Part.Reasoning("t", "s", Part.Reasoning.Form.BLOCK, Extras.NONE),
                        new Part.Reasoning(
                                "",
                                null,
                                Part.Reasoning.Form.BLOCK,
                                Extras.of("data", new Raw("\"abc\""))),
                        Part.Text.of("a"),
                        new Part.Opaque(
                                "toolUse",
                                new Raw(
                                        "{\"toolUse\":{\"toolUseId\":\"j\",\"name\":\"code\","
                                                + "\"input\":{},\"type\":\"server_tool_use\"}}")),
                        Part.Text.of("b")),
                choice.message().content());
        assertEquals(
                List.of(new ToolCall("i", ToolCall.Kind.FUNCTION, "f", "{\"x\": 1}", Extras.NONE)),
                choice.message().toolCalls());
        assertEquals(
                new Annotation.UrlCitation("https://h", "w", 0, 0, Extras.NONE),
                choice.message().annotations().getFirst());
        assertInstanceOf(Annotation.Opaque.class, choice.message().annotations().getLast());
        assertEquals(Standard.TOOL_CALLS, choice.finish());
        assertEquals(new Usage(3, 10, 2, 0, 5, 0, 0, false, Extras.NONE), reply.usage());
        assertEquals(List.of("metrics"), reply.extras().names());
    }

    @Test
    void finishWords() {
        Object[][] words = {
            {"end_turn", Standard.STOP},
            {"stop_sequence", Standard.STOP},
            {"max_tokens", Standard.LENGTH},
            {"model_context_window_exceeded", Standard.LENGTH},
            {"guardrail_intervened", Standard.CONTENT_FILTER},
            {"content_filtered", Standard.CONTENT_FILTER},
            {"tired", new FinishReason.Other("tired")}
        };
        for (Object[] word : words) {
            ChatReply reply = reply("{'text':'a'}", "'stopReason':'" + word[0] + "'");
            assertEquals(word[1], reply.choices().getFirst().finish());
            assertNull(reply.usage());
        }
        var thrown =
                assertThrows(
                        ApiException.class, () -> reply("", "'stopReason':'malformed_tool_use'"));
        assertEquals(502, thrown.error().status());
    }

    @Test
    void aCacheThatTheSumCountsAsInputIsTakenOff() {
        ChatReply reply =
                reply(
                        "{'text':'a'}",
                        "'usage':{'inputTokens':30,'outputTokens':5,'totalTokens':35,"
                                + "'cacheReadInputTokens':10}");

        assertEquals(new Usage(20, 10, 0, 0, 5, 0, 0, false, Extras.NONE), reply.usage());
    }

    @Test
    void whatIsNoReply() {
        for (String body : new String[] {"", "<html>", "[]", "{}", "{'Output':{'__type':'x'}}"}) {
            var thrown = assertThrows(ApiException.class, () -> dialect.readReply(json(body)));
            assertEquals(502, thrown.error().status(), body);
        }
    }

    private void error(int status, String body, int seen, @Nullable String code) {
        ApiError error = dialect.readError(status, json(body));
        assertEquals(seen, error.status(), body);
        assertEquals(code, error.code(), body);
    }

    @Test
    void errors() {
        error(400, "{'message':'bad'}", 400, null);
        error(
                400,
                "{'message':'The provided model identifier is invalid.'}",
                404,
                "model_not_found");
        error(
                404,
                "{'message':'This model version has reached the end of its life.'}",
                404,
                "model_not_found");
        error(
                400,
                "{'message':'Input is too long for requested model.'}",
                400,
                "context_length_exceeded");
        error(
                400,
                "{'message':'Input Tokens Exceeded: Number of input tokens exceeds maximum'}",
                400,
                "context_length_exceeded");
        error(403, "{'message':'The security token is invalid.'}", 502, "upstream_auth");
        error(
                400,
                "{'__type':'com.amazon#ExpiredTokenException','Message':'expired'}",
                502,
                "upstream_auth");
        error(
                429,
                "{'message':'Too many tokens, please wait before trying again.'}",
                429,
                "rate_limit_exceeded");
        error(400, "{'message':'You have exceeded your quota'}", 429, "insufficient_quota");
        error(408, "{'message':'slow'}", 504, "upstream_timeout");
        error(424, "{'message':'broke'}", 502, "upstream_model_error");
        error(503, "<html>", 503, "server_is_overloaded");
        error(500, "", 500, "upstream_error");
    }

    private static List<ChatEvent> read(byte[] body, int cut) {
        StreamReader reader = new BedrockDialect().newStreamReader();
        var events = new ArrayList<ChatEvent>();
        Frames.Sink sink = (name, data) -> events.addAll(reader.read(name, data));
        Frames frames = Framing.AWS_EVENTS.open();
        frames.feed(body, 0, cut, sink);
        frames.feed(body, cut, body.length, sink);
        frames.end(sink);
        events.addAll(reader.end());
        events.addAll(reader.end());
        return events;
    }

    private static byte[] event(String type, String body) {
        return AwsFrame.event(type, new String(json(body), StandardCharsets.UTF_8));
    }

    private static byte[] delta(int block, String delta) {
        return event(
                "contentBlockDelta",
                "{'contentBlockIndex':" + block + ",'delta':{" + delta + "},'p':'abc'}");
    }

    private static final byte[] SPOKEN =
            AwsFrame.joined(
                    event("messageStart", "{'role':'assistant','p':'a'}"),
                    delta(0, "'reasoningContent':{'text':'t'}"),
                    delta(0, "'reasoningContent':{'signature':'s'}"),
                    delta(0, "'reasoningContent':{'redactedContent':'YWJj'}"),
                    delta(0, "'reasoningContent':{'redactedContent':'AAE='}"),
                    event("contentBlockStop", "{'contentBlockIndex':0}"),
                    delta(1, "'text':'h\u00e9'"),
                    delta(1, "'text':''"),
                    delta(1, "'citation':{'title':'w','location':{'web':{'url':'u'}}}"),
                    event("contentBlockStop", "{'contentBlockIndex':1}"),
                    event(
                            "contentBlockStart",
                            "{'start':{'toolUse':{'toolUseId':'i','name':'f'}},"
                                    + "'contentBlockIndex':2}"),
                    delta(2, "'toolUse':{'input':''}"),
                    delta(2, "'toolUse':{'input':'{}'}"),
                    event("contentBlockStop", "{'contentBlockIndex':2}"),
                    event(
                            "contentBlockStart",
                            "{'contentBlockIndex':3,'start':{'toolUse':{'toolUseId':'k',"
                                    + "'name':'code','type':'server_tool_use'}}}"),
                    delta(3, "'toolUse':{'input':'{}'}"),
                    delta(4, "'toolResult':[{'json':{}}]"),
                    event(
                            "contentBlockStart",
                            "{'contentBlockIndex':5,'start':{'toolUse':{'toolUseId':'j',"
                                    + "'name':'g'}}}"),
                    event("contentBlockStop", "{'contentBlockIndex':5}"),
                    event("news", "{'x':1}"),
                    event("messageStop", "{'stopReason':'end_turn','p':'abcd'}"),
                    event(
                            "metadata",
                            "{'usage':{'inputTokens':1,'outputTokens':2},'metrics':{},'p':'a'}"));

    private static final List<ChatEvent> SAID =
            List.of(
                    new ChatEvent.Started("bedrock", "", 0, "", Extras.NONE),
                    new ChatEvent.ReasoningDelta(0, "t"),
                    new ChatEvent.ReasoningSigned(0, "s"),
                    new ChatEvent.Opaque(
                            0,
                            ChatEvent.Opaque.Place.DELTA,
                            Extras.of(
                                    "reasoning_details",
                                    new Raw(
                                            "[{\"type\":\"reasoning.encrypted\",\"data\":"
                                                    + "\"abc\"}]"))),
                    new ChatEvent.Opaque(
                            0,
                            ChatEvent.Opaque.Place.DELTA,
                            Extras.of("redactedContent", new Raw("\"AAE=\""))),
                    new ChatEvent.TextDelta(0, "h\u00e9"),
                    new ChatEvent.Annotated(
                            0, new Annotation.UrlCitation("u", "w", 0, 0, Extras.NONE)),
                    new ChatEvent.ToolCallStarted(
                            0, 0, ToolCall.Kind.FUNCTION, "i", "f", Extras.NONE),
                    new ChatEvent.ToolCallDelta(0, 0, "{}"),
                    new ChatEvent.ToolCallStarted(
                            0, 1, ToolCall.Kind.FUNCTION, "j", "g", Extras.NONE),
                    new ChatEvent.ToolCallDelta(0, 1, "{}"),
                    new ChatEvent.Finished(0, Standard.TOOL_CALLS),
                    new ChatEvent.Opaque(
                            0, ChatEvent.Opaque.Place.CHUNK, Extras.of("metrics", new Raw("{}"))),
                    new ChatEvent.Metered(Usage.of(1, 2)));

    @Test
    void aStreamCutAnywhere() {
        for (int i = 0; i <= SPOKEN.length; i++) {
            assertEquals(SAID, read(SPOKEN, i), "cut at " + i);
        }
    }

    private static ApiError failure(byte[] body) {
        List<ChatEvent> events = read(body, 0);
        assertEquals(1, events.stream().filter(ChatEvent.Failed.class::isInstance).count());
        return assertInstanceOf(ChatEvent.Failed.class, events.getLast()).error();
    }

    @Test
    void brokenStreamsFail() {
        byte[] start = event("messageStart", "{}");
        byte[] text = delta(0, "'text':'a'");

        assertEquals(502, failure(AwsFrame.joined(start, text)).status());
        assertEquals(502, failure(new byte[0]).status());
        assertEquals(
                429,
                failure(
                                AwsFrame.joined(
                                        start,
                                        text,
                                        AwsFrame.exception(
                                                "throttlingException", "{\"message\":\"slow\"}"),
                                        text))
                        .status());
        assertEquals(502, failure(AwsFrame.exception("modelStreamErrorException", "{}")).status());
        assertEquals(
                400,
                failure(AwsFrame.exception("validationException", "{\"message\":\"x\"}")).status());
        assertEquals(502, failure(event("messageStart", "[")).status());
        assertEquals(
                502,
                failure(event("messageStop", "{'stopReason':'malformed_model_output'}")).status());
    }

    @Test
    void aStreamWithoutMetadataIsComplete() {
        List<ChatEvent> events = read(event("messageStop", "{'stopReason':'max_tokens'}"), 0);

        assertEquals(new ChatEvent.Finished(0, Standard.LENGTH), events.getLast());
    }
}
