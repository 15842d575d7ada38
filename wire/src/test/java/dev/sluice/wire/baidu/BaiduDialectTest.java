package dev.sluice.wire.baidu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.wire.Heard;
import dev.sluice.wire.chat.Annotation;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.FinishReason;
import dev.sluice.wire.chat.FinishReason.Standard;
import dev.sluice.wire.chat.Written;
import dev.sluice.wire.openai.OpenAiDialect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BaiduDialectTest {
    private final BaiduDialect dialect = new BaiduDialect();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Written write(String call) {
        return dialect.writeCall(new OpenAiDialect().readCall(bytes(call.replace('\'', '"'))));
    }

    private static String text(Written written) {
        return new String(written.body(), StandardCharsets.UTF_8).replace('"', '\'');
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {'role':'user','content':'a'} | {'role':'user','content':'a'}
                    {'role':'user','content':'a'},{'role':'user','content':'b'} | {'role':'user','content':'a\\nb'}
                    {'role':'assistant','content':'a'},{'role':'user','content':'b'} | {'role':'user','content':'hi'},{'role':'assistant','content':'a'},{'role':'user','content':'b'}
                    {'role':'user','content':'a'},{'role':'assistant','content':'b'} | {'role':'user','content':'a'},{'role':'assistant','content':'b'},{'role':'user','content':'continue'}
                    {'role':'assistant','content':'a'} | {'role':'user','content':'hi'},{'role':'assistant','content':'a'},{'role':'user','content':'continue'}
                    {'role':'user','content':''} | {'role':'user','content':'.'}
                    """)
    void repairsTheConversation(String messages, String expected) {
        Written written = write("{'model':'m','messages':[" + messages + "]}");
        assertEquals("{'messages':[" + expected + "]}", text(written));
        assertEquals(List.of(), written.dropped());
    }

    @Test
    void hoistsInstructions() {
        assertEquals(
                "{'messages':[{'role':'user','content':'hi'}],'system':'a\\n\\nb'}",
                text(
                        write(
                                "{'messages':[{'role':'system','content':'a'},{'role':'developer','content':'b'}]}")));
        assertEquals(
                "{'messages':[{'role':'user','content':'u\\nlate'}],'system':'a'}",
                text(
                        write(
                                "{'messages':[{'role':'system','content':'a'},{'role':'user','content':'u'},{'role':'system','content':'late'}]}")));
    }

    @Test
    void tellsSeveralCallsOneAfterTheOther() {
        Written written =
                write(
                        """
                        {'messages':[{'role':'user','content':'u'},
                        {'role':'assistant','content':'wait','tool_calls':[{'id':'1','type':'function','function':{'name':'f','arguments':'{}'}},{'id':'2','type':'function','function':{'name':'g','arguments':''}}]},
                        {'role':'tool','tool_call_id':'2','content':'G'},{'role':'tool','tool_call_id':'1','content':'F'},
                        {'role':'user','content':'and?'}],
                        'tools':[{'type':'function','function':{'name':'f'}}],'tool_choice':'auto'}\
                        """);
        assertEquals(
                "{'messages':[{'role':'user','content':'u'},"
                    + "{'role':'assistant','content':'wait','function_call':{'name':'f','arguments':'{}'}},"
                    + "{'role':'function','name':'f','content':'F'},"
                    + "{'role':'assistant','content':'','function_call':{'name':'g','arguments':'{}'}},"
                    + "{'role':'function','name':'g','content':'G'},"
                    + "{'role':'assistant','content':'ok'},{'role':'user','content':'and?'}],"
                    + "'functions':[{'name':'f','description':'f','parameters':{'type':'object','properties':{}}}]}",
                text(written));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    'stream':true           | ,'stream':true |
                    'temperature':0         | ,'temperature':0.01 |
                    'temperature':1.5       | ,'temperature':1 |
                    'temperature':0.70      | ,'temperature':0.70 |
                    'top_p':1               | ,'top_p':1 |
                    'max_tokens':1          | ,'max_output_tokens':2 |
                    'stop':['a','b','c','d','e'] | ,'stop':['a','b','c','d'] | stop[4]
                    'user':'u'              | ,'user_id':'u' |
                    'penalty_score':1.2     | ,'penalty_score':1.2 |
                    'internet':true         | ,'disable_search':false,'enable_trace':true |
                    'internet':false        | ,'disable_search':true |
                    'seed':1                | | seed
                    'n':2                   | | n
                    'n':1                   | |
                    'presence_penalty':1    | | presence_penalty
                    'response_format':{'type':'json_object'} | ,'response_format':'json_object' |
                    'tool_choice':'none','tools':[{'type':'function','function':{'name':'f'}}] | |
                    'foo':1                 | | foo
                    """)
    void writesParameters(String said, String expected, String dropped) {
        Written written = write("{'messages':[{'role':'user','content':'u'}]," + said + "}");
        assertEquals(
                "{'messages':[{'role':'user','content':'u'}]"
                        + (expected == null ? "" : expected)
                        + "}",
                text(written));
        assertEquals(dropped == null ? List.of() : List.of(dropped), written.dropped());
    }

    @Test
    void refusesPictures() {
        ApiException e =
                assertThrows(
                        ApiException.class,
                        () ->
                                write(
                                        "{'messages':[{'role':'user','content':[{'type':'text','text':'a'},{'type':'image_url','image_url':{'url':'https://x.test/'}}]}]}"));
        assertEquals("messages[0].content[1]", e.error().param());
        assertEquals(400, e.error().status());
    }

    @ParameterizedTest
    @CsvSource({
        "'\"finish_reason\":\"normal\"', STOP",
        "'\"is_truncated\":true', LENGTH",
        "'\"need_clear_history\":true,\"ban_round\":-1', SENSITIVE",
        "'\"flag\":2,\"finish_reason\":\"normal\"', SENSITIVE",
        "'\"flag\":0', STOP",
        "'\"finish_reason\":\"content_filter\"', SENSITIVE"
    })
    void readsWhyItStopped(String member, Standard expected) {
        String body =
                "{\"id\":\"as-1\",\"created\":1700000000,\"result\":\"Hi\","
                        + member
                        + ",\"usage\":{\"prompt_tokens\":2,\"completion_tokens\":1,\"total_tokens\":3}}";
        ChatReply reply = dialect.readReply(bytes(body));
        assertEquals(expected, reply.choices().getFirst().finish());
        assertEquals("Hi", reply.choices().getFirst().message().text());
        assertEquals("as-1 1700000000", reply.id() + " " + reply.created());
        assertEquals(3, Objects.requireNonNull(reply.usage()).total());
    }

    @Test
    void readsACallAndSources() {
        ChatReply reply =
                dialect.readReply(
                        bytes(
                                """
                                {"id":"as-2","result":"","finish_reason":"function_call","function_call":{"name":"f","thoughts":"t","arguments":"{\\"a\\":1}"},
                                "search_info":{"search_results":[{"index":1,"url":"https://x.test/","title":"T"}]}}\
                                """));
        ChatReply.Choice choice = reply.choices().getFirst();
        assertEquals(Standard.TOOL_CALLS, choice.finish());
        assertEquals("{\"a\":1}", choice.message().toolCalls().getFirst().arguments());
        assertEquals(
                List.of(new Annotation.UrlCitation("https://x.test/", "T", 0, 0, Extras.NONE)),
                choice.message().annotations());
        String written =
                new String(new OpenAiDialect().writeReply(reply).body(), StandardCharsets.UTF_8);
        assertEquals(true, written.contains("\"id\":\"call_"), "a client needs an id");
        ChatReply other = dialect.readReply(bytes("{\"result\":\"x\",\"finish_reason\":\"odd\"}"));
        assertEquals(new FinishReason.Other("odd"), other.choices().getFirst().finish());
    }

    @ParameterizedTest
    @CsvSource({
        "1,500",
        "2,503",
        "3,404",
        "4,429",
        "6,502",
        "13,502",
        "14,502",
        "17,429",
        "18,429",
        "19,429",
        "100,502",
        "110,502",
        "111,502",
        "336000,500",
        "336001,400",
        "336003,400",
        "336100,429",
        "336103,400",
        "336501,429",
        "999999,502"
    })
    void readsErrorsInsideASuccess(String code, int status) {
        byte[] body =
                bytes("{\"error_code\":" + code + ",\"error_msg\":\"words\",\"id\":\"as-1\"}");
        ApiException e = assertThrows(ApiException.class, () -> dialect.readReply(body));
        assertEquals(status, e.error().status());
        assertEquals(e.error(), dialect.readError(200, body));
        String told = "[failed " + status + " " + e.error().code() + "]";
        String stream = "data: " + new String(body, StandardCharsets.UTF_8) + "\n\n";
        assertEquals(told, Heard.told(Heard.events(dialect.newStreamReader(), stream)));
    }

    @ParameterizedTest
    @CsvSource({
        "110,upstream_auth",
        "111,upstream_auth",
        "17,insufficient_quota",
        "19,insufficient_quota",
        "336103,context_length_exceeded"
    })
    void namesErrors(String code, String word) {
        byte[] body = bytes("{\"error_code\":" + code + ",\"error_msg\":\"words\"}");
        assertEquals(word, dialect.readError(200, body).code());
    }

    @Test
    void readsErrorsOfAnyShape() {
        assertEquals(502, dialect.readError(502, bytes("<html>")).status());
        assertThrows(ApiException.class, () -> dialect.readReply(bytes("{}")));
        assertThrows(ApiException.class, () -> dialect.readReply(bytes("what")));
    }

    private List<ChatEvent> heard(String body) {
        List<ChatEvent> whole = Heard.events(dialect.newStreamReader(), body);
        for (int cut = 1; cut < bytes(body).length; cut++) {
            assertEquals(whole, Heard.events(dialect.newStreamReader(), body, cut));
        }
        return whole;
    }

    private static String frame(String members) {
        return "data: {\"id\":\"as-1\",\"created\":1700000000,\"is_truncated\":false,"
                + members
                + "}\n\n";
    }

    @Test
    void readsStreams() {
        String body =
                frame(
                                "\"sentence_id\":0,\"is_end\":false,\"result\":\"你\",\"need_clear_history\":false")
                        + frame(
                                "\"sentence_id\":1,\"is_end\":true,\"result\":\"lo\",\"finish_reason\":\"normal\",\"usage\":{\"prompt_tokens\":2,\"completion_tokens\":2,\"total_tokens\":4}");
        List<ChatEvent> events = heard(body);
        assertEquals("[as-1]你lo[0 STOP]", Heard.told(events));
        assertEquals("2/2", Heard.metered(events));
        String cut = frame("\"is_end\":false,\"result\":\"Hel\"");
        assertEquals("[as-1]Hel[failed 502 upstream_error]", Heard.told(heard(cut)));
        String silent = cut + frame("\"is_end\":true,\"result\":\"\"");
        assertEquals("[as-1]Hel[0 STOP]", Heard.told(heard(silent)));
        String banned =
                frame(
                        "\"is_end\":true,\"result\":\"No.\",\"need_clear_history\":true,\"finish_reason\":\"normal\"");
        assertEquals("[as-1]No.[0 SENSITIVE]", Heard.told(heard(banned)));
        String calls =
                frame(
                        "\"is_end\":true,\"result\":\"\",\"function_call\":{\"name\":\"f\",\"arguments\":\"{}\"}");
        assertEquals("[as-1][call 0  f]{}[0 TOOL_CALLS]", Heard.told(heard(calls)));
        assertEquals(
                "[failed 502 upstream_error]",
                Heard.told(Heard.events(dialect.newStreamReader(), "")));
    }
}
