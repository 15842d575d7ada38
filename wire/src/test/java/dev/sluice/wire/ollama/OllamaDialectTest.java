package dev.sluice.wire.ollama;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.FinishReason;
import dev.sluice.wire.chat.FinishReason.Standard;
import dev.sluice.wire.chat.Part;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.StreamReader;
import dev.sluice.wire.chat.ToolCall;
import dev.sluice.wire.chat.Usage;
import dev.sluice.wire.chat.Written;
import dev.sluice.wire.frames.Frames;
import dev.sluice.wire.frames.Framing;
import dev.sluice.wire.openai.OpenAiDialect;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** OpenAI calls in, Ollama's out; replies, streams, errors. Apostrophes are quotation marks. */
class OllamaDialectTest {
    private static final String HI = "'messages':[{'role':'user','content':'hi'}]";
    private static final String START = "'model':'m'," + HI + ",";
    private static final String WHOLE = "'stream':false";

    private OllamaDialect dialect = new OllamaDialect();

    private static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    private Written write(String members) {
        return dialect.writeCall(new OpenAiDialect().readCall(json('{' + members + '}')));
    }

    private void check(String openAi, String ollama, String... dropped) {
        Written written = write(openAi);
        String expected = ('{' + ollama + '}').replace('\'', '"');
        assertEquals(expected, new String(written.body(), StandardCharsets.UTF_8));
        assertEquals(List.of(dropped), written.dropped());
    }

    @Test
    void aStreamIsAskedForOrNot() {
        check("'model':'m'," + HI, START + WHOLE);
        check(START + "'stream':true", START + "'stream':true");
    }

    @Test
    void options() {
        check(
                START
                        + "'max_tokens':9,'temperature':1.50,'top_p':0.5,'top_k':3,'seed':7,"
                        + "'stop':['x','y'],'presence_penalty':1,'frequency_penalty':-1,'min_p':0.1,"
                        + "'logprobs':true,'top_logprobs':2,'n':2,'user':'u','logit_bias':{},"
                        + "'parallel_tool_calls':false,'internet':false",
                START
                        + WHOLE
                        + ",'logprobs':true,'top_logprobs':2,'options':{'min_p':0.1,"
                        + "'num_predict':9,'temperature':1.50,'top_p':0.5,'top_k':3,'seed':7,"
                        + "'presence_penalty':1,'frequency_penalty':-1,'stop':['x','y']}",
                "parallel_tool_calls",
                "logit_bias",
                "n",
                "user");
    }

    @Test
    void contextAndKeepAliveAsConfiguredOrAsked() {
        dialect = new OllamaDialect(BigInteger.valueOf(8192), new Raw("\"5m\""));
        check("'model':'m'," + HI, START + WHOLE + ",'keep_alive':'5m','options':{'num_ctx':8192}");
        check(
                START + "'keep_alive':-1,'num_ctx':1,'options':{'temperature':0},'temperature':1",
                START + WHOLE + ",'keep_alive':-1,'options':{'temperature':0,'num_ctx':1}");
    }

    @Test
    void thinking() {
        check(START + "'reasoning_effort':'none'", START + WHOLE + ",'think':false");
        check(START + "'reasoning_effort':'low'", START + WHOLE + ",'think':true");
        check(START + "'thinking':{'type':'disabled'}", START + WHOLE + ",'think':false");
        check(START + "'think':'high'", START + WHOLE + ",'think':'high'");
        check(
                START.replace("'m'", "'gpt-oss:20b'") + "'reasoning_effort':'minimal'",
                START.replace("'m'", "'gpt-oss:20b'") + WHOLE + ",'think':'low'");
    }

    @Test
    void formats() {
        check(START + "'response_format':{'type':'text'}", START + WHOLE);
        check(
                START + "'response_format':{'type':'json_object'}",
                START + WHOLE + ",'format':'json'");
        check(
                START
                        + "'response_format':{'type':'json_schema','json_schema':{'name':'n',"
                        + "'schema':{'type':'object'}}}",
                START + WHOLE + ",'format':{'type':'object'}");
    }

    @Test
    void messages() {
        check(
                "'model':'m','messages':[{'role':'developer','content':'a'},"
                    + "{'role':'user','content':[{'type':'text','text':'b'},"
                    + "{'type':'image_url','image_url':{'url':'data:image/png;base64,QQ=='}},"
                    + "{'type':'text','text':'c'}]},"
                    + "{'role':'assistant','content':null,'reasoning_content':'t','tool_calls':["
                    + "{'id':'i','type':'function','function':{'name':'f',"
                    + "'arguments':'{\\'x\\':1}'}}]},"
                    + "{'role':'tool','tool_call_id':'i','content':'r'}]",
                "'model':'m','messages':[{'role':'system','content':'a'},"
                        + "{'role':'user','content':'b\\nc','images':['QQ==']},"
                        + "{'role':'assistant','content':'','thinking':'t','tool_calls':["
                        + "{'id':'i','function':{'name':'f','arguments':{'x':1}}}]},"
                        + "{'role':'tool','content':'r','tool_name':'f','tool_call_id':'i'}],"
                        + WHOLE);
    }

    @Test
    void whatCannotBeSaidIsRefused() {
        for (String part :
                new String[] {
                    "{'type':'image_url','image_url':{'url':'https://h/a.png'}}",
                    "{'type':'input_audio','input_audio':{'data':'QQ==','format':'wav'}}",
                    "{'type':'file','file':{'file_data':'data:application/pdf;base64,QQ=='}}"
                }) {
            var thrown =
                    assertThrows(
                            ApiException.class,
                            () ->
                                    write(
                                            "'model':'m','messages':[{'role':'user','content':["
                                                    + part
                                                    + "]}]"));
            assertEquals(400, thrown.error().status());
            assertEquals("messages[0].content[0]", thrown.error().param());
        }
    }

    @Test
    void tools() {
        String tools =
                "'tools':[{'type':'function','function':{'name':'f','description':'d',"
                        + "'parameters':{'type':'object'},'strict':true}},"
                        + "{'type':'function','function':{'name':'g'}},{'type':'web_search'}]";
        String f =
                "{'type':'function','function':{'name':'f','description':'d',"
                        + "'parameters':{'type':'object'}}}";
        String g =
                "{'type':'function','function':{'name':'g',"
                        + "'parameters':{'type':'object','properties':{}}}}";
        check(
                START + tools,
                START + "'tools':[" + f + ',' + g + "]," + WHOLE,
                "tools[0].function.strict",
                "tools[2]");
        check(START + tools + ",'tool_choice':'none'", START + WHOLE);
        check(
                START + tools + ",'tool_choice':{'type':'function','function':{'name':'g'}}",
                START + "'tools':[" + g + "]," + WHOLE,
                "tool_choice",
                "tools[2]");
    }

    @Test
    void aReply() {
        ChatReply reply =
                dialect.readReply(
                        json(
                                "{'model':'m','created_at':'2023-11-14T22:13:20.5Z','message':{"
                                        + "'role':'assistant','content':'a','thinking':'t',"
                                        + "'tool_calls':[{'function':{'name':'f',"
                                        + "'arguments':{'x': 1}}}]},'done':true,"
                                        + "'done_reason':'stop','total_duration':5,"
                                        + "'prompt_eval_count':26,'eval_count':12}"));

        assertEquals(1_700_000_000, reply.created());
        assertEquals("m", reply.model());
        assertEquals(Usage.of(26, 12), reply.usage());
        assertEquals(List.of("total_duration"), reply.extras().names());
        ChatReply.Choice choice = reply.choices().getFirst();
        assertEquals("t", choice.message().reasoning());
        assertEquals(Part.Text.of("a"), choice.message().content().getLast());
        assertEquals(
                List.of(new ToolCall("", ToolCall.Kind.FUNCTION, "f", "{\"x\": 1}", Extras.NONE)),
                choice.message().toolCalls());
        assertEquals(Standard.TOOL_CALLS, choice.finish());
    }

    @Test
    void finishWords() {
        Object[][] words = {
            {"stop", Standard.STOP},
            {"load", Standard.STOP},
            {"length", Standard.LENGTH},
            {"tired", new FinishReason.Other("tired")}
        };
        for (Object[] word : words) {
            ChatReply reply =
                    dialect.readReply(
                            json("{'message':{},'done':true,'done_reason':'" + word[0] + "'}"));
            assertEquals(word[1], reply.choices().getFirst().finish());
            assertNull(reply.usage());
        }
    }

    private static void error(ApiError error, int status, @Nullable String code) {
        assertEquals(status, error.status(), error.toString());
        assertEquals(code, error.code(), error.toString());
    }

    private ApiError disguised(String body) {
        return assertThrows(ApiException.class, () -> dialect.readReply(json(body))).error();
    }

    @Test
    void errors() {
        String missing = "{'error':'model `m` not found'}";
        error(dialect.readError(404, json(missing)), 404, "model_not_found");
        error(dialect.readError(400, json("{'error':'m does not support tools'}")), 400, null);
        error(
                dialect.readError(
                        400, json("{'error':'the input length exceeds the context length'}")),
                400,
                "context_length_exceeded");
        error(
                dialect.readError(503, json("{'error':'server busy, please try again'}")),
                503,
                "server_is_overloaded");
        error(dialect.readError(401, json("{'error':'unauthorized'}")), 502, "upstream_auth");
        error(dialect.readError(500, json("<html>")), 500, "upstream_error");
        error(disguised(missing), 404, "model_not_found");
        error(disguised("{'error':{'message':'server busy'}}"), 503, "server_is_overloaded");
        error(disguised("{'error':'x does not support thinking'}"), 400, null);
        error(disguised("{}"), 502, "upstream_error");
        error(disguised("[]"), 502, "upstream_error");
        error(disguised(""), 502, "upstream_error");
    }

    private static List<ChatEvent> read(byte[] body, int cut) {
        StreamReader reader = new OllamaDialect().newStreamReader();
        var events = new ArrayList<ChatEvent>();
        Frames.Sink sink = (name, data) -> events.addAll(reader.read(name, data));
        Frames frames = Framing.LINES.open();
        frames.feed(body, 0, cut, sink);
        frames.feed(body, cut, body.length, sink);
        frames.end(sink);
        events.addAll(reader.end());
        return events;
    }

    @Test
    void aStreamCutAnywhere() {
        String start = "{'model':'m','created_at':'2023-11-14T22:13:20Z','message':{";
        byte[] body =
                json(
                        start
                                + "'role':'assistant','content':'','thinking':'t'},'done':false}\n"
                                + start
                                + "'content':'h\u00e9\u2028'},'done':false}\r\n\n"
                                + start
                                + "'tool_calls':[{'id':'i','function':{'name':'f',"
                                + "'arguments':{}}},{'function':{'name':'g','arguments':{}}}]},"
                                + "'done':false}\n"
                                + start
                                + "'content':'!'},'done':true,'done_reason':'stop',"
                                + "'eval_duration':4,'prompt_eval_count':3,'eval_count':2}");
        List<ChatEvent> expected =
                List.of(
                        new ChatEvent.Started("ollama", "", 1_700_000_000, "m", Extras.NONE),
                        new ChatEvent.ReasoningDelta(0, "t"),
                        new ChatEvent.TextDelta(0, "h\u00e9\u2028"),
                        new ChatEvent.ToolCallStarted(
                                0, 0, ToolCall.Kind.FUNCTION, "i", "f", Extras.NONE),
                        new ChatEvent.ToolCallDelta(0, 0, "{}"),
                        new ChatEvent.ToolCallStarted(
                                0, 1, ToolCall.Kind.FUNCTION, "", "g", Extras.NONE),
                        new ChatEvent.ToolCallDelta(0, 1, "{}"),
                        new ChatEvent.TextDelta(0, "!"),
                        new ChatEvent.Finished(0, Standard.TOOL_CALLS),
                        new ChatEvent.Opaque(
                                0,
                                ChatEvent.Opaque.Place.CHUNK,
                                Extras.of("eval_duration", new Raw("4"))),
                        new ChatEvent.Metered(Usage.of(3, 2)));
        for (int i = 0; i <= body.length; i++) {
            assertEquals(expected, read(body, i), "cut at " + i);
        }
    }

    @Test
    void brokenStreamsFail() {
        String line = "{'message':{'content':'a'},'done':false}\n";
        Object[][] bodies = {
            {"", 502},
            {line, 502},
            {line + "{'mess", 502},
            {line + "{'error':'server busy'}\n" + line, 503},
            {"{'error':'model `m` not found'}", 404}
        };
        for (Object[] body : bodies) {
            List<ChatEvent> events = read(json((String) body[0]), 0);
            var failed = assertInstanceOf(ChatEvent.Failed.class, events.getLast());
            assertEquals(body[1], failed.error().status(), (String) body[0]);
        }
    }
}
