package dev.sluice.wire.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.wire.Tree;
import dev.sluice.wire.TreeJson;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.Message;
import dev.sluice.wire.chat.ReplyTerms;
import dev.sluice.wire.chat.StreamReader;
import dev.sluice.wire.chat.StreamWriter;
import dev.sluice.wire.chat.Usage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenAiDialectTest {
    private static final String USER = "{\"role\":\"user\",\"content\":\"hi\"}";

    private final OpenAiDialect dialect = new OpenAiDialect();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"messages":"hi"}                                     | messages          | "hi"
                    {"messages":[]}                                       | messages          | []
                    {"messages":null}                                     | messages          | null
                    {"model":"m"}                                         | messages          | missing
                    {"messages":[{"content":"x"}]}                        | messages[0].role  | missing
                    {"messages":[{"role":"bot"}]}                         | messages[0].role  | "bot"
                    {"messages":[{"role":"user","content":3}]}            | messages[0].content | 3
                    {"messages":[{"role":"user","content":[7]}]}          | messages[0].content[0] | 7
                    {"model":5,"messages":[]}                             | model             | 5
                    {"temperature":"1","messages":[]}                     | temperature       | "1"
                    {"n":1.5,"messages":[]}                               | n                 | 1.5
                    {"max_tokens":1e999999999,"messages":[]}              | max_tokens        | 1e999999999
                    {"stream":"yes","messages":[]}                        | stream            | "yes"
                    {"tools":{},"messages":[]}                            | tools             | {}
                    {"tools":[{"function":{}}],"messages":[]}             | tools[0].function.name | missing
                    [1]                                                   | ``                | [1]
                    {"messages":                                          | ``                | not valid JSON
                    ``                                                    | ``                | empty
                    """)
    void aBadCallNamesMemberValueAndExpectation(String body, String param, String found) {
        var thrown = assertThrows(ApiException.class, () -> dialect.readCall(bytes(body)));
        ApiError error = thrown.error();
        assertEquals(400, error.status());
        assertEquals("invalid_request_error", error.type());
        assertEquals(param, Objects.requireNonNullElse(error.param(), ""));
        assertTrue(error.message().contains(found), error.message());
        assertEquals(0, thrown.getStackTrace().length);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"x":{"b" : 1.50,  "a":[1e3, "\\u00e9"]}}    | x
                    {"seed_":12345678901234567890}               | seed_
                    {"u":"😀\\n","internet":true}                | internet
                    {"top_k":null}                               | top_k
                    """)
    void unknownMembersKeepTheirBytes(String extra, String name) {
        String body = "{\"messages\":[" + USER + "]," + extra.substring(1);
        ChatCall call = dialect.readCall(bytes(body));
        String written = new String(dialect.writeCall(call).body(), StandardCharsets.UTF_8);
        String raw = Objects.requireNonNull(call.extras().get(name)).json();
        assertTrue(extra.contains(raw), raw);
        assertTrue(written.contains("\"" + name + "\":" + raw), written);
    }

    @Test
    void anotherLanguagesRawPiecesAreLeftOutAndNamed() {
        ChatCall call = dialect.readCall(bytes("{\"messages\":[" + USER + "],\"thinking\":{}}"));
        var foreign =
                new ChatCall(
                        "anthropic",
                        "m",
                        call.messages(),
                        call.toolUse(),
                        call.sampling(),
                        call.output(),
                        call.extras());
        var written = dialect.writeCall(foreign);
        assertEquals(List.of("thinking"), written.dropped());
        assertFalse(Tree.object(Tree.read(written.body())).containsKey("thinking"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    OpenAI    | {"prompt_tokens":10,"completion_tokens":7,"total_tokens":17,"prompt_tokens_details":{"cached_tokens":4},"completion_tokens_details":{"reasoning_tokens":5}} | 6 | 4 | 2 | 5
                    DeepSeek  | {"prompt_tokens":10,"completion_tokens":7,"total_tokens":17,"prompt_cache_hit_tokens":4,"prompt_cache_miss_tokens":6} | 6 | 4 | 7 | 0
                    xAI       | {"prompt_tokens":351,"completion_tokens":53,"total_tokens":627,"completion_tokens_details":{"reasoning_tokens":223}} | 351 | 0 | 53 | 223
                    null      | {"prompt_tokens":3,"completion_tokens":2,"prompt_tokens_details":null,"completion_tokens_details":null} | 3 | 0 | 2 | 0
                    no total  | {"prompt_tokens":3,"completion_tokens":2} | 3 | 0 | 2 | 0
                    strings   | {"prompt_tokens":"3","completion_tokens":-2} | 3 | 0 | 0 | 0
                    odd cache | {"prompt_tokens":7,"completion_tokens":1,"total_tokens":8,"prompt_tokens_details":{"cached_tokens":163}} | 7 | 163 | 1 | 0
                    """)
    void usageOfEveryConventionIsSorted(
            String vendor, String usage, long fresh, long cached, long text, long reasoning) {
        String body = "{\"choices\":[],\"usage\":" + usage + "}";
        Usage read = Objects.requireNonNull(dialect.readReply(bytes(body)).usage());
        assertEquals(fresh, read.freshInput(), vendor);
        assertEquals(cached, read.cacheRead(), vendor);
        assertEquals(text, read.textOutput(), vendor);
        assertEquals(reasoning, read.reasoning(), vendor);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            textBlock =
                    """
                    401 | {"error":{"message":"Incorrect API key provided: sk-abc123def456","code":"invalid_api_key"}} | 502 | upstream_auth
                    403 | Forbidden                                                | 502 | upstream_auth
                    402 | {"error":"depleted"}                                     | 429 | insufficient_quota
                    404 | {"error":{"message":"The model `x` does not exist"}}     | 404 | model_not_found
                    404 | {"error":{"code":"DeploymentNotFound","message":"no"}}   | 404 | model_not_found
                    408 | ``                                                       | 504 | upstream_timeout
                    413 | {"error":{"message":"big"}}                              | 413 | request_too_large
                    422 | {"detail":[{"loc":["body","n"],"msg":"bad","type":"t"}]} | 400 | -
                    429 | {"error":{"code":429,"message":"slow down"}}             | 429 | rate_limit_exceeded
                    429 | {"error":{"code":"tokens_limit","message":"x"}}          | 429 | tokens_limit
                    429 | {"error":{"code":"insufficient_quota","message":"x"}}    | 429 | insufficient_quota
                    500 | {"detail":"oops"}                                        | 500 | upstream_error
                    502 | <!DOCTYPE html><html>x</html>                            | 502 | upstream_error
                    504 | <html></html>                                            | 504 | upstream_timeout
                    529 | {"type":"overloaded"}                                    | 503 | server_is_overloaded
                    498 | ``                                                       | 503 | server_is_overloaded
                    400 | {"error":{"message":"This model's maximum context length is 8192 tokens"}} | 400 | context_length_exceeded
                    400 | {"error":{"code":"content_filter","message":"x","innererror":{"code":"ResponsibleAIPolicyViolation"}}} | 400 | content_filter
                    400 | {"code":"1500","message":"Invalid model","object":"error"} | 400 | 1500
                    400 | {"errors":[{"message":"a"},{"message":"b"}]}             | 400 | -
                    400 | "just text"                                              | 400 | -
                    """)
    void everyErrorHasOneMeaning(int status, String body, int expected, String code) {
        ApiError error = dialect.readError(status, bytes(body));
        assertEquals(expected, error.status());
        assertEquals(code, error.code());
        assertFalse(error.message().isBlank());
        assertFalse(error.message().contains("sk-abc"), error.message());
    }

    @Test
    void messagesLoseKeysAndAddresses() {
        String said =
                "Bearer abc.def at https://x.example/v1 with sk-proj-1234567890 on 10.0.0.7:80";
        ApiError error = dialect.readError(400, bytes("{\"message\":\"" + said + "\"}"));
        assertEquals("[key] at [address] with [key] on [address]", error.message());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"error":{"code":502,"message":"Provider returned error"}}            | 502
                    {"error":{"message":"x","type":"invalid_request_error"}}              | 400
                    {"code":"The service is currently unavailable","error":"text"}        | 503
                    {"code":"rate_limit_exceeded","message":"x"}                          | 429
                    {"choices":[{"index":0,"error":{"code":429,"message":"x"}}]}          | 429
                    {"choices":[{"finish_reason":"insufficient_system_resource"}]}        | 503
                    {}                                                                    | 502
                    [3]                                                                   | 502
                    <html>                                                                | 502
                    """)
    void anErrorInsideASuccessHasTheStatusThatItMeans(String body, int status) {
        var thrown = assertThrows(ApiException.class, () -> dialect.readReply(bytes(body)));
        assertEquals(status, thrown.error().status());
    }

    private List<ChatEvent> read(String... data) {
        StreamReader reader = dialect.newStreamReader();
        var events = new ArrayList<ChatEvent>();
        for (String one : data) {
            events.addAll(reader.read("", bytes(one)));
        }
        events.addAll(reader.end());
        return events;
    }

    private static String delta(String delta) {
        return "{\"id\":\"i\",\"choices\":[{\"delta\":" + delta + "}]}";
    }

    private static final String STOP = "{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"content":"a"}                                | text=a reasoning= refusal= finish=stop
                    {"content":null,"reasoning_content":"r"}       | text= reasoning=r refusal= finish=stop
                    {"reasoning":"r","reasoning_content":"r"}      | text= reasoning=r refusal= finish=stop
                    {"reasoning_details":[{"text":"r"}]}           | text= reasoning=r refusal= finish=stop
                    {"content":[{"type":"thinking","thinking":[{"type":"text","text":"r"}]},{"type":"text","text":"a"}]} | text=a reasoning=r refusal= finish=stop
                    {"refusal":"no"}                               | text= reasoning= refusal=no finish=stop
                    {"tool_calls":[]}                              | text= reasoning= refusal= finish=stop
                    {"tool_calls":null,"content":"<think>"}        | text=<think> reasoning= refusal= finish=stop
                    {"tool_calls":[{"function":{"name":"f","arguments":{"a":1}}}]} | text= reasoning= refusal= finish=tool_calls call=f({"a":1})
                    {"tool_calls":[{"index":3,"id":"x","function":{"name":"f","arguments":null}}]} | text= reasoning= refusal= finish=tool_calls call=f({})x
                    {"tool_calls":[{"id":"x","function":{"name":"f"}},{"id":"y","function":{"name":"g"}}]} | text= reasoning= refusal= finish=tool_calls call=f({})x call=g({})y
                    {"function_call":{"name":"f","arguments":"{}"}} | text= reasoning= refusal= finish=function_call call=f({})
                    """)
    void oddDeltasAreUnderstood(String delta, String expected) {
        List<ChatEvent> events = read(delta(delta), STOP, "[DONE]");
        assertEquals(expected, Objects.requireNonNull(Spoken.ofEvents(events).get(0)).toString());
    }

    @Test
    void aStreamThatOnlyStopsIsBroken() {
        List<ChatEvent> events = read(delta("{\"content\":\"a\"}"));
        assertTrue(
                events.getLast() instanceof ChatEvent.Failed(var error) && error.status() == 502);
        events = read(delta("{\"content\":\"a\"}"), "[DONE]");
        assertTrue(events.getLast() instanceof ChatEvent.Failed);
        events = read("<html>");
        assertTrue(events.getLast() instanceof ChatEvent.Failed);
    }

    @Test
    void usageIsFoundWhereverVendorsPutIt() {
        String usage = "{\"prompt_tokens\":3,\"completion_tokens\":2,\"total_tokens\":5}";
        for (String chunk :
                List.of(
                        "{\"choices\":[],\"usage\":" + usage + "}",
                        "{\"choices\":[],\"x_groq\":{\"usage\":" + usage + "}}",
                        "{\"choices\":[{\"delta\":{},\"usage\":" + usage + "}]}",
                        "{\"usage\":" + usage + "}")) {
            List<ChatEvent> events = read(delta("{\"content\":\"a\"}"), STOP, chunk, "[DONE]");
            assertTrue(
                    events.stream()
                            .anyMatch(e ->
                                    e instanceof ChatEvent.Metered(var u)
                                            && u.input() == 3
                                            && u.output() == 2),
                    chunk);
        }
    }

    @Test
    void halfASurrogatePairSurvivesTheHub() {
        List<ChatEvent> events =
                read(delta("{\"content\":\"\\ud83d\"}"), delta("{\"content\":\"\\ude00\"}"), STOP);
        StreamWriter writer =
                dialect.newStreamWriter(
                        new ReplyTerms("i", 1, "m", ReplyTerms.UsageReport.WITHHELD));
        var text = new StringBuilder();
        events.forEach(e -> text.append(new String(writer.write(e), StandardCharsets.UTF_8)));
        assertTrue(text.toString().contains("\"content\":\"\\ud83d\""), text.toString());
        assertTrue(text.toString().contains("\"content\":\"\\ude00\""), text.toString());
    }

    @Test
    void legacyFunctionsStayLegacy() {
        String body =
                "{\"messages\":["
                        + USER
                        + ",{\"role\":\"assistant\",\"content\":null,\"function_call\":"
                        + "{\"name\":\"f\",\"arguments\":\"{}\"}},"
                        + "{\"role\":\"function\",\"name\":\"f\",\"content\":\"1\"}],"
                        + "\"functions\":[{\"name\":\"f\"}],\"function_call\":{\"name\":\"f\"}}";
        ChatCall call = dialect.readCall(bytes(body));
        assertTrue(call.messages().getLast() instanceof Message.FunctionResult);
        assertEquals(
                null,
                TreeJson.difference(
                        "", Tree.read(body), Tree.read(dialect.writeCall(call).body())));
    }
}
