package dev.sluice.wire.cohere;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.wire.Exchanges;
import dev.sluice.wire.Tree;
import dev.sluice.wire.chat.Annotation;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.ReplyBuilder;
import dev.sluice.wire.chat.StreamReader;
import dev.sluice.wire.chat.Usage;
import dev.sluice.wire.chat.Written;
import dev.sluice.wire.frames.Frames;
import dev.sluice.wire.frames.Framing;
import dev.sluice.wire.openai.OpenAiDialect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CohereDialectTest {
    private static final String HI = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
    private static final String TOOLS =
            "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"strict\":true}},"
                    + "{\"type\":\"function\",\"function\":{\"name\":\"g\",\"parameters\":{}}}]";
    private static final String F =
            "{\"type\":\"function\",\"function\":{\"name\":\"f\","
                    + "\"parameters\":{\"type\":\"object\",\"properties\":{}}}}";
    private static final String G =
            "{\"type\":\"function\",\"function\":{\"name\":\"g\",\"parameters\":{}}}";

    private final CohereDialect dialect = new CohereDialect();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Written write(String json) {
        return dialect.writeCall(new OpenAiDialect().readCall(bytes(json)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    "temperature":1.7,"top_p":1,"top_k":5,"seed":7,"max_tokens":9,"stop":"x","stream":true | "stream":true,"temperature":1,"p":0.99,"k":5,"seed":7,"max_tokens":9,"stop_sequences":["x"] | ``
                    "presence_penalty":-1,"frequency_penalty":0.5,"n":2,"user":"u","logit_bias":{},"store":true | "presence_penalty":0,"frequency_penalty":0.5 | logit_bias,n,user,store
                    "logprobs":true,"top_logprobs":3 | "logprobs":true | top_logprobs
                    "response_format":{"type":"json_schema","json_schema":{"schema":{"type":"object"}}} | "response_format":{"type":"json_object","json_schema":{"type":"object"}} | ``
                    TOOLS,"response_format":{"type":"json_object"} | "tools":[F,G],"strict_tools":true | response_format
                    TOOLS,"tool_choice":"required" | "tools":[F,G],"strict_tools":true,"tool_choice":"REQUIRED" | ``
                    TOOLS,"tool_choice":"none","parallel_tool_calls":false | "tools":[F,G],"strict_tools":true,"tool_choice":"NONE" | parallel_tool_calls
                    TOOLS,"tool_choice":"auto" | "tools":[F,G],"strict_tools":true | ``
                    TOOLS,"tool_choice":{"type":"function","function":{"name":"g"}} | "tools":[G],"tool_choice":"REQUIRED" | ``
                    "reasoning_effort":"none" | "thinking":{"type":"disabled"} | ``
                    "reasoning_effort":"low" | "thinking":{"type":"enabled","token_budget":1024} | ``
                    "thinking":{"type":"enabled","budget_tokens":77},"reasoning_effort":"low" | "thinking":{"type":"enabled","token_budget":77} | ``
                    "documents":[{"data":"d"}],"safety_mode":"NONE","internet":true | "documents":[{"data":"d"}],"safety_mode":"NONE" | internet
                    """)
    void parametersAreSaidInCoheresWords(String call, String expected, String dropped) {
        Written written =
                write("{\"model\":\"m\"," + HI + "," + call.replace("TOOLS", TOOLS) + "}");
        String text = new String(written.body(), StandardCharsets.UTF_8);
        String json =
                "{\"model\":\"m\","
                        + HI
                        + ","
                        + expected.replace("[F,G]", "[" + F + "," + G + "]")
                                .replace("[G]", "[" + G + "]")
                        + "}";
        assertEquals(Tree.read(json), Tree.read(text), text);
        assertEquals(dropped, String.join(",", written.dropped()));
    }

    @Test
    void turnsAreSaidInCoheresWords() {
        Written written =
                write(
                        """
                        {"model":"m","messages":[{"role":"developer","content":"be"},
                        {"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"https://x/y.png","detail":"low"}}]},
                        {"role":"assistant","content":"plan","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":""}}]},
                        {"role":"tool","tool_call_id":"c","content":"r"},{"role":"assistant","content":"done"},{"role":"user","content":"more"}]}\
                        """);
        assertEquals(
                Tree.read(
                        """
                        {"model":"m","messages":[{"role":"system","content":"be"},
                        {"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"https://x/y.png","detail":"low"}}]},
                        {"role":"assistant","tool_plan":"plan","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},
                        {"role":"tool","tool_call_id":"c","content":"r"},{"role":"assistant","content":"done"},{"role":"user","content":"more"}]}\
                        """),
                Tree.read(written.body()));
        var thrown =
                assertThrows(
                        ApiException.class,
                        () ->
                                write(
                                        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":"
                                            + "\"input_audio\",\"input_audio\":{\"data\":\"\"}}]}]}"));
        assertEquals("messages[0].content[0]", thrown.error().param());
    }

    private static final String STREAM =
            """
            event: message-start
            data: {"id":"m1","type":"message-start","delta":{"message":{"role":"assistant","content":[],"tool_plan":"","tool_calls":[],"citations":[]}}}

            event: tool-plan-delta
            data: {"type":"tool-plan-delta","delta":{"message":{"tool_plan":"I will"}}}

            event: content-delta
            data: {"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"Zoë"}}},"logprobs":{"text":"Zoë","token_ids":[1],"logprobs":[-0.5]}}

            event: citation-start
            data: {"type":"citation-start","index":0,"delta":{"message":{"citations":{"start":0,"end":3,"text":"Zoë","sources":[{"type":"document","id":"d","document":{"url":"https://z","title":"Z"}}]}}}}

            event: citation-start
            data: {"type":"citation-start","index":1,"delta":{"message":{"citations":{"start":0,"end":1,"sources":[{"type":"tool","id":"t"}]}}}}

            event: tool-call-start
            data: {"type":"tool-call-start","index":3,"delta":{"message":{"tool_calls":{"id":"f_1","type":"function","function":{"name":"f","arguments":""}}}}}

            event: tool-call-delta
            data: {"type":"tool-call-delta","index":3,"delta":{"message":{"tool_calls":{"function":{"arguments":"{}"}}}}}

            event: message-end
            data: {"type":"message-end","delta":{"finish_reason":"TOOL_CALL","usage":{"billed_units":{"input_tokens":1,"output_tokens":2},"tokens":{"input_tokens":50,"output_tokens":9,"reasoning_tokens":4},"cached_tokens":30}}}

            data: [DONE]

            """;

    private List<ChatEvent> stream(byte[] body, int size) {
        Frames frames = Framing.EVENTS.open();
        StreamReader reader = dialect.newStreamReader();
        var events = new ArrayList<ChatEvent>();
        Frames.Sink sink = (name, data) -> events.addAll(reader.read(name, data));
        for (int from = 0; from < body.length; from += size) {
            frames.feed(body, from, Math.min(body.length, from + size), sink);
        }
        frames.end(sink);
        events.addAll(reader.end());
        assertEquals(List.of(), reader.end());
        return events;
    }

    private static ChatReply whole(List<ChatEvent> events) {
        var builder = new ReplyBuilder();
        events.forEach(builder::take);
        return builder.reply();
    }

    @Test
    void aStreamSaysTheSameInPiecesOfAnySize() {
        byte[] body = bytes(STREAM);
        List<ChatEvent> events = stream(body, body.length);
        for (int size = 1; size < 300; size++) {
            assertEquals(events, stream(body, size));
        }
        ChatReply reply = whole(events);
        var choice = reply.choices().getFirst();
        assertEquals("m1", reply.id());
        assertEquals("Zoë", choice.message().text());
        assertEquals("I will", choice.message().reasoning());
        assertEquals(
                "f{}",
                choice.message().toolCalls().getFirst().name()
                        + choice.message().toolCalls().getFirst().arguments());
        assertEquals("TOOL_CALLS", choice.finish().toString());
        var page = (Annotation.UrlCitation) choice.message().annotations().getFirst();
        assertEquals(List.of("https://z", 3L), List.of(page.url(), page.end()));
        assertTrue(
                Objects.requireNonNull(choice.message().extras().get("citations"))
                        .json()
                        .startsWith("[{\"start\":0,\"end\":1"));
        assertTrue(
                Objects.requireNonNull(choice.extras().get("logprobs"))
                        .json()
                        .contains("\"token\":\"Zoë\",\"logprob\":-0.5"));
        Usage usage = Objects.requireNonNull(reply.usage());
        assertEquals(
                List.of(20L, 30L, 5L, 4L),
                List.of(
                        usage.freshInput(),
                        usage.cacheRead(),
                        usage.textOutput(),
                        usage.reasoning()));
    }

    @Test
    void brokenStreamsFail() {
        byte[] cut = bytes(STREAM.substring(0, STREAM.indexOf("event: message-end")));
        assertTrue(
                stream(cut, 50).getLast() instanceof ChatEvent.Failed(ApiError e)
                        && e.status() == 502);
        byte[] error =
                bytes(
                        "data: {\"type\":\"message-end\",\"delta\":{\"finish_reason\":\"ERROR\","
                                + "\"usage\":{},\"error\":\"No valid response\"}}\n\n");
        var last = stream(error, 50).getLast();
        assertTrue(
                last instanceof ChatEvent.Failed(ApiError e)
                        && e.message().equals("No valid response"));
        assertTrue(
                stream(bytes("data: {\"message\":\"gone\"}\n\n"), 9).getLast()
                        instanceof ChatEvent.Failed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    401 | {"message":"invalid api token"}                                | 502 | upstream_auth
                    404 | {"id":"1","message":"model 'x' not found, make sure"}          | 404 | model_not_found
                    400 | {"error_type":"TOO_MANY_TOKENS","message":"too many tokens: 1"} | 400 | context_length_exceeded
                    422 | {"message":"No valid response generated."}                     | 400 | ``
                    498 | {"message":"blocked"}                                          | 400 | content_filter
                    429 | {"message":"trial key"}                                        | 429 | rate_limit_exceeded
                    503 | down                                                           | 503 | server_is_overloaded
                    """)
    void errorsMean(int status, String body, int expected, String code) {
        ApiError error = dialect.readError(status, bytes(body));
        assertEquals(expected, error.status());
        assertEquals(code, error.code() == null ? "" : error.code());
    }

    @ParameterizedTest
    @CsvSource({
        "COMPLETE,STOP",
        "STOP_SEQUENCE,STOP",
        "MAX_TOKENS,LENGTH",
        "TOOL_CALL,TOOL_CALLS",
        "ERROR_TOXIC,CONTENT_FILTER",
        "NEW,Other[word=NEW]",
        "ERROR,502",
        "TIMEOUT,504"
    })
    void finishWordsMean(String word, String expected) {
        String body = "{\"finish_reason\":\"" + word + "\",\"message\":{\"content\":[]}}";
        if (expected.startsWith("50")) {
            var thrown = assertThrows(ApiException.class, () -> dialect.readReply(bytes(body)));
            assertEquals(expected, String.valueOf(thrown.error().status()));
        } else {
            var reply = dialect.readReply(bytes(body));
            assertEquals(expected, reply.choices().getFirst().finish().toString());
        }
    }

    @Test
    void everyRecordedAnswerSaysWhatItsTreeSays() {
        var seen = new int[3];
        List<String> failures =
                Exchanges.each(
                        "cohere__chat\\.v2\\.jsonl",
                        exchange -> {
                            if (exchange.status() != 200) {
                                seen[2]++;
                                ApiError error =
                                        dialect.readError(exchange.status(), exchange.body());
                                assertEquals(
                                        exchange.status() == 422 ? 400 : exchange.status(),
                                        error.status());
                            } else if (exchange.text() == null) {
                                seen[0]++;
                                var said = Tree.object(exchange.response());
                                compare(said, dialect.readReply(exchange.body()));
                            } else {
                                seen[1]++;
                                recorded(exchange);
                            }
                        });
        assertEquals(List.of(), failures);
        assertTrue(seen[0] > 50 && seen[1] > 25 && seen[2] > 2);
    }

    private void recorded(Exchanges.Exchange exchange) {
        List<ChatEvent> events = stream(exchange.body(), exchange.body().length);
        assertEquals(events, stream(exchange.body(), 97));
        var text = new StringBuilder();
        var thought = new StringBuilder();
        String finish = "";
        for (String line : String.valueOf(exchange.text()).split("\n", -1)) {
            if (!line.startsWith("data: {")) {
                continue;
            }
            var delta = Tree.object(Tree.object(Tree.read(line.substring(6))).get("delta"));
            var message = Tree.object(delta.get("message"));
            var content = Tree.object(message.get("content"));
            text.append(content.getOrDefault("text", ""));
            thought.append(content.getOrDefault("thinking", ""));
            thought.append(message.getOrDefault("tool_plan", ""));
            finish += delta.getOrDefault("finish_reason", "");
        }
        if (finish.equals("ERROR") || finish.isEmpty()) {
            assertTrue(events.getLast() instanceof ChatEvent.Failed);
            return;
        }
        var said = whole(events).choices().getFirst().message();
        assertEquals(text.toString(), said.text());
        assertEquals(thought.toString(), said.reasoning());
    }

    private static void compare(Map<String, @Nullable Object> said, ChatReply reply) {
        var message = Tree.object(said.get("message"));
        var text = new StringBuilder();
        var thought = new StringBuilder();
        for (Object part : Tree.array(message.get("content"))) {
            text.append(Tree.object(part).getOrDefault("text", ""));
            thought.append(Tree.object(part).getOrDefault("thinking", ""));
        }
        Object plan = message.get("tool_plan");
        thought.append(plan == null ? "" : plan);
        var choice = reply.choices().getFirst();
        assertEquals(text.toString(), choice.message().text());
        assertEquals(
                thought.chars().sorted().boxed().toList(),
                choice.message().reasoning().chars().sorted().boxed().toList());
        assertEquals(
                Tree.array(message.get("tool_calls")).size(), choice.message().toolCalls().size());
        var tokens = Tree.object(Tree.object(said.get("usage")).get("tokens"));
        Usage usage = Objects.requireNonNull(reply.usage());
        assertEquals(
                ((Number) Objects.requireNonNull(tokens.get("input_tokens"))).longValue(),
                usage.input());
        assertEquals(
                ((Number) Objects.requireNonNull(tokens.get("output_tokens"))).longValue(),
                usage.output());
    }
}
