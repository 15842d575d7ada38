package dev.sluice.wire.dashscope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.wire.Heard;
import dev.sluice.wire.chat.Annotation;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.FinishReason.Standard;
import dev.sluice.wire.chat.Usage;
import dev.sluice.wire.chat.Written;
import dev.sluice.wire.openai.OpenAiDialect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DashScopeDialectTest {
    private final DashScopeDialect dialect = new DashScopeDialect();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Written write(String call) {
        return dialect.writeCall(new OpenAiDialect().readCall(bytes(call)));
    }

    private static String text(Written written) {
        return new String(written.body(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    "stream":true                 | ,"incremental_output":true |
                    "stream":false                | |
                    "temperature":2               | ,"temperature":1.99 |
                    "temperature":0.70            | ,"temperature":0.70 |
                    "top_p":1                     | ,"top_p":0.9999 |
                    "top_p":0                     | ,"top_p":0.0001 |
                    "top_k":5                     | ,"top_k":5 |
                    "seed":-1                     | ,"seed":2147483647 |
                    "seed":7                      | ,"seed":7 |
                    "max_completion_tokens":9     | ,"max_tokens":9 |
                    "stop":"a"                    | ,"stop":["a"] |
                    "presence_penalty":1          | ,"presence_penalty":1 |
                    "frequency_penalty":1         | | frequency_penalty
                    "logit_bias":{"1":2}          | | logit_bias
                    "user":"u"                    | | user
                    "n":2                         | ,"n":2 |
                    "internet":true               | ,"enable_search":true,"search_options":{"forced_search":true,"enable_source":true} |
                    "internet":false              | ,"enable_search":false |
                    "web_search_options":{"search_context_size":"low"} | ,"enable_search":true,"search_options":{"forced_search":true,"enable_source":true} | web_search_options.search_context_size
                    "internet":true,"search_options":{"x":1} | ,"enable_search":true,"search_options":{"x":1} |
                    "enable_thinking":true,"thinking_budget":50 | ,"enable_thinking":true,"thinking_budget":50 |
                    "thinking":{"type":"enabled","budget_tokens":64} | ,"enable_thinking":true,"thinking_budget":64 |
                    "thinking":{"type":"disabled"} | ,"enable_thinking":false |
                    "reasoning_effort":"none"     | ,"enable_thinking":false |
                    "vl_high_resolution_images":true,"repetition_penalty":1.1 | ,"vl_high_resolution_images":true,"repetition_penalty":1.1 |
                    "store":true,"metadata":null  | | store
                    "response_format":{"type":"json_object"} | ,"response_format":{"type":"json_object"} |
                    "response_format":{"type":"json_schema","json_schema":{"name":"a","schema":{}}} | | response_format
                    "tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}],"tool_choice":"required" | ,"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}],"tool_choice":{"type":"function","function":{"name":"f"}} |
                    "tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":"none","parallel_tool_calls":false | ,"tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":"none","parallel_tool_calls":false |
                    """)
    void writesParameters(String said, String expected, String dropped) {
        Written written =
                write(
                        "{\"model\":\"qwen-plus\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],"
                                + said
                                + "}");
        assertEquals(
                "{\"model\":\"qwen-plus\",\"input\":{\"messages\":[{\"role\":\"user\",\"content\":"
                        + "\"hi\"}]},\"parameters\":{\"result_format\":\"message\""
                        + (expected == null ? "" : expected)
                        + "}}",
                text(written));
        assertEquals(dropped == null ? List.of() : List.of(dropped), written.dropped());
    }

    @Test
    void writesAConversationWithTools() {
        Written written =
                write(
                        """
                        {"model":"qwen-plus","messages":[
                        {"role":"developer","content":"be brief"},
                        {"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}],"name":"bob"},
                        {"role":"assistant","content":null,"reasoning_content":"hm","tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":""}}]},
                        {"role":"tool","tool_call_id":"c1","content":"42"}]}\
                        """);
        assertEquals(
                """
                {"model":"qwen-plus","input":{"messages":[\
                {"role":"system","content":"be brief"},\
                {"role":"user","content":"a\\nb"},\
                {"role":"assistant","tool_calls":[{"id":"c1","type":"function","index":0,"function":{"name":"f","arguments":"{}"}}],"content":""},\
                {"role":"tool","tool_call_id":"c1","content":"42"}]},"parameters":{"result_format":"message"}}\
                """,
                text(written));
        assertEquals(
                List.of("messages[1].name", "messages[2].reasoning_content"), written.dropped());
    }

    @Test
    void writesPicturesSoundAndVideoWithoutTypes() {
        Written written =
                write(
                        """
                        {"model":"qwen-vl-max","messages":[
                        {"role":"system","content":"look"},
                        {"role":"user","content":[
                        {"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA","detail":"low"}},
                        {"type":"image_url","image_url":{"url":"https://x.test/a.png"}},
                        {"type":"input_audio","input_audio":{"data":"UklG","format":"mp3"}},
                        {"type":"video_url","video_url":{"url":"https://x.test/v.mp4"}},
                        {"type":"video","video":["https://x.test/1.png"]},
                        {"type":"text","text":"what?"}]}]}\
                        """);
        assertEquals(
                """
                {"model":"qwen-vl-max","input":{"messages":[\
                {"role":"system","content":[{"text":"look"}]},\
                {"role":"user","content":[{"image":"data:image/png;base64,AAAA"},\
                {"image":"https://x.test/a.png"},{"audio":"data:audio/mp3;base64,UklG"},\
                {"video":"https://x.test/v.mp4"},{"video":["https://x.test/1.png"]},\
                {"text":"what?"}]}]},"parameters":{"result_format":"message"}}\
                """,
                text(written));
        assertEquals(List.of("messages[1].content[0].image_url.detail"), written.dropped());
    }

    @ParameterizedTest
    @CsvSource({
        "qwen-plus,TEXT", "qwen-vl-plus,MULTIMODAL", "qwen2.5-vl-72b-instruct,MULTIMODAL",
        "qwen3-omni-flash,MULTIMODAL", "qvq-max,MULTIMODAL", "qwen-audio-turbo,MULTIMODAL",
        "qwen3-max,TEXT", "qwen-evlx,TEXT", "deepseek-v3,TEXT"
    })
    void knowsWhereAModelAnswers(String model, DashScopeDialect.Surface surface) {
        var call =
                new OpenAiDialect()
                        .readCall(
                                bytes(
                                        "{\"model\":\""
                                                + model
                                                + "\",\"messages\":[{\"role\":\"user\",\"content\":\"\"}]}"));
        assertEquals(surface, DashScopeDialect.surface(call));
    }

    @Test
    void refusesADocument() {
        ApiException e =
                assertThrows(
                        ApiException.class,
                        () ->
                                write(
                                        """
                                        {"messages":[{"role":"user","content":[{"type":"file","file":{"file_data":"data:application/pdf;base64,AA"}}]}]}\
                                        """));
        assertEquals(400, e.error().status());
        assertEquals("messages[0].content[0]", e.error().param());
    }

    @Test
    void readsAReply() {
        ChatReply reply =
                dialect.readReply(
                        bytes(
                                """
                                {"output":{"choices":[{"finish_reason":"stop","message":{"role":"assistant","content":[{"text":"Hel"},{"text":"lo"}],"reasoning_content":"hm"}}],
                                "search_info":{"search_results":[{"index":1,"title":"T","url":"https://x.test/","site_name":"X"}]}},
                                "usage":{"input_tokens":10,"output_tokens":7,"total_tokens":17,"output_tokens_details":{"reasoning_tokens":4},"prompt_tokens_details":{"cached_tokens":6},"plugins":{"search":{"count":1}}},"request_id":"q9"}\
                                """));
        assertEquals("q9", reply.id());
        ChatReply.Choice choice = reply.choices().getFirst();
        assertEquals("Hello", choice.message().text());
        assertEquals("hm", choice.message().reasoning());
        assertEquals(Standard.STOP, choice.finish());
        assertEquals(
                List.of(new Annotation.UrlCitation("https://x.test/", "T", 0, 0, Extras.NONE)),
                choice.message().annotations());
        Usage usage = Objects.requireNonNull(reply.usage());
        assertEquals(4, usage.freshInput());
        assertEquals(6, usage.cacheRead());
        assertEquals(3, usage.textOutput());
        assertEquals(4, usage.reasoning());
        assertEquals(List.of("plugins"), usage.extras().names());
    }

    @Test
    void readsCallsAndPlainText() {
        ChatReply calls =
                dialect.readReply(
                        bytes(
                                """
                                {"output":{"choices":[{"finish_reason":"stop","message":{"role":"assistant","content":"","tool_calls":[{"index":0,"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}}]}}]},"request_id":"q"}\
                                """));
        assertEquals(Standard.TOOL_CALLS, calls.choices().getFirst().finish());
        assertEquals("c1", calls.choices().getFirst().message().toolCalls().getFirst().id());
        ChatReply plain =
                dialect.readReply(
                        bytes("{\"output\":{\"text\":\"Hi\",\"finish_reason\":\"length\"}}"));
        assertEquals("Hi", plain.choices().getFirst().message().text());
        assertEquals(Standard.LENGTH, plain.choices().getFirst().finish());
    }

    @ParameterizedTest
    @CsvSource({
        "400, DataInspectionFailed, Input data may contain inappropriate content., 400,"
                + " content_filter",
        "400, InvalidParameter, 'Range of input length should be [1, 30720]', 400,"
                + " context_length_exceeded",
        "400, InvalidParameter, url error, 400, InvalidParameter",
        "400, Arrearage, Access denied, 429, insufficient_quota",
        "403, AllocationQuota.FreeTierOnly, used up, 429, insufficient_quota",
        "401, InvalidApiKey, Invalid API-key provided., 502, upstream_auth",
        "403, AccessDenied.Unpurchased, no, 502, upstream_auth",
        "404, ModelNotFound, Model can not be found., 404, model_not_found",
        "408, RequestTimeOut, late, 504, upstream_timeout",
        "429, Throttling.RateQuota, slow, 429, Throttling.RateQuota",
        "429, Throttling.AllocationQuota, all, 429, insufficient_quota",
        "500, InternalError.Algo, oops, 500, InternalError.Algo",
        "503, ModelServingError, busy, 503, ModelServingError",
        "200, Throttling, slow, 429, Throttling"
    })
    void readsErrors(int status, String code, String message, int told, String word) {
        byte[] body =
                bytes(
                        "{\"code\":\""
                                + code
                                + "\",\"message\":\""
                                + message
                                + "\",\"request_id\":\"q2\"}");
        ApiError error = dialect.readError(status, body);
        assertEquals(told + " " + word, error.status() + " " + error.code());
        ApiException hidden = assertThrows(ApiException.class, () -> dialect.readReply(body));
        assertEquals(word, hidden.error().code());
    }

    @Test
    void readsErrorsOfAnyShape() {
        assertEquals(500, dialect.readError(500, bytes("<html>")).status());
        assertEquals(502, dialect.readError(502, bytes("")).status());
        assertEquals(
                "content_filter",
                dialect.readError(
                                400,
                                bytes(
                                        "{\"error\":{\"code\":\"data_inspection_failed\",\"message\":\"x\"}}"))
                        .code());
        assertThrows(ApiException.class, () -> dialect.readReply(bytes("{}")));
        assertThrows(ApiException.class, () -> dialect.readReply(bytes("[]")));
    }

    private static String frame(int n, String json) {
        return "id:" + n + "\nevent:result\n:HTTP_STATUS/200\ndata:" + json + "\n\n";
    }

    private static String say(String text, String finish) {
        return frame(
                1,
                "{\"output\":{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\""
                        + text
                        + "\"},\"finish_reason\":\""
                        + finish
                        + "\"}]},\"usage\":{\"input_tokens\":3,\"output_tokens\":2},\"request_id\":\"q1\"}");
    }

    private List<ChatEvent> heard(String body) {
        List<ChatEvent> whole = Heard.events(dialect.newStreamReader(), body);
        int length = bytes(body).length;
        for (int cut = 1; cut < length; cut++) {
            assertEquals(whole, Heard.events(dialect.newStreamReader(), body, cut));
        }
        return whole;
    }

    private static String stream(String... texts) {
        var body = new StringBuilder();
        for (int i = 0; i < texts.length; i++) {
            body.append(say(texts[i], i == texts.length - 1 ? "stop" : "null"));
        }
        return body.toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            ignoreLeadingAndTrailingWhitespace = true,
            textBlock =
                    """
                    Hel,lo                      | Hello
                    Hel,Hello                   | Hello
                    Hel,Hello,Hello             | Hello
                    H,He,Hel,Hello,Hello        | Hello
                    你,你好,你好吗,你好吗        | 你好吗
                    ha,ha,ha,                   | hahaha
                    ha,ha,                      | haha
                    1,10,                       | 110
                    1,10,100                    | 100
                    1,1,1                       | 1
                    A long start,A long start and an end | A long start and an end
                    a,b,b                       | abb
                    Hi \\ud83d,Hi \\ud83d\\ude00,Hi \\ud83d\\ude00! | Hi \ud83d\ude00!
                    x\\ud83d,\\ude00            | x\ud83d\ude00
                    好\ufffd,好的,好的呀,好的呀 | 好的呀
                    好\ufffd,的,                | 好\ufffd的
                    """)
    void readsAdditionsAndRepetitions(String texts, String expected) {
        List<ChatEvent> events = heard(stream(texts.split(",", -1)));
        assertEquals("[q1]" + expected + "[0 STOP]", Heard.told(events));
        assertEquals("3/2", Heard.metered(events));
        for (ChatEvent event : events) {
            if (event instanceof ChatEvent.TextDelta(int _, String text)) {
                assertEquals(
                        text,
                        new String(bytes(text), StandardCharsets.UTF_8),
                        "half a character was told");
            }
        }
    }

    @Test
    void readsThoughtsCallsAndSources() {
        String additions =
                frame(
                                1,
                                "{\"output\":{\"choices\":[{\"message\":{\"content\":\"\",\"reasoning_content\":\"Let\"},\"finish_reason\":\"null\"}]},\"request_id\":\"q\"}")
                        + frame(
                                2,
                                "{\"output\":{\"search_info\":{\"search_results\":[{\"title\":\"T\",\"url\":\"u\"}]},\"choices\":[{\"message\":{\"content\":\"\",\"reasoning_content\":\""
                                    + " me\",\"tool_calls\":[{\"index\":0,\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]},\"finish_reason\":\"null\"}]}}")
                        + frame(
                                3,
                                "{\"output\":{\"choices\":[{\"message\":{\"content\":\"\",\"tool_calls\":[{\"index\":0,\"id\":\"\",\"function\":{\"arguments\":\"{\\\"a\\\"\"}}]},\"finish_reason\":\"null\"}]}}")
                        + frame(
                                4,
                                "{\"output\":{\"choices\":[{\"message\":{\"content\":\"\",\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\":1}\"}},{\"index\":1,\"id\":\"c2\",\"function\":{\"name\":\"g\",\"arguments\":\"{}\"}}]},\"finish_reason\":\"tool_calls\"}]}}");
        assertEquals(
                "[q](Let)( me)[call 0 c1 f]{\"a\":1}[call 1 c2 g]{}"
                        + "[UrlCitation[url=u, title=T, start=0, end=0, extras=Extras[members=[]]]]"
                        + "[0 TOOL_CALLS]",
                Heard.told(heard(additions)));
    }

    @Test
    void readsCallsToldAgainAndAgain() {
        String call =
                "{\"output\":{\"choices\":[{\"message\":{\"content\":\"\",\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"%s\"}}]},\"finish_reason\":\"%s\"}]},\"request_id\":\"q\"}";
        String body =
                frame(1, call.formatted("{", "null"))
                        + frame(2, call.formatted("{\\\"a\\\"", "null"))
                        + frame(3, call.formatted("{\\\"a\\\":1}", "null"))
                        + frame(4, call.formatted("{\\\"a\\\":1}", "stop"));
        assertEquals("[q][call 0 c1 f]{\"a\":1}[0 TOOL_CALLS]", Heard.told(heard(body)));
    }

    @Test
    void readsFailures() {
        String refused =
                "id:1\n"
                    + "event:error\n"
                    + ":HTTP_STATUS/400\n"
                    + "data:{\"code\":\"DataInspectionFailed\",\"message\":\"Input data may contain"
                    + " inappropriate content.\",\"request_id\":\"q2\"}\n\n";
        assertEquals("[failed 400 content_filter]", Heard.told(heard(refused)));
        assertEquals("[q1]Hi[0 CONTENT_FILTER]", Heard.told(heard(say("Hi", "null") + refused)));
        String limited =
                "event:error\ndata:{\"code\":\"Throttling\",\"message\":\"slow down\"}\n\n";
        assertEquals("[failed 429 Throttling]", Heard.told(heard(limited)));
        assertEquals("[q1]Hi[failed 502 upstream_error]", Heard.told(heard(say("Hi", "null"))));
        assertEquals(
                "[failed 502 upstream_error]",
                Heard.told(Heard.events(dialect.newStreamReader(), "")));
        assertEquals("[failed 502 upstream_error]", Heard.told(heard("data:{broken\n\n")));
    }

    @Test
    void readsSeveralChoices() {
        String body =
                frame(
                                1,
                                "{\"output\":{\"choices\":[{\"index\":0,\"message\":{\"content\":\"a\"},\"finish_reason\":\"null\"},{\"index\":1,\"message\":{\"content\":\"b\"},\"finish_reason\":\"null\"}]},\"request_id\":\"q\"}")
                        + frame(
                                2,
                                "{\"output\":{\"choices\":[{\"index\":0,\"message\":{\"content\":\"c\"},\"finish_reason\":\"stop\"},{\"index\":1,\"message\":{\"content\":\"d\"},\"finish_reason\":\"length\"}]}}");
        assertEquals("[q]abcd[0 STOP][1 LENGTH]", Heard.told(heard(body)));
    }
}
