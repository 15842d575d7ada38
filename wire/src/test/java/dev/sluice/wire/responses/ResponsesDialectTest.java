package dev.sluice.wire.responses;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.wire.Frayed;
import dev.sluice.wire.chat.Annotation;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.FinishReason.Standard;
import dev.sluice.wire.chat.ToolCall;
import dev.sluice.wire.chat.Usage;
import dev.sluice.wire.chat.Written;
import dev.sluice.wire.frames.Framing;
import dev.sluice.wire.openai.OpenAiDialect;
import dev.sluice.wire.openai.Quirks;
import dev.sluice.wire.openai.VendorSearch.Whose;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponsesDialectTest {
    private final ResponsesDialect dialect = new ResponsesDialect();

    private static Written written(Whose search, String chat) {
        byte[] body = chat.replace('\'', '"').getBytes(UTF_8);
        return new ResponsesDialect(search, Quirks.NONE)
                .writeCall(new OpenAiDialect().readCall(body));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'role':'user','content':'a'}|'input':[{'role':'user','content':'a'}]",
                "{'role':'system','content':'s'},{'role':'developer','content':'d'},{'role':'user',"
                        + "'content':'a'}|'instructions':'s\\n\\nd','input':[{'role':'user',"
                        + "'content':'a'}]",
                "{'role':'user','content':'a'},{'role':'system','content':'s'}|'input':[{'role':"
                        + "'user','content':'a'},{'role':'system','content':'s'}]",
                "{'role':'user','content':[{'type':'text','text':'a'},{'type':'image_url',"
                        + "'image_url':{'url':'https://p/i','detail':'low'}},{'type':'file','file':"
                        + "{'file_id':'f1'}}]}|'input':[{'role':'user','content':[{'type':"
                        + "'input_text','text':'a'},{'type':'input_image','image_url':"
                        + "'https://p/i','detail':'low'},{'type':'input_file','file_id':'f1'}]}]",
                "{'role':'user','content':'a'},{'role':'assistant','content':'b','tool_calls':[{"
                    + "'id':'c1','type':'function','function':{'name':'f','arguments':''}}]},{"
                    + "'role':'tool','tool_call_id':'c1','content':'r'}|'input':[{'role':'user',"
                    + "'content':'a'},{'role':'assistant','content':'b'},{'type':"
                    + "'function_call','call_id':'c1','name':'f','arguments':'{}'},{'type':"
                    + "'function_call_output','call_id':'c1','output':'r'}]"
            })
    void writesItems(String messages, String expected) {
        Written written = written(Whose.OPENAI, "{'model':'m','messages':[" + messages + "]}");
        assertEquals(
                "{'model':'m'," + expected + ",'store':false}",
                new String(written.body(), UTF_8).replace('"', '\''));
        assertEquals(List.of(), written.dropped());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'max_tokens':5,'temperature':0.1,'seed':1|'max_output_tokens':16,'temperature':"
                        + "0.1,'store':false|seed",
                "'reasoning_effort':'low','verbosity':'high'|'reasoning':{'effort':'low'},'text':{"
                        + "'verbosity':'high'},'store':false|",
                "'response_format':{'type':'json_schema','json_schema':{'name':'n','schema':{},"
                        + "'strict':true}}|'text':{'format':{'type':'json_schema','name':'n',"
                        + "'schema':{},'strict':true}},'store':false|",
                "'tools':[{'type':'function','function':{'name':'f'}}],'tool_choice':{'type':"
                        + "'function','function':{'name':'f'}}|'tools':[{'type':'function','name':"
                        + "'f','parameters':null,'strict':false}],'tool_choice':{'type':'function',"
                        + "'name':'f'},'store':false|",
                "'tools':[{'type':'custom','custom':{'name':'c','format':{'type':'grammar',"
                        + "'grammar':{'syntax':'lark','definition':'d'}}}}]|'tools':[{'type':"
                        + "'custom','name':'c','format':{'type':'grammar','syntax':'lark',"
                        + "'definition':'d'}}],'store':false|",
                "'logprobs':true,'top_logprobs':2|'top_logprobs':2,'include':["
                        + "'message.output_text.logprobs'],'store':false|",
                "'store':true,'metadata':{'a':'b'},'stop':'x','n':2|'metadata':{'a':'b'},'store':"
                        + "true|stop n",
                "'stream':true,'stream_options':{'include_usage':true}|'stream':true,'store':"
                        + "false|",
                "'internet':true|'tools':[{'type':'web_search'}],'include':["
                        + "'web_search_call.action.sources'],'store':false|",
                "'web_search_options':{'search_context_size':'high','user_location':{'type':"
                        + "'approximate','approximate':{'city':'Rome'}}}|'tools':[{'type':"
                        + "'web_search','search_context_size':'high','user_location':{'type':"
                        + "'approximate','city':'Rome'}}],'include':["
                        + "'web_search_call.action.sources'],'store':false|",
                "'internet':false|'store':false|"
            })
    void writesWhatTheCallerSaid(String chat, String expected, String dropped) {
        String messages = "{'model':'m','messages':[{'role':'user','content':'a'}],";
        Written written = written(Whose.OPENAI, messages + chat + "}");
        assertEquals(
                "{'model':'m','input':[{'role':'user','content':'a'}]," + expected + "}",
                new String(written.body(), UTF_8).replace('"', '\''));
        assertEquals(dropped == null ? "" : dropped, String.join(" ", written.dropped()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "XAI|[{'type':'web_search'},{'type':'x_search'}]",
                "ARK|[{'type':'web_search','limit':10}]"
            })
    void othersSearchInTheirOwnWay(Whose search, String tools) {
        Written written =
                written(
                        search,
                        "{'model':'m','messages':[{'role':'user','content':'a'}],'internet':true}");
        assertEquals(
                "{'model':'m','input':[{'role':'user','content':'a'}],'tools':"
                        + tools
                        + ",'store':false}",
                new String(written.body(), UTF_8).replace('"', '\''));
    }

    @Test
    void refusesSound() {
        var thrown =
                assertThrows(
                        ApiException.class,
                        () ->
                                written(
                                        Whose.OPENAI,
                                        "{'model':'m','messages':[{'role':'user','content':[{'type':"
                                            + "'input_audio','input_audio':{'data':'AA','format':"
                                            + "'wav'}}]}]}"));
        assertEquals("messages[0].content[0]", thrown.error().param());
    }

    private List<ChatEvent> events(String... payloads) {
        var body = new StringBuilder();
        for (String payload : payloads) {
            body.append("event: x\ndata: ").append(payload.replace('\'', '"')).append("\n\n");
        }
        return Frayed.read(dialect, Framing.EVENTS, body.toString());
    }

    private static final String CREATED =
            "{'type':'response.created','response':{'id':'r1','created_at':7,'model':'m','status':"
                    + "'in_progress','output':[],'usage':null}}";
    private static final ChatEvent STARTED =
            new ChatEvent.Started("openai", "r1", 7, "m", Extras.NONE);
    private static final String COMPLETED =
            "{'type':'response.completed','response':{'id':'r1','status':'completed','output':[],"
                    + "'usage':{'input_tokens':9,'input_tokens_details':{'cached_tokens':4},"
                    + "'output_tokens':5,'output_tokens_details':{'reasoning_tokens':2}}}}";
    private static final ChatEvent METERED =
            new ChatEvent.Metered(new Usage(5, 4, 0, 0, 3, 2, 0, false, Extras.NONE));

    @Test
    void readsThoughtsTextMarksAndCalls() {
        assertEquals(
                List.of(
                        STARTED,
                        new ChatEvent.ReasoningDelta(0, "hm"),
                        new ChatEvent.ReasoningDelta(0, "\n\n"),
                        new ChatEvent.ReasoningDelta(0, "so"),
                        new ChatEvent.ReasoningSigned(0, "gAAAAx"),
                        new ChatEvent.TextDelta(0, "Hi"),
                        new ChatEvent.Annotated(
                                0, new Annotation.UrlCitation("u", "t", 0, 2, Extras.NONE)),
                        new ChatEvent.TextDelta(0, "!"),
                        new ChatEvent.Annotated(
                                0, new Annotation.UrlCitation("v", "", 2, 3, Extras.NONE)),
                        new ChatEvent.ToolCallStarted(
                                0, 0, ToolCall.Kind.FUNCTION, "c1", "f", Extras.NONE),
                        new ChatEvent.ToolCallDelta(0, 0, "{}"),
                        METERED,
                        new ChatEvent.Finished(0, Standard.TOOL_CALLS)),
                events(
                        CREATED,
                        "{'type':'response.reasoning_summary_text.delta','output_index':0,"
                                + "'summary_index':0,'delta':'hm'}",
                        "{'type':'response.reasoning_summary_text.done','output_index':0,"
                                + "'summary_index':0,'text':'hm'}",
                        "{'type':'response.reasoning_summary_text.delta','output_index':0,"
                                + "'summary_index':1,'delta':'so'}",
                        "{'type':'response.output_item.done','output_index':0,'item':{'type':"
                                + "'reasoning','summary':[{'text':'hm'},{'text':'so'}],"
                                + "'encrypted_content':'gAAAAx'}}",
                        "{'type':'response.output_text.delta','output_index':1,'content_index':0,"
                                + "'delta':'Hi','logprobs':[]}",
                        "{'type':'response.output_text.annotation.added','output_index':1,"
                                + "'content_index':0,'annotation':{'type':'url_citation','url':'u',"
                                + "'title':'t','start_index':0,'end_index':2}}",
                        "{'type':'response.output_text.done','output_index':1,'content_index':1,"
                                + "'text':'!'}",
                        "{'type':'response.output_item.done','output_index':1,'item':{'type':"
                                + "'message','content':[{'type':'output_text','text':'Hi',"
                                + "'annotations':[{'type':'url_citation','url':'u','title':'t',"
                                + "'start_index':0,'end_index':2}]},{'type':'output_text','text':"
                                + "'!','annotations':[{'type':'url_citation','url':'v',"
                                + "'start_index':0,'end_index':1}]}]}}",
                        "{'type':'response.output_item.added','output_index':2,'item':{'type':"
                                + "'function_call','call_id':'c1','name':'f','arguments':''}}",
                        "{'type':'response.function_call_arguments.done','output_index':2,"
                                + "'arguments':'{}'}",
                        COMPLETED));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'response.creat'}",
                "{'type':'response.created','response':7}",
                "{'type':'response.queued'}"
            })
    void anAnswerBeginsEvenIfItsBeginningIsLost(String garbled) {
        String text = "{'type':'response.output_text.delta','output_index':0,'delta':'a'}";
        assertEquals(
                List.of(
                        new ChatEvent.Started("openai", "", 0, "", Extras.NONE),
                        new ChatEvent.TextDelta(0, "a"),
                        METERED,
                        new ChatEvent.Finished(0, Standard.STOP)),
                events(garbled, text, COMPLETED));
    }

    @Test
    void aFailureNeedsNoBeginning() {
        String failed = "{'type':'response.completed'}";
        assertInstanceOf(ChatEvent.Failed.class, events(failed).getFirst());
    }

    @Test
    void tellsAtTheEndWhatWasNotTold() {
        List<ChatEvent> events =
                events(
                        "{'type':'response.completed','response':{'id':'r','status':'completed',"
                                + "'output':[{'type':'web_search_call','action':{'sources':[{'url':"
                                + "'u'}]}},{'type':'message','content':[{'type':'output_text',"
                                + "'text':'Hi'}]}]}}");
        assertEquals(new ChatEvent.TextDelta(0, "Hi"), events.get(1));
        assertEquals(
                new ChatEvent.Annotated(0, new Annotation.UrlCitation("u", "", 0, 0, Extras.NONE)),
                events.get(2));
        assertEquals(new ChatEvent.Finished(0, Standard.STOP), events.getLast());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'error','code':'rate_limit_exceeded','message':'slow'}|429",
                "{'type':'error','error':{'code':'server_error','message':'x'}}|502",
                "{'type':'response.failed','response':{'status':'failed','error':{'code':"
                        + "'rate_limit_exceeded','message':'slow'},'output':[]}}|429",
                "{'type':'response.failed','response':{'status':'failed','output':[]}}|502",
                "{'error':{'code':'model_not_found','message':'no model'}}|404",
                "no json|502",
                "{'type':'response.output_text.delta','delta':'a'}|502"
            })
    void failuresAreToldAsSuch(String payload, int status) {
        var failed = assertInstanceOf(ChatEvent.Failed.class, events(CREATED, payload).getLast());
        assertEquals(status, failed.error().status());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'reason':'max_output_tokens'}|LENGTH",
                "{'reason':'content_filter'}|CONTENT_FILTER"
            })
    void anIncompleteResponseSaysWhy(String details, Standard expected) {
        String body =
                "{'id':'r','status':'incomplete','incomplete_details':"
                        + details
                        + ",'output':[{'type':'message','content':[{'type':'refusal','refusal':"
                        + "'no'}]}]}";
        var choice =
                dialect.readReply(body.replace('\'', '"').getBytes(UTF_8)).choices().getFirst();
        assertEquals(expected, choice.finish());
        assertEquals("", choice.message().text());
    }
}
