package dev.sluice.wire.coze;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.wire.Told;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.Written;
import dev.sluice.wire.frames.Framing;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CozeDialectTest {
    private final CozeDialect dialect = new CozeDialect("7");

    @Test
    void theConversationBecomesMessages() {
        Written written =
                Told.written(
                        dialect,
                        "{'messages':[{'role':'system','content':'Rhyme.'},{'role':'user','content':"
                            + "'one'},{'role':'assistant','content':'two'},{'role':'user',"
                            + "'content':[{'type':'text','text':'see'},{'type':'image_url',"
                            + "'image_url':{'url':'https://x/y.png'}}]}],'user':'me','stream':true,"
                            + "'internet':true,'temperature':1,'custom_variables':{'a':'b'}}");
        assertEquals(
                "{'bot_id':'7','user_id':'me','stream':true,'additional_messages':[{'role':'user',"
                    + "'type':'question','content':'Rhyme.\\n\\none','content_type':'text'},"
                    + "{'role':'assistant','type':'answer','content':'two','content_type':'text'},"
                    + "{'role':'user','type':'question','content':'[{\\'type\\':\\'text\\',\\'text\\'"
                    + ":\\'see\\'},{\\'type\\':\\'image\\',\\'file_url\\':\\'https://x/y.png\\'}]',"
                    + "'content_type':'object_string'}],'custom_variables':{'a':'b'}}",
                Told.body(written));
        assertEquals(List.of("temperature", "internet"), written.dropped());
    }

    @Test
    void aKeptConversationIsOnlyContinued() {
        assertEquals(
                "{'bot_id':'9','user_id':'gateway','stream':true,'additional_messages':[{'role':"
                        + "'user','type':'question','content':'three','content_type':'text'}]}",
                Told.body(
                        Told.written(
                                dialect,
                                "{'model':'bot-9','messages':[{'role':'user','content':'one'},"
                                        + "{'role':'assistant','content':'two'},{'role':'user',"
                                        + "'content':'three'}],'conversation_id':'5'}")));
    }

    @Test
    void aBotIsNeeded() {
        var nobody = new CozeDialect(null);
        String call = "{%s'messages':[{'role':'user','content':'hi'}]}";
        ApiError error =
                assertThrows(ApiException.class, () -> Told.written(nobody, call.formatted("")))
                        .error();
        assertEquals("model", error.param());
        String body = Told.body(Told.written(nobody, call.formatted("'model':'42',")));
        assertEquals("{'bot_id':'42'", body.substring(0, 14));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'type':'image_url','image_url':{'url':'data:image/png;base64,AA=='}}",
                "{'type':'input_audio','input_audio':{'data':'AA==','format':'wav'}}",
                "{'type':'file','file':{'file_id':'f'}}"
            })
    void whatCannotBeShownIsRefused(String part) {
        String call = "{'messages':[{'role':'user','content':[" + part + "]}]}";
        ApiError error =
                assertThrows(ApiException.class, () -> Told.written(dialect, call)).error();
        assertEquals(400, error.status());
        assertEquals("messages[0].content[0]", error.param());
    }

    private static String event(String name, String data) {
        return "event:" + name + "\ndata:" + data.replace('\'', '"') + "\n\n";
    }

    private static String message(String event, String type, String more) {
        return event(
                "conversation.message." + event,
                "{'id':'1','chat_id':'4','role':'assistant','type':'" + type + "'," + more + "}");
    }

    private void reads(String stream, String... events) {
        byte[] bytes = stream.getBytes(UTF_8);
        for (int at = 0; at <= bytes.length; at++) {
            assertEquals(List.of(events), Told.cut(dialect, Framing.EVENTS, bytes, at));
        }
    }

    private static final String COMPLETED =
            event(
                    "conversation.chat.completed",
                    "{'id':'4','status':'completed','usage':{'token_count':5,'output_count':2,"
                            + "'input_count':3}}");
    private static final String DONE = event("done", "'[DONE]'");

    @Test
    void onlyTheAnswerIsSaidAndOnlyOnce() {
        reads(
                event(
                                "conversation.chat.created",
                                "{'id':'4','created_at':1700000000,'usage':{'token_count':0}}")
                        + message("completed", "function_call", "'content':'{}'")
                        + message("delta", "answer", "'reasoning_content':'hm'")
                        + message("delta", "answer", "'content':'H'")
                        + message("delta", "answer", "'content':'i'")
                        + message("completed", "answer", "'content':'Hi'")
                        + message("completed", "follow_up", "'content':'And?'")
                        + COMPLETED
                        + DONE,
                "start 4 1700000000",
                "think hm",
                "text H",
                "text i",
                "usage 3/2",
                "end STOP");
    }

    @Test
    void anAnswerWithoutDeltasIsTakenWhole() {
        reads(
                message("completed", "answer", "'content':'Hi'") + COMPLETED + DONE,
                "start 4",
                "text Hi",
                "usage 3/2",
                "end STOP");
    }

    @Test
    void aRequiredActionIsToolCalls() {
        reads(
                event(
                                "conversation.chat.requires_action",
                                "{'id':'4','required_action':{'type':'submit_tool_outputs',"
                                    + "'submit_tool_outputs':{'tool_calls':[{'id':'c1','type':"
                                    + "'function','function':{'name':'weather','arguments':'{}'}}]}}}")
                        + DONE,
                "start 4",
                "call 0 c1 weather",
                "args 0 {}",
                "end TOOL_CALLS");
    }

    @Test
    void failuresAreNeverEnds() {
        reads(
                message("delta", "answer", "'content':'H'")
                        + event(
                                "conversation.chat.failed",
                                "{'id':'4','last_error':{'code':4028,'msg':'used up'}}")
                        + DONE,
                "start 4",
                "text H",
                "fail 429 insufficient_quota");
        reads(DONE, "fail 502 upstream_error");
        reads("", "fail 502 upstream_error");
        reads(event("error", "{'code':4013,'msg':'slow'}"), "fail 429 rate_limit_exceeded");
        reads(event("conversation.chat.canceled", "{'id':'4'}"), "fail 502 upstream_error");
        reads(event("conversation.message.delta", "nonsense"), "fail 502 upstream_error");
        reads("data:{\"code\":4015,\"msg\":\"x\"}\n\n", "fail 404 model_not_found");
    }

    @ParameterizedTest
    @CsvSource({
        "4000, 400, 4000",
        "4100, 502, upstream_auth",
        "700012006, 502, upstream_auth",
        "4101, 502, upstream_auth",
        "4009, 429, rate_limit_exceeded",
        "4013, 429, rate_limit_exceeded",
        "4015, 404, model_not_found",
        "4027, 429, insufficient_quota",
        "5000, 502, 5000",
        "12345, 502, 12345"
    })
    void envelopesWithACodeAreErrors(String code, int status, String meant) {
        byte[] body = Told.bytes("{'code':" + code + ",'msg':'why','detail':{'logid':'l'}}");
        ApiError error = assertThrows(ApiException.class, () -> dialect.readReply(body)).error();
        assertEquals(status, error.status());
        assertEquals(meant, error.code());
        assertEquals(502, dialect.readError(401, Told.bytes("<html>")).status());
    }
}
