package dev.sluice.wire.bedrock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.Written;
import dev.sluice.wire.openai.OpenAiDialect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** OpenAI calls in, Converse calls out. Apostrophes stand for quotation marks. */
class BedrockCallTest {
    private static final String HI = "'messages':[{'role':'user','content':'hi'}]";
    private static final String SAID_HI = "'messages':[{'role':'user','content':[{'text':'hi'}]}]";
    private static final String CLAUDE = "'model':'us.anthropic.claude-sonnet-4-6',";
    private static final String CLAUDE_45 =
            "'model':'us.anthropic.claude-sonnet-4-5-20250929-v1:0',";

    private static Written write(String members) {
        byte[] openAi = ('{' + members + '}').replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return new BedrockDialect().writeCall(new OpenAiDialect().readCall(openAi));
    }

    private static void check(String openAi, String converse, String... dropped) {
        Written written = write(openAi);
        String expected = ('{' + converse + '}').replace('\'', '"');
        assertEquals(expected, new String(written.body(), StandardCharsets.UTF_8));
        assertEquals(List.of(dropped), written.dropped());
    }

    private static void refused(String openAi, String param) {
        var thrown = assertThrows(ApiException.class, () -> write(openAi));
        assertEquals(400, thrown.error().status());
        assertEquals(param, thrown.error().param());
    }

    @Test
    void theModelIsNoMember() {
        check("'model':'m'," + HI, SAID_HI);
    }

    @Test
    void sampling() {
        check(
                "'model':'m',"
                        + HI
                        + ",'temperature':1.5,'top_p':0.5,'max_tokens':9,'stop':['x','"
                        + " '],'user':'u',"
                        + "'seed':1,'n':2,'presence_penalty':1,'frequency_penalty':1,'logprobs':true,"
                        + "'top_logprobs':2,'logit_bias':{'1':2},'stream':true,"
                        + "'stream_options':{'include_usage':true},'top_k':4,'metadata':{'a':'b'}",
                SAID_HI
                        + ",'inferenceConfig':{'maxTokens':9,'temperature':1,'topP':0.5,"
                        + "'stopSequences':['x']}",
                "stop",
                "top_k",
                "metadata",
                "presence_penalty",
                "frequency_penalty",
                "seed",
                "logit_bias",
                "logprobs",
                "top_logprobs",
                "n",
                "user");
    }

    @Test
    void topKInTheWordsOfItsMaker() {
        check(CLAUDE + HI + ",'top_k':4", SAID_HI + ",'additionalModelRequestFields':{'top_k':4}");
        check(
                "'model':'amazon.nova-lite-v1:0'," + HI + ",'top_k':4",
                SAID_HI + ",'additionalModelRequestFields':{'inferenceConfig':{'topK':4}}");
    }

    @Test
    void instructionsStandApartAndTheUserBegins() {
        check(
                "'model':'m','messages':[{'role':'system','content':'a'},"
                        + "{'role':'developer','content':'b'},{'role':'assistant','content':'c'},"
                        + "{'role':'system','content':'d'},{'role':'user','content':'e'}]",
                "'system':[{'text':'a'},{'text':'b'}],'messages':["
                        + "{'role':'user','content':[{'text':'.'}]},"
                        + "{'role':'assistant','content':[{'text':'c'}]},"
                        + "{'role':'user','content':[{'text':'d'},{'text':'e'}]}]");
        check(
                "'model':'m','messages':[{'role':'system','content':'a'}]",
                "'system':[{'text':'a'}],'messages':[{'role':'user','content':[{'text':'.'}]}]");
        check(
                "'model':'m','messages':[{'role':'user','content':''}]",
                "'messages':[{'role':'user','content':[{'text':'.'}]}]");
    }

    @Test
    void picturesDocumentsFilmsAndSound() {
        check(
                "'model':'m','messages':[{'role':'user','content':["
                        + "{'type':'image_url','image_url':{'url':'data:image/jpg;base64,QQ==',"
                        + "'detail':'low'}},"
                        + "{'type':'image_url','image_url':{'url':'s3://b/k.webp'}},"
                        + "{'type':'file','file':{'filename':'My_report v2.pdf',"
                        + "'file_data':'data:application/pdf;base64,Qg=='}},"
                        + "{'type':'file','file':{'filename':'My_report v2.md',"
                        + "'file_data':'data:text/plain;base64,Qg=='}},"
                        + "{'type':'file','file':{'file_data':'data:video/mp4;base64,Qw=='}},"
                        + "{'type':'input_audio','input_audio':{'data':'RA==','format':'mp3'}}]}]",
                "'messages':[{'role':'user','content':["
                        + "{'image':{'format':'jpeg','source':{'bytes':'QQ=='}}},"
                        + "{'image':{'format':'webp','source':"
                        + "{'s3Location':{'uri':'s3://b/k.webp'}}}},"
                        + "{'document':{'format':'pdf','name':'My-report v2',"
                        + "'source':{'bytes':'Qg=='}}},"
                        + "{'document':{'format':'md','name':'My-report v2-2',"
                        + "'source':{'bytes':'Qg=='}}},"
                        + "{'video':{'format':'mp4','source':{'bytes':'Qw=='}}},"
                        + "{'audio':{'format':'mp3','source':{'bytes':'RA=='}}},"
                        + "{'text':'.'}]}]",
                "messages[0].content[0].image_url.detail");
    }

    @Test
    void whatCannotBeSeenIsRefused() {
        String before =
                "'model':'m','messages':[{'role':'user','content':[{'type':'text','text':'a'},";
        refused(
                before + "{'type':'image_url','image_url':{'url':'https://h/a.png'}}]}]",
                "messages[0].content[1]");
        refused(
                before + "{'type':'image_url','image_url':{'url':'data:image/bmp;base64,QQ=='}}]}]",
                "messages[0].content[1]");
        refused(before + "{'type':'file','file':{'file_id':'f'}}]}]", "messages[0].content[1]");
        refused(
                before
                        + "{'type':'file','file':{'file_data':'data:application/zip;base64,QQ=='}}]}]",
                "messages[0].content[1]");
    }

    private static final String TOOL =
            "'tools':[{'type':'function','function':{'name':'f','description':'d',"
                + "'parameters':{'type':'object'},'strict':true},"
                + "'cache_control':{'type':'ephemeral','ttl':'1h'}},"
                + "{'type':'function','function':{'name':'g','description':'','parameters':{}}}]";
    private static final String SPEC =
            "'tools':[{'toolSpec':{'name':'f','description':'d','inputSchema':{'json':"
                    + "{'type':'object'}},'strict':true}},"
                    + "{'cachePoint':{'type':'default','ttl':'1h'}},"
                    + "{'toolSpec':{'name':'g','inputSchema':{'json':"
                    + "{'type':'object','properties':{}}}}}]";

    @Test
    void toolsAndChoices() {
        String call = "'model':'m'," + HI + "," + TOOL;
        check(call, SAID_HI + ",'toolConfig':{" + SPEC + "}");
        check(
                call + ",'tool_choice':'auto'",
                SAID_HI + ",'toolConfig':{" + SPEC + ",'toolChoice':{'auto':{}}}");
        check(
                call + ",'tool_choice':'required'",
                SAID_HI + ",'toolConfig':{" + SPEC + ",'toolChoice':{'any':{}}}");
        check(
                call + ",'tool_choice':{'type':'function','function':{'name':'g'}}",
                SAID_HI + ",'toolConfig':{" + SPEC + ",'toolChoice':{'tool':{'name':'g'}}}");
        check(call + ",'tool_choice':'none'", SAID_HI);
        check(
                call.replace("'m'", "'meta.llama3-3-70b-instruct-v1:0'")
                        + ",'tool_choice':'required','parallel_tool_calls':false",
                SAID_HI + ",'toolConfig':{" + SPEC + "}",
                "tool_choice",
                "parallel_tool_calls");
    }

    private static final String LOOP =
            "'messages':[{'role':'user','content':'hi'},"
                + "{'role':'assistant','content':'','tool_calls':["
                + "{'id':'a','type':'function','function':{'name':'f','arguments':'{\\'x\\':1}'}},{'id':'b"
                + " c','type':'function','function':{'name':'f','arguments':''}},"
                + "{'id':'c','type':'function','function':{'name':'f','arguments':'[1]'}},"
                + "{'id':'d','type':'function','function':{'name':'f','arguments':'{\\'x'}}]},"
                + "{'role':'tool','tool_call_id':'c','content':''},{'role':'tool','tool_call_id':'b"
                + " c','content':'two'},{'role':'tool','tool_call_id':'a','content':["
                + "{'type':'text','text':'one','cache_control':{'type':'ephemeral'}}]},"
                + "{'role':'tool','tool_call_id':'z','content':'lost'},{'role':'user','content':'go"
                + " on'}]";
    private static final String SAID_LOOP =
            "'messages':[{'role':'user','content':[{'text':'hi'}]},{'role':'assistant','content':["
                    + "{'toolUse':{'toolUseId':'a','name':'f','input':{'x':1}}},"
                    + "{'toolUse':{'toolUseId':'call_ff6245191281f514','name':'f','input':{}}},"
                    + "{'toolUse':{'toolUseId':'c','name':'f','input':{'value':[1]}}},"
                    + "{'toolUse':{'toolUseId':'d','name':'f','input':{'_raw':'{\\'x'}}}]},"
                    + "{'role':'user','content':["
                    + "{'toolResult':{'toolUseId':'a','content':[{'text':'one'},"
                    + "{'cachePoint':{'type':'default'}}]}},"
                    + "{'toolResult':{'toolUseId':'call_ff6245191281f514','content':"
                    + "[{'text':'two'}]}},"
                    + "{'toolResult':{'toolUseId':'c','content':[{'text':'(empty)'}]}},"
                    + "{'toolResult':{'toolUseId':'d','content':[{'text':'(no result)'}]}},"
                    + "{'text':'go on'}]}]";

    @Test
    void resultsAreOneTurnInTheOrderOfTheCalls() {
        check(
                "'model':'m'," + LOOP + "," + TOOL + ",'tool_choice':'none'",
                SAID_LOOP + ",'toolConfig':{" + SPEC + "}",
                "messages[5]",
                "tool_choice");
    }

    @Test
    void aHistoryOfCallsNeedsTools() {
        check(
                "'model':'m'," + LOOP,
                SAID_LOOP
                        + ",'toolConfig':{'tools':[{'toolSpec':{'name':'f','inputSchema':{'json':"
                        + "{'type':'object','properties':{}}}}}]}",
                "messages[5]");
    }

    @Test
    void effortInTheWordsOfItsMaker() {
        check(
                CLAUDE + HI + ",'reasoning_effort':'high','temperature':0.2,'top_p':1,'top_k':3",
                SAID_HI
                        + ",'additionalModelRequestFields':{'thinking':{'type':'adaptive'},"
                        + "'output_config':{'effort':'high'}}",
                "temperature",
                "top_k");
        check(
                CLAUDE + HI + ",'reasoning_effort':'none'",
                SAID_HI + ",'additionalModelRequestFields':{'thinking':{'type':'disabled'}}");
        check(
                CLAUDE_45 + HI + ",'reasoning_effort':'low'",
                SAID_HI
                        + ",'inferenceConfig':{'maxTokens':6144},'additionalModelRequestFields':"
                        + "{'thinking':{'type':'enabled','budget_tokens':2048}}");
        check(
                CLAUDE_45 + HI + ",'reasoning_effort':'max','max_completion_tokens':3000",
                SAID_HI
                        + ",'inferenceConfig':{'maxTokens':3000},'additionalModelRequestFields':"
                        + "{'thinking':{'type':'enabled','budget_tokens':1500}}");
        check(
                CLAUDE_45 + HI + ",'reasoning_effort':'high','max_completion_tokens':100",
                SAID_HI + ",'inferenceConfig':{'maxTokens':100}",
                "reasoning_effort");
        check(
                "'model':'openai.gpt-oss-120b-1:0'," + HI + ",'reasoning_effort':'minimal'",
                SAID_HI + ",'additionalModelRequestFields':{'reasoning_effort':'low'}");
        check(
                "'model':'us.amazon.nova-2-lite-v1:0'," + HI + ",'reasoning_effort':'xhigh'",
                SAID_HI
                        + ",'additionalModelRequestFields':{'reasoningConfig':"
                        + "{'type':'enabled','maxReasoningEffort':'high'}}");
        check("'model':'m'," + HI + ",'reasoning_effort':'high'", SAID_HI, "reasoning_effort");
    }

    @Test
    void thinkingAsTheCallerSaysIt() {
        check(
                CLAUDE_45
                        + HI
                        + ",'thinking':{'type':'enabled','budget_tokens':2000},'max_tokens':3000,"
                        + "'reasoning_effort':'low'",
                SAID_HI
                        + ",'inferenceConfig':{'maxTokens':3000},'additionalModelRequestFields':"
                        + "{'thinking':{'type':'enabled','budget_tokens':2000}}");
        check(
                CLAUDE + HI + ",'thinking':{'type':'enabled'}",
                SAID_HI
                        + ",'additionalModelRequestFields':{'thinking':{'type':'adaptive'},"
                        + "'output_config':{'effort':'medium'}}");
        check(
                CLAUDE + HI + ",'thinking':{'type':'disabled','clear_thinking':true}",
                SAID_HI + ",'additionalModelRequestFields':{'thinking':{'type':'disabled'}}");
    }

    @Test
    void whoThinksIsNotForced() {
        check(
                CLAUDE + HI + ",'reasoning_effort':'high','tool_choice':'required'," + TOOL,
                SAID_HI
                        + ",'toolConfig':{"
                        + SPEC
                        + "},'additionalModelRequestFields':{'thinking':{'type':'adaptive'},"
                        + "'output_config':{'effort':'high'}}",
                "tool_choice");
    }

    @Test
    void aLostThoughtEndsThinking() {
        assertTrue(
                write(
                                CLAUDE_45
                                        + LOOP.replace(",{'role':'user','content':'go on'}", "")
                                        + ",'reasoning_effort':'high'")
                        .dropped()
                        .contains("reasoning_effort"));
    }

    @Test
    void thoughtsThatAreProvenGoBack() {
        String before = CLAUDE + "'messages':[{'role':'user','content':'hi'},{'role':'assistant',";
        String after = ",{'text':'b'}]},{'role':'user','content':[{'text':'c'}]}]";
        String start =
                SAID_HI.substring(0, SAID_HI.length() - 1) + ",{'role':'assistant','content':[";
        check(
                before
                        + "'content':[{'type':'thinking','thinking':'t','signature':'s'},"
                        + "{'type':'text','text':'b'}]},{'role':'user','content':'c'}]",
                start
                        + "{'reasoningContent':{'reasoningText':{'text':'t','signature':'s'}}}"
                        + after);
        check(
                before
                        + "'content':'b','reasoning_details':["
                        + "{'type':'reasoning.text','text':'t','signature':'s'},"
                        + "{'type':'reasoning.encrypted','data':'abc'}]},"
                        + "{'role':'user','content':'c'}]",
                start
                        + "{'reasoningContent':{'reasoningText':{'text':'t','signature':'s'}}},"
                        + "{'reasoningContent':{'redactedContent':'YWJj'}}"
                        + after);
        check(
                before + "'content':'b','reasoning_content':'t'},{'role':'user','content':'c'}]",
                start + after.substring(1),
                "messages[1].content[0]");
    }

    @Test
    void schemasAndJson() {
        check(
                CLAUDE
                        + HI
                        + ",'response_format':{'type':'json_schema','json_schema':"
                        + "{'name':'n','strict':true,'schema':{'type':'object'}}}",
                SAID_HI
                        + ",'outputConfig':{'textFormat':{'type':'json_schema','structure':"
                        + "{'jsonSchema':{'schema':'{\\'type\\':\\'object\\'}','name':'n'}}}}");
        check(
                CLAUDE + HI + ",'response_format':{'type':'json_object'}",
                "'system':[{'text':'Answer with one JSON object and nothing else.'}]," + SAID_HI);
    }

    @Test
    void wordsOfBedrockAndAnthropicPass() {
        check(
                CLAUDE
                        + HI
                        + ",'additionalModelRequestFields':{'top_k':1,'x':2},'top_k':4,"
                        + "'anthropic_beta':['b'],'guardrailConfig':{'guardrailIdentifier':'g'},"
                        + "'service_tier':'flex','internet':false",
                SAID_HI
                        + ",'additionalModelRequestFields':{'top_k':1,'x':2,'anthropic_beta':['b']},"
                        + "'guardrailConfig':{'guardrailIdentifier':'g'},"
                        + "'serviceTier':{'type':'flex'}");
        check(
                "'model':'m'," + HI + ",'thinking':{'type':'enabled'},'internet':true",
                SAID_HI,
                "thinking",
                "internet");
    }
}
