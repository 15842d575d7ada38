package dev.sluice.wire.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.wire.Tree;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.Written;
import dev.sluice.wire.openai.OpenAiDialect;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** OpenAI's words in Anthropic's. Quotes are single here. */
class WrittenCallsTest {
    private static final String HI = "'messages':[{'role':'user','content':'hi'}]";
    private static final String TOOL =
            "'tools':[{'type':'function','function':{'name':'f','description':'d','parameters':"
                    + "{'type':'object','properties':{'a':{'type':'string'}}}}}]";

    private static Written written(String body) {
        return written(body, AnthropicSettings.DEFAULT);
    }

    private static Written written(String body, AnthropicSettings settings) {
        ChatCall call = new OpenAiDialect().readCall(json(body));
        return new AnthropicDialect(settings).writeCall(call);
    }

    private static byte[] json(String text) {
        String whole = text.replace("{HI}", HI).replace("{TOOL}", TOOL);
        return whole.replace('\'', '"').getBytes(UTF_8);
    }

    private static void assertWritten(String expected, Written written) {
        byte[] body = written.body();
        assertEquals(Tree.read(json(expected)), Tree.read(body), () -> new String(body, UTF_8));
    }

    /** What stands behind model, max_tokens and messages for one more member of a call. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // Sampling.
                "claude-sonnet-4-0|'temperature':1.5|'temperature':1|",
                "claude-sonnet-4-0|'temperature':0.3,'top_p':0.9,'top_k':5|"
                        + "'temperature':0.3,'top_p':0.9,'top_k':5|",
                "claude-sonnet-4-5|'temperature':0.3,'top_p':0.9|'temperature':0.3|top_p",
                "claude-opus-4-8|'temperature':0.3,'top_p':0.5,'top_k':5||temperature,top_p,top_k",
                "claude-opus-4-8|'temperature':1,'top_p':1||",
                "claude-sonnet-4-0|'stop':['a',' ','\\n']|'stop_sequences':['a']|stop",
                "claude-sonnet-4-0|'stop':'x'|'stop_sequences':['x']|",
                "claude-sonnet-4-0|'n':2,'seed':7,'logit_bias':{},'logprobs':true,'top_logprobs':3"
                        + "||seed,logit_bias,logprobs,top_logprobs,n",
                "claude-sonnet-4-0|'presence_penalty':1,'frequency_penalty':0||presence_penalty",
                // Users and tiers.
                "claude-sonnet-4-0|'user':'u1'|'metadata':{'user_id':'u1'}|",
                "claude-sonnet-4-0|'safety_identifier':'u2'|'metadata':{'user_id':'u2'}|",
                "claude-sonnet-4-0|'metadata':{'user_id':'u3'}|'metadata':{'user_id':'u3'}|",
                "claude-sonnet-4-0|'metadata':{'k':'v'}||metadata",
                "claude-sonnet-4-0|'service_tier':'default'|'service_tier':'standard_only'|",
                "claude-sonnet-4-0|'service_tier':'flex'||service_tier",
                "claude-sonnet-4-0|'store':true,'verbosity':'low'||store,verbosity",
                "claude-sonnet-4-0|'speed':'fast'|'speed':'fast'|",
                "claude-sonnet-4-0|'stream':true,'stream_options':{'include_usage':true}"
                        + "|'stream':true|",
                // Thinking.
                "claude-3-opus|'reasoning_effort':'high'||reasoning_effort",
                "claude-opus-4-8|'reasoning_effort':'xhigh'"
                        + "|'thinking':{'type':'adaptive'},'output_config':{'effort':'xhigh'}|",
                "claude-opus-4-6|'reasoning_effort':'xhigh'"
                        + "|'thinking':{'type':'adaptive'},'output_config':{'effort':'max'}|",
                "claude-opus-4-8|'reasoning_effort':'none'|'thinking':{'type':'disabled'}|",
                "claude-opus-4-8|'thinking':{'type':'enabled','budget_tokens':5000}"
                        + "|'thinking':{'type':'adaptive'}|",
                "claude-opus-4-8|'reasoning_effort':'max','thinking':{'type':'disabled'}"
                        + "|'thinking':{'type':'disabled'},'output_config':{'effort':'high'}|",
                "claude-3-opus|'thinking':{'type':'enabled','budget_tokens':5000}||thinking",
                // Forms.
                "claude-3-opus|'response_format':{'type':'text'}||",
                "claude-opus-4-8|'response_format':{'type':'json_schema','json_schema':{'name':'n',"
                    + "'schema':{'type':'object','properties':{'a':{'type':'integer',"
                    + "'minimum':1}}}}}|'output_config':{'format':{'type':'json_schema',"
                    + "'schema':{'type':'object','properties':{'a':{'type':'integer'}},"
                    + "'additionalProperties':false}}}|response_format.json_schema.schema.minimum"
            })
    void oneMember(String model, String member, String expected, String dropped) {
        Written written = written("{'model':'" + model + "',{HI}," + member + "}");
        String rest = expected == null ? "" : "," + expected;
        assertWritten(
                "{'model':'"
                        + model
                        + "','max_tokens':4096,'messages':[{'role':'user','content':"
                        + "[{'type':'text','text':'hi'}]}]"
                        + rest
                        + "}",
                written);
        assertEquals(dropped == null ? "" : dropped, String.join(",", written.dropped()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'reasoning_effort':'low'|2048|6144",
                "'reasoning_effort':'medium','max_tokens':20000|8192|20000",
                "'reasoning_effort':'high','max_completion_tokens':1000|16384|17384",
                "'thinking':{'type':'enabled'}|8192|12288",
                "'thinking':{'type':'enabled','budget_tokens':10}|1024|5120",
                "'thinking':{'type':'enabled','budget_tokens':5000},'max_tokens':5000|5000|10000"
            })
    void theLimitLeavesRoomForAnAnswer(String member, long budget, long limit) {
        Written written = written("{'model':'claude-sonnet-4-5',{HI}," + member + "}");
        var body = Tree.object(Tree.read(written.body()));
        assertEquals(
                limit,
                ((Number) java.util.Objects.requireNonNull(body.get("max_tokens"))).longValue());
        assertEquals(
                Tree.read(json("{'type':'enabled','budget_tokens':" + budget + "}")),
                body.get("thinking"));
        assertEquals(List.of(), written.dropped());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "claude-sonnet-4-0|'tool_choice':'auto'|'tool_choice':{'type':'auto'}|",
                "claude-sonnet-4-0|'tool_choice':'none'|'tool_choice':{'type':'none'}|",
                "claude-sonnet-4-0|'tool_choice':'required'|'tool_choice':{'type':'any'}|",
                "claude-sonnet-4-0|'tool_choice':{'type':'function','function':{'name':'f'}}"
                        + "|'tool_choice':{'type':'tool','name':'f'}|",
                "claude-sonnet-4-0|'parallel_tool_calls':false"
                        + "|'tool_choice':{'type':'auto','disable_parallel_tool_use':true}|",
                "claude-sonnet-4-0|'parallel_tool_calls':true||",
                "claude-fable-5|'tool_choice':'required'|'tool_choice':{'type':'auto'}|tool_choice",
                "claude-opus-4-8|'tool_choice':'required','thinking':{'type':'adaptive'}|"
                        + "'tool_choice':{'type':'auto'},'thinking':{'type':'adaptive'}|tool_choice"
            })
    void choices(String model, String member, String expected, String dropped) {
        Written written = written("{'model':'" + model + "',{HI},{TOOL}," + member + "}");
        String rest = expected == null ? "" : "," + expected;
        assertWritten(
                "{'model':'"
                        + model
                        + "','max_tokens':4096,'messages':[{'role':'user','content':"
                        + "[{'type':'text','text':'hi'}]}],'tools':[{'name':'f','description':'d',"
                        + "'input_schema':{'type':'object','properties':{'a':{'type':'string'}}}}]"
                        + rest
                        + "}",
                written);
        assertEquals(dropped == null ? "" : dropped, String.join(",", written.dropped()));
    }

    @Test
    void aConversationWithTools() {
        Written written =
                written(
                        "{'model':'claude-3-5-haiku','messages':["
                                + "{'role':'system','content':'be brief'},"
                                + "{'role':'developer','content':'be kind'},"
                                + "{'role':'user','content':'a'},{'role':'user','content':''},"
                                + "{'role':'user','content':'b'},"
                                + "{'role':'assistant','content':'','tool_calls':["
                                + "{'id':'c1','type':'function','function':{'name':'f','arguments':"
                                + "'{\\'x\\':1}'}},"
                                + "{'id':'c:2','type':'function','function':{'name':'g',"
                                + "'arguments':''}},"
                                + "{'id':'c3','type':'function','function':{'name':'h',"
                                + "'arguments':'{\\'cut'}}]},"
                                + "{'role':'tool','tool_call_id':'c:2','content':''},"
                                + "{'role':'tool','tool_call_id':'c1','content':'one'},"
                                + "{'role':'tool','tool_call_id':'nobody','content':'lost'},"
                                + "{'role':'user','content':'go on'},"
                                + "{'role':'assistant','content':'well  '}]}"
                                        .replace("\\'", "\\\""));
        String made = AnthropicIds.fitting("c:2");
        assertWritten(
                ("{'model':'claude-3-5-haiku','max_tokens':4096,'system':'be brief\\n\\nbe kind',"
                     + "'messages':[{'role':'user','content':[{'type':'text','text':'a'},"
                     + "{'type':'text','text':'b'}]},{'role':'assistant','content':["
                     + "{'type':'tool_use','id':'c1','name':'f','input':{'x':1}},"
                     + "{'type':'tool_use','id':'"
                                + made
                                + "','name':'g','input':{}},"
                                + "{'type':'tool_use','id':'c3','name':'h',"
                                + "'input':{'_raw':'{\\'cut'}}]},"
                                + "{'role':'user','content':["
                                + "{'type':'tool_result','tool_use_id':'c1','content':'one'},"
                                + "{'type':'tool_result','tool_use_id':'"
                                + made
                                + "'},{'type':'tool_result','tool_use_id':'c3','content':'(no"
                                + " result)'},{'type':'text','text':'go on'}]},"
                                + "{'role':'assistant','content':[{'type':'text','text':'well'}]}]}")
                        .replace("\\'", "\\\""),
                written);
        assertEquals(List.of("messages[8]"), written.dropped());
    }

    @Test
    void picturesDocumentsAndMarks() {
        Written written =
                written(
                        "{'model':'claude-sonnet-4-0','messages':[{'role':'system','content':["
                            + "{'type':'text','text':'s','cache_control':{'type':'ephemeral'}}]},"
                            + "{'role':'user','content':[{'type':'image_url','image_url':{'url':"
                            + "'data:image/jpg;base64,QUJD','detail':'high'}},"
                            + "{'type':'image_url','image_url':{'url':'https://h/p.png'}},"
                            + "{'type':'file','file':{'filename':'a.pdf','file_data':"
                            + "'data:application/pdf;base64,JVBERi0='}},"
                            + "{'type':'file','file':{'file_id':'file_1'}},"
                            + "{'type':'file','file':{'file_data':'data:text/plain;base64,aGk='}},"
                            + "{'type':'text','text':'x','cache_control':{'type':'ephemeral',"
                            + "'ttl':'1h'}},{'type':'text','text':'y',"
                            + "'prompt_cache_breakpoint':true}]}]}");
        assertWritten(
                "{'model':'claude-sonnet-4-0','max_tokens':4096,'system':[{'type':'text',"
                        + "'text':'s','cache_control':{'type':'ephemeral'}}],'messages':["
                        + "{'role':'user','content':["
                        + "{'type':'image','source':{'type':'base64','media_type':'image/jpeg',"
                        + "'data':'QUJD'}},{'type':'image','source':{'type':'url',"
                        + "'url':'https://h/p.png'}},{'type':'document','source':{'type':'base64',"
                        + "'media_type':'application/pdf','data':'JVBERi0='},'title':'a.pdf'},"
                        + "{'type':'document','source':{'type':'file','file_id':'file_1'}},"
                        + "{'type':'document','source':{'type':'text','media_type':'text/plain',"
                        + "'data':'hi'}},{'type':'text','text':'x','cache_control':{'type':"
                        + "'ephemeral','ttl':'1h'}},{'type':'text','text':'y','cache_control':"
                        + "{'type':'ephemeral'}}]}]}",
                written);
        assertEquals(List.of("messages[1].content[0].image_url.detail"), written.dropped());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'input_audio','input_audio':{'data':'QQ==','format':'wav'}}",
                "{'type':'file','file':{'file_data':'data:application/zip;base64,QQ=='}}",
                "{'type':'image_url','image_url':{'url':'data:image/svg+xml,x'}}"
            })
    void whatNoModelHereTakesIsRefused(String part) {
        String body =
                "{'model':'claude-3-opus','messages':[{'role':'user','content':[" + part + "]}]}";
        var error = assertThrows(ApiException.class, () -> written(body)).error();
        assertEquals(400, error.status());
        assertEquals("messages[0].content[0]", error.param());
    }

    @Test
    void provenThoughtsGoBackAsTheyCame() {
        String thought =
                "'reasoning_content':'hm','reasoning_details':[{'type':'reasoning.text',"
                    + "'text':'hm','signature':'sig'},{'type':'reasoning.encrypted','data':'x'}]";
        String call =
                "'tool_calls':[{'id':'c1','type':'function','function':{'name':'f',"
                        + "'arguments':'{}'}}]";
        String loop =
                "{'model':'claude-sonnet-4-5','max_tokens':9000,'reasoning_effort':'low',"
                        + "'messages':[{'role':'user','content':'a'},{'role':'assistant',%s"
                        + "'content':null,"
                        + call
                        + "},{'role':'tool','tool_call_id':'c1',"
                        + "'content':'r'}]}";
        Written kept = written(String.format(loop, thought + ","));
        assertWritten(
                "{'model':'claude-sonnet-4-5','max_tokens':9000,'messages':["
                        + "{'role':'user','content':[{'type':'text','text':'a'}]},"
                        + "{'role':'assistant','content':[{'type':'thinking','thinking':'hm',"
                        + "'signature':'sig'},{'type':'redacted_thinking','data':'x'},"
                        + "{'type':'tool_use','id':'c1','name':'f','input':{}}]},"
                        + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'c1',"
                        + "'content':'r'}]}],'thinking':{'type':'enabled','budget_tokens':2048}}",
                kept);
        assertEquals(List.of(), kept.dropped());
        // Lost on the way: the vendor would refuse the call unless it stops thinking.
        Written lost = written(String.format(loop, "'reasoning_content':'hm',"));
        assertEquals(List.of("messages[1].content[0]", "reasoning_effort"), lost.dropped());
        assertEquals(false, Tree.object(Tree.read(lost.body())).containsKey("thinking"));
    }

    @Test
    void searchesTheWeb() {
        assertWritten(
                "{'model':'claude-3-opus','max_tokens':4096,'messages':[{'role':'user','content':"
                        + "[{'type':'text','text':'hi'}]}],'tools':[{'type':"
                        + "'web_search_20250305','name':'web_search','max_uses':5}]}",
                written("{'model':'claude-3-opus',{HI},'internet':true}"));
        assertWritten(
                "{'model':'claude-3-opus','max_tokens':4096,'messages':[{'role':'user','content':"
                        + "[{'type':'text','text':'hi'}]}],'tools':[{'type':"
                        + "'web_search_20250305','name':'web_search','max_uses':1,'user_location':"
                        + "{'type':'approximate','city':'Paris','country':'FR'}}]}",
                written(
                        "{'model':'claude-3-opus',{HI},'web_search_options':{"
                            + "'search_context_size':'low','user_location':{'type':"
                            + "'approximate','approximate':{'city':'Paris','country':'FR'}}}}"));
        assertEquals(
                List.of(), written("{'model':'claude-3-opus',{HI},'internet':false}").dropped());
    }

    @Test
    void olderModelsObeyASchemaByTool() {
        assertWritten(
                "{'model':'claude-3-opus','max_tokens':4096,'tools':[{'name':'sluice_json_output',"
                        + "'description':'Gives the answer. Call it once, with the whole answer.',"
                        + "'input_schema':{'type':'object'}}],'tool_choice':{'type':'tool','name':"
                        + "'sluice_json_output'},'messages':[{'role':'user','content':"
                        + "[{'type':'text','text':'hi'}]}]}",
                written(
                        "{'model':'claude-3-opus',{HI},'response_format':{'type':'json_schema',"
                                + "'json_schema':{'name':'n','schema':{'type':'object'}}}}"));
    }

    @Test
    void jsonObjectsAreAskedForInWords() {
        var body =
                Tree.object(
                        Tree.read(
                                written(
                                                "{'model':'claude-3-opus',{HI},'response_format':"
                                                        + "{'type':'json_object'}}")
                                        .body()));
        assertEquals(true, String.valueOf(body.get("system")).contains("JSON object"));
    }

    @Test
    void conversationsThatDoNotAlternate() {
        assertWritten(
                "{'model':'claude-opus-4-8','max_tokens':4096,'messages':["
                        + "{'role':'user','content':'.'},"
                        + "{'role':'assistant','content':[{'type':'text','text':'x'}]},"
                        + "{'role':'user','content':'Continue.'}]}",
                written(
                        "{'model':'claude-opus-4-8','messages':["
                                + "{'role':'assistant','content':'x'}]}"));
        assertWritten(
                "{'model':'claude-opus-4-8','max_tokens':4096,'system':'s','messages':["
                        + "{'role':'user','content':'.'}]}",
                written(
                        "{'model':'claude-opus-4-8','messages':[{'role':'system','content':'s'}]}"));
    }

    @Test
    void noCallIsLeftUnanswered() {
        assertWritten(
                "{'model':'claude-3-opus','max_tokens':4096,'messages':["
                        + "{'role':'user','content':[{'type':'text','text':'a'}]},"
                        + "{'role':'assistant','content':[{'type':'tool_use','id':'c1',"
                        + "'name':'f','input':{}}]},{'role':'user','content':["
                        + "{'type':'tool_result','tool_use_id':'c1',"
                        + "'content':'(no result)'}]}]}",
                written(
                        "{'model':'claude-3-opus','messages':[{'role':'user','content':'a'},"
                                + "{'role':'assistant','tool_calls':[{'id':'c1','type':"
                                + "'function','function':{'name':'f','arguments':'{}'}}]}]}"));
    }

    @Test
    void envelopes() {
        String call = "{'model':'claude-opus-4-8',{HI},'stream':true}";
        String rest =
                "'max_tokens':4096,'messages':[{'role':'user','content':[{'type':'text',"
                        + "'text':'hi'}]}]";
        AnthropicSettings settings = AnthropicSettings.DEFAULT;
        assertWritten(
                "{'anthropic_version':'vertex-2023-10-16'," + rest + ",'stream':true}",
                written(call, settings.with(AnthropicSettings.Envelope.VERTEX)));
        assertWritten(
                "{'anthropic_version':'bedrock-2023-05-31'," + rest + "}",
                written(call, settings.with(AnthropicSettings.Envelope.BEDROCK)));
    }

    @Test
    void toolsOfOthers() {
        Written written =
                written(
                        "{'model':'claude-3-opus',{HI},'tools':["
                                + "{'type':'bash_20250124','name':'bash'},"
                                + "{'type':'custom','custom':{'name':'c'}},"
                                + "{'type':'function','function':{'name':'f'},"
                                + "'cache_control':{'type':'ephemeral'}}]}");
        assertEquals(
                Tree.read(
                        json(
                                "[{'type':'bash_20250124','name':'bash'},{'name':'f',"
                                        + "'input_schema':{'type':'object','properties':{}},"
                                        + "'cache_control':{'type':'ephemeral'}}]")),
                Tree.object(Tree.read(written.body())).get("tools"));
        assertEquals(List.of("tools[1]"), written.dropped());
    }
}
