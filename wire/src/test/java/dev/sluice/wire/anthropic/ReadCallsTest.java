package dev.sluice.wire.anthropic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.wire.Tree;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.Replay;
import dev.sluice.wire.chat.ReplyBuilder;
import dev.sluice.wire.chat.ReplyTerms;
import dev.sluice.wire.chat.Written;
import dev.sluice.wire.openai.OpenAiDialect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Anthropic's calls in OpenAI's words, and OpenAI's answers in Anthropic's. */
class ReadCallsTest {
    private final AnthropicDialect dialect = new AnthropicDialect();
    private final OpenAiDialect openAi = new OpenAiDialect();

    private static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    private static void same(String expected, byte[] found) {
        assertEquals(
                Tree.read(json(expected)),
                Tree.read(found),
                () -> new String(found, StandardCharsets.UTF_8));
    }

    @Test
    void aCallOfClaudeCode() {
        ChatCall call =
                dialect.readCall(
                        json(
                                "{'model':'m','max_tokens':32000,'stream':true,'system':["
                                    + "{'type':'text','text':'x-anthropic-billing-header:"
                                    + " cch=1;'},{'type':'text','text':'You are.','cache_control':"
                                    + "{'type':'ephemeral'}}],'metadata':{'user_id':'u'},"
                                    + "'thinking':{'type':'enabled','budget_tokens':10000},"
                                    + "'stop_sequences':['x'],'tool_choice':{'type':'any',"
                                    + "'disable_parallel_tool_use':true},'tools':[{'name':'f',"
                                    + "'description':'d','input_schema':{'$schema':'s',"
                                    + "'type':'object'}},{'type':'bash_20250124',"
                                    + "'name':'bash'}],'messages':[{'role':'user','content':'a'},"
                                    + "{'role':'assistant','content':["
                                    + "{'type':'thinking','thinking':'hm','signature':'s'},"
                                    + "{'type':'text','text':'b'},"
                                    + "{'type':'tool_use','id':'t1','name':'f','input':"
                                    + "{'x':1}}]},{'role':'user','content':["
                                    + "{'type':'tool_result','tool_use_id':'t1','is_error':true,"
                                    + "'content':[{'type':'text','text':'r'},"
                                    + "{'type':'image','source':{'type':'base64','media_type':"
                                    + "'image/png','data':'QQ=='}}]},"
                                    + "{'type':'text','text':'reminder'}]}]}"));
        Written written = openAi.writeCall(call);
        same(
                "{'model':'m','messages':[{'role':'system','content':[{'type':'text','text':"
                        + "'You are.'}]},{'role':'user','content':'a'},{'role':'assistant',"
                        + "'content':'b','reasoning_content':'hm','tool_calls':[{'id':'t1',"
                        + "'type':'function','function':{'name':'f','arguments':'{\\'x\\':1}'}}]},"
                                .replace("\\'", "\\\"")
                        + "{'role':'tool','tool_call_id':'t1','content':'Error:"
                        + " r'},{'role':'user','content':[{'type':'text','text':'What tool call t1"
                        + " shows:'},{'type':'image_url','image_url':{'url':"
                        + "'data:image/png;base64,QQ=='}},{'type':'text','text':'reminder'}]}],"
                        + "'max_tokens':32000,'stop':['x'],'stream':true,'stream_options':"
                        + "{'include_usage':true},'reasoning_effort':'medium','user':'u','tools':["
                        + "{'type':'function','function':{'name':'f','description':'d','parameters':"
                        + "{'type':'object'}}}],'parallel_tool_calls':false,"
                        + "'tool_choice':'required'}",
                written.body());
        assertTrue(written.dropped().contains("tools[1]"), written.dropped().toString());
        var again =
                Tree.object(
                        Tree.read(dialect.writeCall(call.withModel("claude-sonnet-4-0")).body()));
        String text = String.valueOf(again);
        assertTrue(text.contains("x-anthropic-billing-header: cch=1;"), text);
        assertTrue(text.contains("signature=s"), text);
        assertTrue(text.contains("tool_use_id=t1, content=r, is_error=true"), text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|messages",
                "{'messages':[]}|messages",
                "{'messages':[{'content':'a'}]}|messages[0].role",
                "{'messages':[{'role':'tool','content':'a'}]}|messages[0].role",
                "{'messages':[{'role':'user'}]}|messages[0].content",
                "{'max_tokens':'x','messages':[{'role':'user','content':'a'}]}|max_tokens",
                "{'tools':[{}],'messages':[{'role':'user','content':'a'}]}|tools[0].name",
                "[]|",
                "nonsense|"
            })
    void badCallsNameTheMember(String body, String param) {
        ApiError error =
                assertThrows(ApiException.class, () -> dialect.readCall(json(body))).error();
        assertEquals(400, error.status());
        assertEquals(param, error.param());
    }

    @Test
    void documentsAndFormats() {
        ChatCall call =
                dialect.readCall(
                        json(
                                "{'model':'claude-opus-4-8','output_config':{'effort':'high',"
                                        + "'format':{'type':'json_schema','schema':{'type':"
                                        + "'object'}}},'messages':[{'role':'user','content':["
                                        + "{'type':'document','source':{'type':'text','media_type':"
                                        + "'text/plain','data':'words'},'title':'T'},"
                                        + "{'type':'document','source':{'type':'url','url':"
                                        + "'https://h/a.pdf'}},"
                                        + "{'type':'search_result','source':'S','title':'N',"
                                        + "'content':[{'type':'text','text':'found'}]}]},"
                                        + "{'role':'system','content':'mind'}]}"));
        assertEquals("T\nwordsN\nS\nfound", call.messages().getFirst().text());
        assertEquals("high", call.output().reasoningEffort());
        var again = Tree.object(Tree.read(dialect.writeCall(call).body()));
        String text = String.valueOf(again.get("messages"));
        assertTrue(text.contains("{type=search_result, source=S"), text);
        assertTrue(text.contains("media_type=text/plain, data=words"), text);
        assertEquals(
                Tree.read(
                        json(
                                "{'effort':'high','format':{'type':'json_schema','schema':"
                                        + "{'type':'object'}}}")),
                again.get("output_config"));
        String other = new String(openAi.writeCall(call).body(), StandardCharsets.UTF_8);
        assertTrue(other.contains("\"json_schema\":{\"name\":\"output\""), other);
    }

    private static final String REPLY =
            "{'id':'msg_1','type':'message','role':'assistant','model':'claude-x','content':["
                    + "{'type':'thinking','thinking':'hm','signature':'sig'},"
                    + "{'type':'redacted_thinking','data':'x'},"
                    + "{'type':'server_tool_use','id':'s','name':'web_search','input':{}},"
                    + "{'type':'text','text':'It is '},{'type':'text','text':'so.','citations':["
                    + "{'type':'web_search_result_location','url':'https://u','title':'T',"
                    + "'cited_text':'c','encrypted_index':'e'}]}],'stop_reason':'pause_turn',"
                    + "'stop_sequence':null,'usage':{'input_tokens':10,"
                    + "'cache_creation_input_tokens':2,'cache_read_input_tokens':3,"
                    + "'output_tokens':9,'output_tokens_details':{'thinking_tokens':4}}}";

    @Test
    void aReplyForClientsOfOpenAi() {
        ChatReply reply = dialect.readReply(json(REPLY));
        Written written = openAi.writeReply(reply);
        same(
                "{'id':'msg_1','object':'chat.completion','created':0,'model':'claude-x',"
                        + "'choices':[{'index':0,'message':{'role':'assistant','content':"
                        + "'It is so.','refusal':null,'reasoning_content':'hm','annotations':["
                        + "{'type':'url_citation','url_citation':{'start_index':6,'end_index':9,"
                        + "'url':'https://u','title':'T'}}],'reasoning_details':["
                        + "{'type':'reasoning.text','text':'hm','signature':'sig'},"
                        + "{'type':'reasoning.encrypted','data':'x'}]},'logprobs':null,"
                        + "'finish_reason':'stop'}],'usage':{'prompt_tokens':15,"
                        + "'completion_tokens':9,'total_tokens':24,'prompt_tokens_details':"
                        + "{'cached_tokens':3,'cache_write_tokens':2,'audio_tokens':0},"
                        + "'completion_tokens_details':{'reasoning_tokens':4,'audio_tokens':0}}}",
                written.body());
        same(REPLY, dialect.writeReply(reply).body());
        // Told as a stream and put together again, the proofs are still there.
        var builder = new ReplyBuilder();
        Replay.of(reply).forEach(builder::take);
        String again =
                new String(openAi.writeReply(builder.reply()).body(), StandardCharsets.UTF_8);
        assertTrue(again.contains("\"text\":\"hm\",\"signature\":\"sig\""), again);
    }

    @Test
    void aReplyOfOpenAiForClientsOfAnthropic() {
        ChatReply reply =
                openAi.readReply(
                        json(
                                "{'id':'c1','created':5,'model':'g','choices':[{'index':0,"
                                        + "'message':{'role':'assistant','content':null,"
                                        + "'reasoning_content':'hm','tool_calls':[{'id':'call_1',"
                                        + "'type':'function','function':{'name':'f','arguments':"
                                        + "'{'}}]},'finish_reason':'stop'}],'usage':{"
                                        + "'prompt_tokens':12,'completion_tokens':3,"
                                        + "'prompt_tokens_details':{'cached_tokens':2}}}"));
        same(
                "{'id':'msg_c1','type':'message','role':'assistant','model':'g','content':["
                        + "{'type':'thinking','thinking':'hm','signature':''},"
                        + "{'type':'tool_use','id':'call_1','name':'f','input':{}}],"
                        + "'stop_reason':'tool_use','stop_sequence':null,'usage':{"
                        + "'input_tokens':10,'cache_creation_input_tokens':0,"
                        + "'cache_read_input_tokens':2,'output_tokens':3}}",
                dialect.writeReply(reply).body());
        ChatReply empty =
                openAi.readReply(
                        json(
                                "{'id':'c1','choices':[{'index':0,'message':{'content':'',"
                                        + "'refusal':'no'},'finish_reason':'content_filter'}]}"));
        same(
                "{'id':'msg_c1','type':'message','role':'assistant','model':'m','content':["
                        + "{'type':'text','text':''}],'stop_reason':'refusal',"
                        + "'stop_sequence':null,'stop_details':{'type':'refusal','category':null,"
                        + "'explanation':'no'},'usage':{'input_tokens':0,'output_tokens':0}}",
                dialect.writeReply(
                                empty.filled(
                                        new ReplyTerms(
                                                "x", 1, "m", ReplyTerms.UsageReport.WITHHELD)))
                        .body());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "400|{'type':'error','error':{'type':'invalid_request_error','message':'prompt is"
                        + " too long: 9 tokens > 8 maximum'}}|400|context_length_exceeded",
                "400|{'type':'error','error':{'type':'invalid_request_error','message':"
                        + "'Your credit balance is too low to access'}}|429|insufficient_quota",
                "401|{'type':'error','error':{'type':'authentication_error','message':'x'}}"
                        + "|502|upstream_auth",
                "403|<html>no</html>|502|upstream_auth",
                "404|{'type':'error','error':{'type':'not_found_error','message':'model: x'}}"
                        + "|404|model_not_found",
                "413|{'error':{'type':'request_too_large','message':'x'}}|413|request_too_large",
                "429|{'type':'error','error':{'type':'rate_limit_error','message':'slow',"
                        + "'details':{'error_code':'enforced_spend_limit_reached'}}}"
                        + "|429|insufficient_quota",
                "429|{'type':'error','error':{'type':'rate_limit_error','message':'slow'}}"
                        + "|429|rate_limit_exceeded",
                "529|{'type':'error','error':{'type':'overloaded_error','message':'x'}}"
                        + "|503|server_is_overloaded",
                "200|{'type':'error','error':{'type':'overloaded_error','message':'x'}}"
                        + "|503|server_is_overloaded",
                "404|[{'error':{'code':404,'message':'Publisher Model x was not found',"
                        + "'status':'NOT_FOUND'}}]|404|model_not_found",
                "500||500|upstream_error"
            })
    void errors(int status, String body, int told, String code) {
        byte[] bytes = json(body == null ? "" : body);
        ApiError error =
                status == 200
                        ? assertThrows(ApiException.class, () -> dialect.readReply(bytes)).error()
                        : dialect.readError(status, bytes);
        assertEquals(told + " " + code, error.status() + " " + error.code());
    }

    @ParameterizedTest
    @CsvSource({
        "400,,invalid_request_error",
        "401,invalid_api_key,authentication_error",
        "403,,permission_error",
        "404,model_not_found,not_found_error",
        "413,,request_too_large",
        "429,rate_limit_exceeded,rate_limit_error",
        "429,insufficient_quota,billing_error",
        "500,,api_error",
        "502,upstream_auth,api_error",
        "503,,overloaded_error",
        "504,,timeout_error"
    })
    void errorsForClients(int status, String code, String type) {
        var written = dialect.writeError(new ApiError(status, "server_error", "msg", null, code));
        same("{'type':'error','error':{'type':'" + type + "','message':'msg'}}", written);
    }

    @Test
    void overflowReadsAsClaudeCodeExpects() {
        var error = ApiError.badRequest("too much", "messages", "context_length_exceeded");
        same(
                "{'type':'error','error':{'type':'invalid_request_error','message':"
                        + "'prompt is too long: too much'}}",
                dialect.writeError(error));
    }

    @Test
    void completions() {
        ChatCall call =
                openAi.readCall(
                        json(
                                "{'model':'claude-2','stream':true,'temperature':2,'stop':['x','"
                                    + " '],'user':'u','tools':[{'type':'function','function':"
                                    + "{'name':'f'}}],'messages':[{'role':'system','content':'s'},"
                                    + "{'role':'user','content':'a'},"
                                    + "{'role':'assistant','content':'b'},"
                                    + "{'role':'user','content':'c'}]}"));
        var complete = new AnthropicCompleteDialect();
        Written written = complete.writeCall(call);
        same(
                "{'model':'claude-2','prompt':'\\n\\nHuman: s\\n\\nHuman: a\\n\\nAssistant: b"
                        + "\\n\\nHuman: c\\n\\nAssistant:','max_tokens_to_sample':4096,"
                        + "'stop_sequences':['x'],'temperature':1,'metadata':{'user_id':'u'},"
                        + "'stream':true}",
                written.body());
        assertEquals(List.of("tools"), written.dropped());
        ChatReply reply =
                complete.readReply(
                        json(
                                "{'type':'completion','id':'compl_1','completion':' Hi',"
                                        + "'stop_reason':'stop_sequence','model':'claude-2'}"));
        assertEquals(" Hi", reply.choices().getFirst().message().text());
        assertEquals(null, reply.usage());
        ChatCall picture =
                openAi.readCall(
                        json(
                                "{'model':'claude-2','messages':[{'role':'user','content':["
                                    + "{'type':'image_url','image_url':{'url':'https://h/'}}]}]}"));
        ApiError error =
                assertThrows(ApiException.class, () -> complete.writeCall(picture)).error();
        assertEquals("messages[0].content[0]", error.param());
    }
}
