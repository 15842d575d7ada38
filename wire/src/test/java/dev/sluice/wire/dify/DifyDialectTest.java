package dev.sluice.wire.dify;

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

final class DifyDialectTest {
    private final DifyDialect dialect = new DifyDialect("gateway");

    @Test
    void oneQuestionIsAskedAsItIs() {
        assertEquals(
                "{'inputs':{},'query':'hi','response_mode':'streaming','user':'gateway',"
                        + "'auto_generate_name':false}",
                Told.body(Told.written(dialect, "{'messages':[{'role':'user','content':'hi'}]}")));
    }

    @Test
    void aConversationIsFlattened() {
        Written written =
                Told.written(
                        dialect,
                        "{'messages':[{'role':'system','content':'Rhyme.'},{'role':'user','content':"
                            + "'one'},{'role':'assistant','content':'two'},{'role':'user',"
                            + "'content':[{'type':'text','text':'see'},{'type':'image_url',"
                            + "'image_url':{'url':'https://x/y.png'}}]}],'user':'me','seed':1,"
                            + "'inputs':{'a':'b'},'tools':[{'type':'function','function':"
                            + "{'name':'f'}}]}");
        assertEquals(
                "{'inputs':{'a':'b'},'query':'Rhyme.\\nUSER: one\\nASSISTANT: two\\nUSER: see',"
                        + "'response_mode':'streaming','user':'me','files':[{'type':'image',"
                        + "'transfer_method':'remote_url','url':'https://x/y.png'}],"
                        + "'auto_generate_name':false}",
                Told.body(written));
        assertEquals(List.of("seed", "tools"), written.dropped());
    }

    @Test
    void aKeptConversationIsOnlyContinued() {
        assertEquals(
                "{'inputs':{},'query':'three','response_mode':'streaming','user':'gateway',"
                        + "'conversation_id':'c','auto_generate_name':false}",
                Told.body(
                        Told.written(
                                dialect,
                                "{'messages':[{'role':'user','content':'one'},{'role':'assistant',"
                                        + "'content':'two'},{'role':'user','content':'three'}],"
                                        + "'conversation_id':'c'}")));
    }

    @Test
    void inlinePicturesAreRefused() {
        String call =
                "{'messages':[{'role':'user','content':[{'type':'image_url','image_url':"
                        + "{'url':'data:image/png;base64,AA=='}}]}]}";
        ApiError error =
                assertThrows(ApiException.class, () -> Told.written(dialect, call)).error();
        assertEquals("messages[0].content[0]", error.param());
    }

    private static String event(String name, String members) {
        return "data: "
                + ("{'event':'" + name + "','task_id':'t','message_id':'m'," + members + "}")
                        .replace('\'', '"')
                + "\n\n";
    }

    private void reads(String stream, String... events) {
        byte[] bytes = stream.getBytes(UTF_8);
        for (int at = 0; at <= bytes.length; at++) {
            assertEquals(List.of(events), Told.cut(dialect, Framing.EVENTS, bytes, at));
        }
    }

    private static final String END =
            event(
                    "message_end",
                    "'metadata':{'usage':{'prompt_tokens':3,'completion_tokens':1,'total_tokens':"
                            + "4},'retriever_resources':[{'position':1,'document_name':'Handbook',"
                            + "'content':'...'},null]}");

    @Test
    void aChatEndsWithUsageAndSources() {
        reads(
                event("workflow_started", "'data':{}")
                        + "event: ping\n\n"
                        + event("message", "'answer':'H','created_at':1700000000")
                        + event("agent_thought", "'thought':'hm','answer':'no'")
                        + event("agent_message", "'answer':'i'")
                        + event(
                                "message_file",
                                "'id':'f','type':'image','belongs_to':'assistant','url':'https://x/y'")
                        + event("node_finished", "'data':{'status':'succeeded','text':'no'}")
                        + END
                        + event("tts_message_end", "'audio':''"),
                "start m 1700000000",
                "text H",
                "text i",
                "text ![image](https://x/y)",
                "source  Handbook",
                "usage 3/1",
                "end STOP");
    }

    @Test
    void aReplacedAnswerIsFiltered() {
        String replaced =
                event("message", "'answer':'Bad'")
                        + event("message_replace", "'answer':'Sorry'")
                        + event("message", "'answer':'more'");
        reads(replaced, "start m", "text Bad", "end CONTENT_FILTER");
        reads(
                replaced + END,
                "start m",
                "text Bad",
                "source  Handbook",
                "usage 3/1",
                "end CONTENT_FILTER");
    }

    @Test
    void aWorkflowEndsWhenItHasSucceeded() {
        String chunk = event("text_chunk", "'data':{'text':'Hi'}");
        reads(
                chunk + event("workflow_finished", "'data':{'status':'succeeded','outputs':{}}"),
                "start m",
                "text Hi",
                "end STOP");
        reads(
                chunk + event("workflow_finished", "'data':{'status':'failed','error':'node 2'}"),
                "start m",
                "text Hi",
                "fail 502 upstream_error");
        reads(chunk, "start m", "text Hi", "fail 502 upstream_error");
    }

    @ParameterizedTest
    @CsvSource({
        "400, invalid_param, 400, invalid_param",
        "400, app_unavailable, 503, app_unavailable",
        "400, provider_not_initialize, 502, upstream_auth",
        "400, provider_quota_exceeded, 429, insufficient_quota",
        "400, model_currently_not_support, 404, model_not_found",
        "400, completion_request_error, 502, completion_request_error",
        "401, unauthorized, 502, upstream_auth",
        "404, conversation_not_exists, 404, conversation_not_exists",
        "413, file_too_large, 413, request_too_large",
        "429, too_many_requests, 429, too_many_requests",
        "500, internal_server_error, 500, internal_server_error"
    })
    void errorsHaveTheirMeaning(int status, String code, int expected, String meant) {
        String members = "'code':'" + code + "','message':'why','status':" + status;
        ApiError error = dialect.readError(status, Told.bytes("{" + members + "}"));
        assertEquals(expected, error.status());
        assertEquals(meant, error.code());
        reads(event("error", members), "fail " + expected + " " + meant);
        assertEquals(
                expected,
                assertThrows(
                                ApiException.class,
                                () -> dialect.readReply(Told.bytes("{" + members + "}")))
                        .error()
                        .status());
    }

    @Test
    void otherBodiesAreErrorsToo() {
        assertEquals(502, dialect.readError(502, Told.bytes("<html>")).status());
        assertEquals(
                "upstream_error",
                assertThrows(ApiException.class, () -> dialect.readReply(Told.bytes("{}")))
                        .error()
                        .code());
        reads("data: nonsense\n\n", "fail 502 upstream_error");
        reads("data: {}\n\n", "fail 502 upstream_error");
    }
}
