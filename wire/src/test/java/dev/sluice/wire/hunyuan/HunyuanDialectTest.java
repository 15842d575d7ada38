package dev.sluice.wire.hunyuan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.wire.Heard;
import dev.sluice.wire.chat.Annotation;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.FinishReason.Standard;
import dev.sluice.wire.chat.Written;
import dev.sluice.wire.openai.OpenAiDialect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HunyuanDialectTest {
    private final HunyuanDialect dialect = new HunyuanDialect();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Written write(String call) {
        return dialect.writeCall(new OpenAiDialect().readCall(bytes(call.replace('\'', '"'))));
    }

    private static String text(Written written) {
        return new String(written.body(), StandardCharsets.UTF_8).replace('"', '\'');
    }

    @Test
    void writesAConversation() {
        Written written =
                write(
                        """
                        {'model':'hunyuan-vision','messages':[{'role':'system','content':'s'},
                        {'role':'user','content':[{'type':'text','text':'see'},{'type':'image_url','image_url':{'url':'data:image/png;base64,AA'}}]},
                        {'role':'assistant','content':null,'tool_calls':[{'id':'c1','type':'function','function':{'name':'f','arguments':'{}'}}]},
                        {'role':'tool','tool_call_id':'c1','content':'42'},{'role':'user','content':'so?'},
                        {'role':'assistant','content':'x'}]}\
                        """);
        assertEquals(
                "{'Model':'hunyuan-vision','Messages':[{'Role':'system','Content':'s'},"
                    + "{'Role':'user','Contents':[{'Type':'text','Text':'see'},"
                    + "{'Type':'image_url','ImageUrl':{'Url':'data:image/png;base64,AA'}}]},"
                    + "{'Role':'assistant','Content':'','ToolCalls':[{'Id':'c1','Type':'function','Function':{'Name':'f','Arguments':'{}'}}]},"
                    + "{'Role':'tool','ToolCallId':'c1','Content':'42'},"
                    + "{'Role':'assistant','Content':'ok'},{'Role':'user','Content':'so?'},"
                    + "{'Role':'assistant','Content':'x'},{'Role':'user','Content':'continue'}]}",
                text(written));
        assertEquals(List.of(), written.dropped());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    'stream':true           | ,'Stream':true |
                    'temperature':2         | ,'Temperature':2 |
                    'top_p':0.5             | ,'TopP':0.5 |
                    'seed':0                | ,'Seed':10000 |
                    'seed':10000            | ,'Seed':10000 |
                    'seed':42               | ,'Seed':42 |
                    'stop':'x'              | ,'Stop':['x'] |
                    'max_tokens':5          | | max_tokens
                    'user':'u'              | | user
                    'response_format':{'type':'json_object'} | | response_format
                    'response_format':{'type':'text'} | |
                    'internet':true         | ,'Citation':true,'EnableEnhancement':true,'ForceSearchEnhancement':true,'SearchInfo':true |
                    'internet':false        | ,'EnableEnhancement':false |
                    'enable_thinking':true  | ,'EnableThinking':true |
                    'reasoning_effort':'none' | ,'EnableThinking':false |
                    'tools':[{'type':'function','function':{'name':'f','description':'d','parameters':{}}}],'tool_choice':'auto' | ,'Tools':[{'Type':'function','Function':{'Name':'f','Description':'d','Parameters':'{}'}}],'ToolChoice':'auto' |
                    'tools':[{'type':'function','function':{'name':'f','parameters':{}}}],'tool_choice':'required' | ,'Tools':[{'Type':'function','Function':{'Name':'f','Parameters':'{}'}}],'ToolChoice':'custom','CustomTool':{'Type':'function','Function':{'Name':'f','Parameters':'{}'}} |
                    'foo':1                 | | foo
                    """)
    void writesParameters(String said, String expected, String dropped) {
        Written written =
                write("{'model':'m','messages':[{'role':'user','content':'u'}]," + said + "}");
        assertEquals(
                "{'Model':'m','Messages':[{'Role':'user','Content':'u'}]"
                        + (expected == null ? "" : expected)
                        + "}",
                text(written));
        assertEquals(dropped == null ? List.of() : List.of(dropped), written.dropped());
    }

    @Test
    void refusesSound() {
        ApiException e =
                assertThrows(
                        ApiException.class,
                        () ->
                                write(
                                        "{'messages':[{'role':'user','content':[{'type':'input_audio','input_audio':{'data':'AA','format':'wav'}}]}]}"));
        assertEquals("messages[0].content[0]", e.error().param());
    }

    @Test
    void readsAReply() {
        ChatReply reply =
                dialect.readReply(
                        bytes(
                                """
                                {"Response":{"Id":"h1","Created":1700000000,"Note":"n","Choices":[{"Index":0,"FinishReason":"sensitive","Message":{"Role":"assistant","Content":"Hi","ReasoningContent":"hm"}}],
                                "Usage":{"PromptTokens":3,"CompletionTokens":1,"TotalTokens":4},"SearchInfo":{"SearchResults":[{"Index":1,"Title":"T","Url":"u"}]},"RequestId":"r"}}\
                                """));
        ChatReply.Choice choice = reply.choices().getFirst();
        assertEquals("Hi", choice.message().text());
        assertEquals("hm", choice.message().reasoning());
        assertEquals(Standard.SENSITIVE, choice.finish());
        assertEquals(
                List.of(new Annotation.UrlCitation("u", "T", 0, 0, Extras.NONE)),
                choice.message().annotations());
        assertEquals("h1 1700000000", reply.id() + " " + reply.created());
        assertEquals(4, Objects.requireNonNull(reply.usage()).total());
        ChatReply call =
                dialect.readReply(
                        bytes(
                                """
                                {"Response":{"Choices":[{"FinishReason":"stop","Message":{"Content":"","ToolCalls":[{"Id":"c1","Type":"function","Function":{"Name":"f","Arguments":"{}"}}]}}],"RequestId":"r"}}\
                                """));
        assertEquals(Standard.TOOL_CALLS, call.choices().getFirst().finish());
        assertEquals("r", call.id());
    }

    @ParameterizedTest
    @CsvSource({
        "AuthFailure.SignatureFailure,502,upstream_auth",
        "RequestLimitExceeded,429,RequestLimitExceeded",
        "LimitExceeded.X,429,LimitExceeded.X",
        "FailedOperation.ResourcePackExhausted,429,insufficient_quota",
        "FailedOperation.FreeResourcePackExhausted,429,insufficient_quota",
        "FailedOperation.ServiceStopArrears,429,insufficient_quota",
        "InvalidParameterValue.Model,400,InvalidParameterValue.Model",
        "FailedOperation.EngineRequestTimeout,502,FailedOperation.EngineRequestTimeout",
        "FailedOperation.EngineServerError,502,FailedOperation.EngineServerError",
        "OperationDenied.TextIllegalDetected,400,content_filter",
        "InternalError,502,InternalError",
        "Other.Thing,502,Other.Thing"
    })
    void readsErrorsInsideASuccess(String code, int status, String word) {
        byte[] body =
                bytes(
                        "{\"Response\":{\"Error\":{\"Code\":\""
                                + code
                                + "\",\"Message\":\"words\"},\"RequestId\":\"x\"}}");
        ApiException e = assertThrows(ApiException.class, () -> dialect.readReply(body));
        assertEquals(status + " " + word, e.error().status() + " " + e.error().code());
        assertEquals(e.error(), dialect.readError(200, body));
    }

    private List<ChatEvent> heard(String body) {
        List<ChatEvent> whole = Heard.events(dialect.newStreamReader(), body);
        for (int cut = 1; cut < bytes(body).length; cut++) {
            assertEquals(whole, Heard.events(dialect.newStreamReader(), body, cut));
        }
        return whole;
    }

    private static String frame(String delta, String finish) {
        return "data: {\"Note\":\"n\",\"Choices\":[{\"Delta\":{\"Role\":\"assistant\","
                + delta
                + "},\"FinishReason\":\""
                + finish
                + "\"}],\"Created\":1700000000,\"Id\":\"h1\",\"Usage\":{\"PromptTokens\":3,"
                + "\"CompletionTokens\":1,\"TotalTokens\":4}}\n\n";
    }

    @Test
    void readsStreams() {
        List<ChatEvent> events =
                heard(
                        frame("\"ReasoningContent\":\"hm\",\"Content\":\"\"", "")
                                + frame("\"Content\":\"Hi\"", "")
                                + frame("\"Content\":\"\"", "stop"));
        assertEquals("[h1](hm)Hi[0 STOP]", Heard.told(events));
        assertEquals("3/1", Heard.metered(events));
        assertEquals(
                "[h1][call 0 c1 f]{\"a\":1}[0 TOOL_CALLS]",
                Heard.told(
                        heard(
                                frame(
                                                "\"ToolCalls\":[{\"Index\":0,\"Id\":\"c1\",\"Type\":\"function\",\"Function\":{\"Name\":\"f\",\"Arguments\":\"{\\\"a\\\"\"}}]",
                                                "")
                                        + frame(
                                                "\"ToolCalls\":[{\"Index\":0,\"Id\":\"c1\",\"Function\":{\"Arguments\":\":1}\"}}]",
                                                "tool_calls")
                                        + "data: [DONE]\n\n")));
        assertEquals(
                "[h1]Hi[0 SENSITIVE]", Heard.told(heard(frame("\"Content\":\"Hi\"", "sensitive"))));
        assertEquals(
                "[h1]Hi[failed 502 upstream_error]",
                Heard.told(heard(frame("\"Content\":\"Hi\"", ""))));
        assertEquals(
                "[h1]Hi[failed 502 4001]",
                Heard.told(
                        heard(
                                frame("\"Content\":\"Hi\"", "")
                                        + "data:"
                                        + " {\"Id\":\"h1\",\"ErrorMsg\":{\"Msg\":\"engine\",\"Code\":4001}}\n\n")));
    }

    @Test
    void readsErrorsOfAnyShape() {
        assertEquals(503, dialect.readError(503, bytes("<html>")).status());
        assertThrows(ApiException.class, () -> dialect.readReply(bytes("{\"Response\":{}}")));
        assertThrows(ApiException.class, () -> dialect.readReply(bytes("")));
    }
}
