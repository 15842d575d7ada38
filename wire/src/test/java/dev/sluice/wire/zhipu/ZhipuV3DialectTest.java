package dev.sluice.wire.zhipu;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.wire.Frayed;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.FinishReason.Standard;
import dev.sluice.wire.chat.Usage;
import dev.sluice.wire.chat.Written;
import dev.sluice.wire.frames.Framing;
import dev.sluice.wire.openai.OpenAiDialect;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZhipuV3DialectTest {
    private final ZhipuV3Dialect dialect = new ZhipuV3Dialect();

    private Written written(String chat) {
        String body =
                chat.replace('\'', '"')
                        .replace(
                                "{HI",
                                "{'messages':[{'role':'user','content':'hi'}]".replace('\'', '"'));
        return dialect.writeCall(new OpenAiDialect().readCall(body.getBytes(UTF_8)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{HI}|,|",
                "{HI,'temperature':0.951}|,'temperature':0.95,|",
                "{HI,'temperature':0}|,'temperature':0.01,|",
                "{HI,'temperature':2}|,'temperature':1.00,|",
                "{HI,'top_p':0.7}|,'top_p':0.70,|",
                "{HI,'top_p':1}|,|top_p",
                "{HI,'top_p':0.999}|,'top_p':0.99,|",
                "{HI,'top_p':0}|,'top_p':0.01,|",
                "{HI,'stream':true}|,'incremental':true,|",
                "{HI,'request_id':'abcdef'}|,'request_id':'abcdef',|",
                "{HI,'internet':false}|,|",
                "{HI,'internet':true}|,|internet",
                "{HI,'max_tokens':9,'stop':'x','n':1,'user':'u'}|,|max_tokens stop user"
            })
    void writesTwoParametersAndNamesTheRest(String chat, String expected, String dropped) {
        Written written = written(chat);
        String rest = expected.replace('\'', '"');
        assertEquals(
                "{\"prompt\":[{\"role\":\"user\",\"content\":\"hi\"}]"
                        + rest.substring(0, rest.length() - 1)
                        + "}",
                new String(written.body(), UTF_8));
        assertEquals(dropped == null ? "" : dropped, String.join(" ", written.dropped()));
    }

    @Test
    void makesTheModelAgreeToInstructions() {
        Written written =
                written(
                        "{'messages':[{'role':'system','content':'Be brief.'},{'role':'user',"
                                + "'content':[{'type':'text','text':'a'},{'type':'text','text':'b'}"
                                + "]},{'role':'assistant','content':'c'},{'role':'user','content':"
                                + "'d'}]}");
        assertEquals(
                "{'prompt':[{'role':'user','content':'You need to follow the system settings:Be"
                        + " brief.'},{'role':'assistant','content':'ok'},{'role':'user','content':"
                        + "'a\\nb'},{'role':'assistant','content':'c'},{'role':'user','content':"
                        + "'d'}]}",
                new String(written.body(), UTF_8).replace('"', '\''));
        assertEquals(List.of(), written.dropped());
    }

    @Test
    void saysWhatToolsAnsweredAndNamesTheirCalls() {
        Written written =
                written(
                        "{'messages':[{'role':'user','content':'w?'},{'role':'assistant','content':"
                            + "null,'tool_calls':[{'id':'1','type':'function','function':{'name':"
                            + "'f','arguments':'{}'}}]},{'role':'tool','tool_call_id':'1',"
                            + "'content':'sun'}],'tools':[{'type':'function','function':{'name':"
                            + "'f'}}]}");
        assertEquals(
                "{'prompt':[{'role':'user','content':'w?\\nf: sun'}]}",
                new String(written.body(), UTF_8).replace('"', '\''));
        assertEquals(List.of("messages[1].tool_calls", "tools"), written.dropped());
    }

    @Test
    void refusesPictures() {
        var thrown =
                assertThrows(
                        ApiException.class,
                        () ->
                                written(
                                        "{'messages':[{'role':'user','content':[{'type':'image_url',"
                                            + "'image_url':{'url':'https://a/b'}}]}]}"));
        assertEquals(400, thrown.error().status());
        assertEquals("messages[0].content[0]", thrown.error().param());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"\\\" hi\\\\n there\\\"\"|hi~ there",
                "\"plain\"|plain",
                "\"\\\"a\\\" and \\\"b\\\"\"|\"a\" and \"b\""
            })
    void takesTheTextOutOfItsLiteral(String content, String expected) {
        String body =
                "{\"code\":200,\"msg\":\"ok\",\"success\":true,\"data\":{\"task_id\":\"7\","
                    + "\"request_id\":\"r1\",\"task_status\":\"SUCCESS\",\"choices\":[{\"role\":"
                    + "\"assistant\",\"content\":"
                        + content
                        + "}],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2,"
                        + "\"total_tokens\":5}}}";
        ChatReply reply = dialect.readReply(body.getBytes(UTF_8));
        assertEquals(expected.replace('~', '\n'), reply.choices().getFirst().message().text());
        assertEquals(Standard.STOP, reply.choices().getFirst().finish());
        assertEquals("r1", reply.id());
        assertEquals(Usage.of(3, 2), reply.usage());
    }

    @ParameterizedTest
    @CsvSource({
        "1002,502,upstream_auth",
        "1112,502,upstream_auth",
        "1113,429,insufficient_quota",
        "1309,429,insufficient_quota",
        "1302,429,rate_limit_exceeded",
        "1234,500,upstream_error",
        "1214,400,1214",
        "1211,404,model_not_found",
        "1220,502,upstream_auth",
        "1261,400,context_length_exceeded",
        "1301,400,content_filter",
        "9999,502,9999"
    })
    void knowsWhatItsCodesMean(String code, int status, String expected) {
        String v3 = "{\"code\":" + code + ",\"msg\":\"words\",\"success\":false}";
        var thrown = assertThrows(ApiException.class, () -> dialect.readReply(v3.getBytes(UTF_8)));
        String v4 = "{\"error\":{\"code\":\"" + code + "\",\"message\":\"words\"}}";
        for (ApiError error : List.of(thrown.error(), ZhipuErrors.read(200, v4.getBytes(UTF_8)))) {
            assertEquals(status, error.status());
            assertEquals(expected, error.code());
        }
    }

    private List<ChatEvent> events(String stream) {
        return Frayed.read(dialect, Framing.RAW_EVENTS, stream);
    }

    private static ChatEvent started(String id) {
        return new ChatEvent.Started("zhipu-v3", id, 0, "", Extras.NONE);
    }

    @Test
    void readsEventsOfRawText() {
        assertEquals(
                List.of(
                        started("70"),
                        new ChatEvent.TextDelta(0, "Hel"),
                        new ChatEvent.TextDelta(0, "lo\n\n 你"),
                        new ChatEvent.TextDelta(0, "\n"),
                        new ChatEvent.TextDelta(0, " good"),
                        new ChatEvent.Metered(Usage.of(3, 2)),
                        new ChatEvent.Finished(0, Standard.STOP)),
                events(
                        "event: add\nid: 70\ndata: Hel\n\n"
                                + "event: add\nid: 70\ndata: lo\ndata:\ndata:  你\n\n"
                                + "event: add\nid: 70\ndata:\n\n"
                                + "event: add\nid: 70\ndata:  good\n\n"
                                + "event: finish\nid: 70\ndata: \nmeta: {\"request_id\":\"r\","
                                + "\"task_status\":\"SUCCESS\",\"usage\":{\"prompt_tokens\":3,"
                                + "\"completion_tokens\":2,\"total_tokens\":5}}\n\n"));
    }

    @Test
    void anInterruptionIsASensitiveEnd() {
        assertEquals(
                List.of(
                        started("1"),
                        new ChatEvent.TextDelta(0, "a"),
                        new ChatEvent.Finished(0, Standard.SENSITIVE)),
                events(
                        "event: add\r\nid: 1\r\ndata: a\r\n\r\n"
                                + "event: interrupted\r\nid: 1\r\ndata: withheld\r\n\r\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "event: error~data: {\"code\":1301,\"msg\":\"no\"}~~|400",
                "event: error~data: broken~~|502",
                "{\"code\":1113,\"msg\":\"empty\",\"success\":false}|429",
                "event: add~data: a~~|502"
            })
    void failuresAreToldAsSuch(String stream, int status) {
        List<ChatEvent> events = events(stream.replace('~', '\n'));
        var failed = assertInstanceOf(ChatEvent.Failed.class, events.getLast());
        assertEquals(status, failed.error().status());
    }
}
