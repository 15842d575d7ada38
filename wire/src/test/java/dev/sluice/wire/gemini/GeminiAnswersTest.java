package dev.sluice.wire.gemini;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.wire.Tree;
import dev.sluice.wire.chat.Annotation;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.FinishReason;
import dev.sluice.wire.chat.Replay;
import dev.sluice.wire.chat.ReplyBuilder;
import dev.sluice.wire.chat.ReplyTerms;
import dev.sluice.wire.chat.StreamReader;
import dev.sluice.wire.chat.StreamWriter;
import dev.sluice.wire.chat.Usage;
import dev.sluice.wire.frames.Frames;
import dev.sluice.wire.frames.Framing;
import dev.sluice.wire.openai.OpenAiDialect;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Google's replies, streams and errors, in both directions. */
class GeminiAnswersTest {
    private static final String TERMS_ID = "chatcmpl-1";

    private static final String STREAM =
            """
            data: {"candidates": [{"content": {"parts": [{"text": "Hm…","thought": true}],"role": "model"},"index": 0}],"usageMetadata": {"promptTokenCount": 29,"totalTokenCount": 29},"modelVersion": "gemini-3-x","responseId": "r1"}\r
            \r
            data: {"candidates": [{"content": {"parts": [{"text": "Zoë 😀 "},{"functionCall": {"name": "get_country","args": {}},"thoughtSignature": "EpwI"}],"role": "model"},"index": 0}],"usageMetadata": {"promptTokenCount": 29,"candidatesTokenCount": 4,"totalTokenCount": 235,"thoughtsTokenCount": 202},"modelVersion": "gemini-3-x","responseId": "r1"}\r
            \r
            data: {"candidates": [{"content": {"parts": [{"functionCall": {"id":"x","name": "f","args": {"a":[1,2]}}},{"text": ""}],"role": "model"},"finishReason": "STOP","index": 0}],"usageMetadata": {"promptTokenCount": 29,"candidatesTokenCount": 10,"totalTokenCount": 241,"thoughtsTokenCount": 202},"modelVersion": "gemini-3-x","responseId": "r1"}\r
            \r
            """;

    private final GeminiDialect dialect = new GeminiDialect();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private List<ChatEvent> stream(byte[] body, int... cuts) {
        Frames frames = Framing.EVENTS.open();
        StreamReader reader = dialect.newStreamReader();
        var events = new ArrayList<ChatEvent>();
        Frames.Sink sink = (name, data) -> events.addAll(reader.read(name, data));
        int from = 0;
        for (int cut : cuts) {
            frames.feed(body, from, cut, sink);
            from = cut;
        }
        frames.feed(body, from, body.length, sink);
        frames.end(sink);
        events.addAll(reader.end());
        assertEquals(List.of(), reader.end());
        return events;
    }

    @Test
    void aStreamSaysTheSameWhereverItIsCut() {
        byte[] body = bytes(STREAM);
        List<ChatEvent> whole = stream(body);
        for (int cut = 0; cut <= body.length; cut++) {
            assertEquals(whole, stream(body, cut), "cut at " + cut);
        }
        var builder = new ReplyBuilder();
        whole.forEach(builder::take);
        ChatReply reply = builder.reply();
        var said = reply.choices().getFirst().message();
        assertEquals("Zoë 😀 ", said.text());
        assertEquals("Hm…", said.reasoning());
        assertEquals("r1", reply.id());
        assertEquals("gemini-3-x", reply.model());
        assertEquals(2, said.toolCalls().size());
        assertEquals("{}", said.toolCalls().get(0).arguments());
        assertEquals("x", said.toolCalls().get(1).id());
        assertEquals("{\"a\":[1,2]}", said.toolCalls().get(1).arguments());
        assertEquals(
                "{\"google\":{\"thought_signature\":\"EpwI\"}}",
                Objects.requireNonNull(said.toolCalls().get(0).extras().get("extra_content"))
                        .json());
        assertEquals(FinishReason.Standard.TOOL_CALLS, reply.choices().getFirst().finish());
        Usage usage = Objects.requireNonNull(reply.usage());
        assertEquals(29, usage.input());
        assertEquals(212, usage.output());
        assertEquals(202, usage.reasoning());
        assertEquals(241, usage.total());
    }

    @Test
    void aStreamWithoutItsFinishFails() {
        byte[] body = bytes(STREAM.substring(0, STREAM.lastIndexOf("data:")));
        List<ChatEvent> events = stream(body);
        assertTrue(events.getLast() instanceof ChatEvent.Failed(ApiError e) && e.status() == 502);
        assertFalse(events.stream().anyMatch(ChatEvent.Finished.class::isInstance));
        assertTrue(stream(new byte[0]).getLast() instanceof ChatEvent.Failed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    STOP                    | x | STOP
                    1                       | x | STOP
                    MAX_TOKENS              | `` | LENGTH
                    CONTINUATION            | x | LENGTH
                    SAFETY                  | `` | CONTENT_FILTER
                    RECITATION              | x | CONTENT_FILTER
                    MODEL_ARMOR             | x | CONTENT_FILTER
                    OTHER                   | x | STOP
                    OTHER                   | `` | 502
                    MALFORMED_FUNCTION_CALL | `` | 502
                    TOO_MANY_TOOL_CALLS     | x | STOP
                    NEW_WORD                | x | Other[word=NEW_WORD]
                    """)
    void finishWordsMean(String word, String text, String expected) {
        String parts = text.isEmpty() ? "" : "\"parts\":[{\"text\":\"" + text + "\"}],";
        String body =
                "{\"candidates\":[{\"content\":{"
                        + parts
                        + "\"role\":\"model\"},\"finishReason\":\""
                        + word
                        + "\"}]}";
        if (expected.equals("502")) {
            var thrown = assertThrows(ApiException.class, () -> dialect.readReply(bytes(body)));
            assertEquals(502, thrown.error().status());
            assertTrue(
                    stream(bytes("data: " + body + "\r\n\r\n")).getLast()
                            instanceof ChatEvent.Failed);
            return;
        }
        ChatReply reply = dialect.readReply(bytes(body));
        assertEquals(expected, reply.choices().getFirst().finish().toString());
        assertEquals(text, reply.choices().getFirst().message().text());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"promptTokenCount":10,"candidatesTokenCount":5,"thoughtsTokenCount":3,"totalTokenCount":18} | 10 | 0 | 0 | 5 | 3 | 0
                    {"promptTokenCount":10,"toolUsePromptTokenCount":7,"cachedContentTokenCount":4,"candidatesTokenCount":5} | 13 | 4 | 0 | 5 | 0 | 0
                    {"promptTokenCount":10,"promptTokensDetails":[{"modality":"TEXT","tokenCount":4},{"modality":"AUDIO","tokenCount":6}]} | 4 | 0 | 6 | 0 | 0 | 0
                    {"promptTokenCount":10,"cachedContentTokenCount":6,"promptTokensDetails":[{"modality":"AUDIO","tokenCount":6}],"cacheTokensDetails":[{"modality":"AUDIO","tokenCount":6}]} | 4 | 6 | 0 | 0 | 0 | 0
                    {"promptTokenCount":1,"candidatesTokenCount":9,"candidatesTokensDetails":[{"modality":"AUDIO","tokenCount":9}]} | 1 | 0 | 0 | 0 | 0 | 9
                    {"promptTokenCount":1,"cachedContentTokenCount":9} | 0 | 1 | 0 | 0 | 0 | 0
                    """)
    void tokensStandInDisjointBuckets(
            String stated,
            long fresh,
            long cached,
            long heard,
            long text,
            long thought,
            long spoken) {
        ChatReply reply =
                dialect.readReply(
                        bytes(
                                "{\"candidates\":[{\"content\":{},\"finishReason\":\"STOP\"}],"
                                        + "\"usageMetadata\":"
                                        + stated
                                        + "}"));
        Usage usage = Objects.requireNonNull(reply.usage());
        assertEquals(
                List.of(fresh, cached, heard, text, thought, spoken),
                List.of(
                        usage.freshInput(),
                        usage.cacheRead(),
                        usage.audioInput(),
                        usage.textOutput(),
                        usage.reasoning(),
                        usage.audioOutput()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    400 | {"error":{"code":400,"message":"API key not valid.","status":"INVALID_ARGUMENT","details":[{"@type":"t","reason":"API_KEY_INVALID"}]}} | 502 | upstream_auth | credential
                    [403] | {"error":{"code":403,"message":"no","status":"PERMISSION_DENIED"}} | 502 | upstream_auth | credential
                    400 | [{"error":{"code":400,"message":"bad topK","status":"INVALID_ARGUMENT"}}] | 400 | INVALID_ARGUMENT | bad topK
                    404 | {"error":{"code":404,"message":"models/x is not found for API version v1beta","status":"NOT_FOUND"}} | 404 | model_not_found | models/x
                    429 | {"error":{"code":429,"message":"Slow down.","status":"RESOURCE_EXHAUSTED","details":[{"@type":"RetryInfo","retryDelay":"34s"}]}} | 429 | rate_limit_exceeded | Retry in 34s.
                    429 | {"error":{"code":429,"message":"Quota.","status":"RESOURCE_EXHAUSTED","details":[{"violations":[{"quotaId":"GenerateRequestsPerDayPerProject"}]}]}} | 429 | insufficient_quota | Quota.
                    503 | {"error":{"code":503,"message":"overloaded","status":"UNAVAILABLE"}} | 503 | server_is_overloaded | overloaded
                    504 | {"error":{"code":504,"message":"late","status":"DEADLINE_EXCEEDED"}} | 504 | upstream_timeout | late
                    400 | {"error":{"code":400,"message":"The input token count (9) exceeds the maximum number of tokens allowed (8).","status":"INVALID_ARGUMENT"}} | 400 | context_length_exceeded | exceeds
                    502 | <html>no</html> | 502 | upstream_error | without a readable reason
                    """)
    void errorsMean(String status, String body, int expected, String code, String words) {
        int given = Integer.parseInt(status.replaceAll("\\D", ""));
        ApiError error = dialect.readError(given, bytes(body));
        assertEquals(expected, error.status());
        assertEquals(code, error.code());
        assertTrue(error.message().contains(words), error.message());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"},"usageMetadata":{"promptTokenCount":3}} | 400 | content_filter
                    {"error":{"code":503,"message":"m","status":"UNAVAILABLE"}} | 503 | server_is_overloaded
                    {"error":{"message":"m","status":"RESOURCE_EXHAUSTED"}} | 429 | rate_limit_exceeded
                    {"usageMetadata":{"promptTokenCount":3}} | 502 | upstream_error
                    """)
    void errorsInsideASuccessAreErrors(String body, int status, String code) {
        var thrown = assertThrows(ApiException.class, () -> dialect.readReply(bytes(body)));
        assertEquals(status, thrown.error().status());
        assertEquals(code, thrown.error().code());
        // Nothing before the failure, so that the call can be tried elsewhere.
        assertEquals(
                List.of(new ChatEvent.Failed(thrown.error())),
                stream(bytes("data: " + body + "\r\n\r\n")));
    }

    @Test
    void pagesBecomeCitationsInCharacters() {
        ChatReply reply =
                dialect.readReply(
                        bytes(
                                """
                                {"candidates":[{"content":{"parts":[{"text":"Zoë 😀 won."}]},"finishReason":"STOP","groundingMetadata":{
                                "groundingChunks":[{"web":{"uri":"https://a","title":"A"}},{"web":{"uri":"https://b"}},{"retrievedContext":{"title":"none"}}],
                                "groundingSupports":[{"segment":{"startIndex":5,"endIndex":14,"text":"😀 won."},"groundingChunkIndices":[0]}]}}]}\
                                """));
        var marks = reply.choices().getFirst().message().annotations();
        assertEquals(2, marks.size());
        var first = (Annotation.UrlCitation) marks.getFirst();
        assertEquals(
                List.of("https://a", "A", 4L, 10L),
                List.of(first.url(), first.title(), first.start(), first.end()));
        var second = (Annotation.UrlCitation) marks.get(1);
        assertEquals(
                List.of("https://b", 0L, 0L), List.of(second.url(), second.start(), second.end()));
        String again = new String(dialect.writeReply(reply).body(), StandardCharsets.UTF_8);
        assertTrue(again.contains("\"startIndex\":5,\"endIndex\":14,\"text\":\"😀 won.\""), again);
    }

    @Test
    void picturesSoundCodeAndLogprobsAreKept() {
        ChatReply reply =
                dialect.readReply(
                        bytes(
                                """
                                {"candidates":[{"content":{"parts":[{"executableCode":{"language":"PYTHON","code":"1+1"}},{"codeExecutionResult":{"outcome":"OUTCOME_OK","output":"2\\n"}},
                                {"inlineData":{"mimeType":"image/png","data":"QQ=="},"thoughtSignature":"s"},{"inlineData":{"mimeType":"audio/L16","data":"Qg=="}},{"toolCall":{"id":"1"}}]},"finishReason":"STOP",
                                "logprobsResult":{"chosenCandidates":[{"token":"a","logProbability":-0.5}],"topCandidates":[{"candidates":[{"token":"b","logProbability":-1}]}]}}]}\
                                """));
        var choice = reply.choices().getFirst();
        assertEquals("```python\n1+1\n```\n```\n2\n```\n", choice.message().text());
        String openAi =
                new String(
                        new OpenAiDialect()
                                .writeReply(
                                        reply.filled(
                                                new ReplyTerms(
                                                        "i",
                                                        1,
                                                        "m",
                                                        ReplyTerms.UsageReport.WANTED)))
                                .body(),
                        StandardCharsets.UTF_8);
        assertTrue(openAi.contains("\"url\":\"data:image/png;base64,QQ==\""), openAi);
        assertTrue(openAi.contains("\"audio\":{\"data\":\"Qg==\""), openAi);
        assertTrue(openAi.contains("\"thought_signature\":\"s\""), openAi);
        assertTrue(
                openAi.contains(
                        "\"logprobs\":{\"content\":[{\"token\":\"a\",\"logprob\":-0.5,\"bytes\":null,"
                            + "\"top_logprobs\":[{\"token\":\"b\",\"logprob\":-1,\"bytes\":null}]}]"),
                openAi);
    }

    @Test
    void argumentsInPiecesAreOneCall() {
        List<ChatEvent> events =
                stream(
                        bytes(
                                """
                                data: {"candidates":[{"content":{"parts":[{"functionCall":{"name":"w","willContinue":true},"thoughtSignature":"s"}]}}]}

                                data: {"candidates":[{"content":{"parts":[{"functionCall":{"partialArgs":[{"jsonPath":"$.city","stringValue":"Bos","willContinue":true}],"willContinue":true}}]}}]}

                                data: {"candidates":[{"content":{"parts":[{"functionCall":{"partialArgs":[{"jsonPath":"$.city","stringValue":"ton"},{"jsonPath":"$.n","numberValue":2}],"willContinue":true}}]}}]}

                                data: {"candidates":[{"content":{"parts":[{"functionCall":{}}]},"finishReason":"STOP"}]}

                                """));
        var builder = new ReplyBuilder();
        events.forEach(builder::take);
        var call = builder.reply().choices().getFirst().message().toolCalls().getFirst();
        assertEquals("w", call.name());
        assertEquals("{\"city\":\"Boston\",\"n\":2}", call.arguments());
    }

    @Test
    void repliesAndStreamsAreWrittenAsGoogleDoes() {
        ChatReply reply = whole(stream(bytes(STREAM)));
        var body = dialect.writeReply(reply);
        assertEquals(reply, dialect.readReply(body.body()));
        assertEquals(List.of(), body.dropped());
        StreamWriter writer =
                dialect.newStreamWriter(
                        new ReplyTerms(TERMS_ID, 5, "m", ReplyTerms.UsageReport.WITHHELD));
        var out = new ByteArrayOutputStream();
        Replay.of(reply).forEach(event -> out.writeBytes(writer.write(event)));
        out.writeBytes(writer.end());
        assertEquals(0, writer.end().length);
        String text = out.toString(StandardCharsets.UTF_8);
        for (String event : text.split("\r\n\r\n", -1)) {
            assertTrue(event.isEmpty() || event.startsWith("data: {"), event);
            assertFalse(event.contains("\n"), event);
        }
        assertEquals(reply, whole(stream(out.toByteArray())));
        assertTrue(text.strip().lastIndexOf("finishReason") > text.lastIndexOf("data:"));
        assertTrue(text.lastIndexOf("usageMetadata") > text.lastIndexOf("data:"));
    }

    private static ChatReply whole(List<ChatEvent> events) {
        var builder = new ReplyBuilder();
        events.forEach(builder::take);
        return builder.reply();
    }

    @Test
    void brokenStreamsAndErrorsAreWrittenAsGoogleDoes() {
        var terms = new ReplyTerms(TERMS_ID, 5, "m", ReplyTerms.UsageReport.WITHHELD);
        StreamWriter writer = dialect.newStreamWriter(terms);
        writer.write(new ChatEvent.TextDelta(0, "a"));
        String end = new String(writer.end(), StandardCharsets.UTF_8);
        assertTrue(end.startsWith("data: {\"error\":{\"code\":502,"), end);
        String key =
                new String(
                        dialect.writeError(ApiError.unauthorized("no key")),
                        StandardCharsets.UTF_8);
        var error = Tree.object(Tree.object(Tree.read(key)).get("error"));
        assertEquals("UNAUTHENTICATED", error.get("status"));
        assertTrue(key.contains("API_KEY_INVALID"), key);
    }
}
