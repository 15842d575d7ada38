package dev.sluice.wire.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.wire.Told;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.StreamReader;
import dev.sluice.wire.chat.Written;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class SparkDialectTest {
    private static final String HI = "'messages':[{'role':'user','content':'hi'}]";
    private static final String TOOL =
            "'tools':[{'type':'function','function':{'name':'weather','description':'now',"
                    + "'parameters':{'type':'object'}}}]";

    private static SparkDialect dialect(SparkVersion version) {
        return new SparkDialect(SparkApp.of("abcd1234", version));
    }

    private static String chat(SparkVersion version, String members) {
        String body = Told.body(Told.written(dialect(version), "{" + HI + "," + members + "}"));
        String before = "{'header':{'app_id':'abcd1234'},'parameter':{'chat':{'domain':'";
        String after = "}},'payload':{'message':{'text':[{'role':'user','content':'hi'}]}}}";
        assertTrue(body.startsWith(before) && body.endsWith(after), body);
        String chat = body.substring(before.length(), body.length() - after.length());
        return chat.substring(chat.indexOf('\'') + 1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "V4_0|'model':'any'|~~",
                "V4_0|'temperature':1|,'temperature':0.5",
                "V4_0|'temperature':2|,'temperature':1",
                "V4_0|'temperature':0|,'temperature':0.01",
                "V4_0|'temperature':0.7|,'temperature':0.35",
                "X1|'temperature':1.2|,'temperature':1.2",
                "X1|'temperature':0.0|,'temperature':0.01",
                "V4_0|'top_k':40|,'top_k':6",
                "V4_0|'top_k':2|,'top_k':2",
                "V1_5|'max_tokens':100000|,'max_tokens':4096",
                "V3_5|'max_length':100|,'max_tokens':100",
                "X1|'max_completion_tokens':20000|,'max_tokens':20000",
                "V3_0|'chat_id':'c1'|,'chat_id':'c1'",
                "V3_0|'internet':true|,'tools':[{'type':'web_search','web_search':{'enable':true,'show_ref_label':true,'search_mode':'normal'}}]",
                "V3_0|'internet':false|,'tools':[{'type':'web_search','web_search':{'enable':false}}]",
                "V1_5|'internet':false|~~",
                "V3_0|'tools':[{'type':'web_search','web_search':{'enable':true}}]|,'tools':[{'type':'web_search','web_search':{'enable':true}}]",
                "X1|'thinking':{'type':'auto'}|,'thinking':{'type':'auto'}",
                "X1|'reasoning_effort':'high'|,'thinking':{'type':'enabled'}",
                "X1|'reasoning_effort':'none'|,'thinking':{'type':'disabled'}",
                "V4_0|'tool_choice':'none','tools':[{'type':'function','function':{'name':'f'}}]|~~"
            })
    void parametersAreSaidInSparksWords(SparkVersion version, String members, String chat) {
        assertEquals(chat, chat(version, members));
    }

    @Test
    void systemRoleIsNativeOnlyWhereTheVersionKnowsIt() {
        String call =
                "{'messages':[{'role':'system','content':'Rhyme.'},{'role':'user','content':'hi'}]}";
        String modern = Told.body(Told.written(dialect(SparkVersion.V3_5), call));
        assertTrue(modern.contains("[{'role':'system','content':'Rhyme.'},{'role':'user'"), modern);
        String old = Told.body(Told.written(dialect(SparkVersion.V3_0), call));
        assertTrue(
                old.contains(
                        "[{'role':'user','content':'Follow these settings from here on:\\nRhyme.'},"
                                + "{'role':'assistant','content':'ok'},"
                                + "{'role':'user','content':'hi'}]"),
                old);
    }

    @Test
    void toolsAreFunctionsAndTheirHistoryIsWords() {
        Written written =
                Told.written(
                        dialect(SparkVersion.V4_0),
                        "{'messages':[{'role':'user','content':'Rome?'},{'role':'assistant',"
                            + "'content':null,'tool_calls':[{'id':'1','type':'function',"
                            + "'function':{'name':'weather','arguments':'{}'}}]},{'role':'tool',"
                            + "'tool_call_id':'1','content':'sunny'}],"
                                + TOOL
                                + "}");
        String body = Told.body(written);
        assertTrue(
                body.endsWith(
                        "'text':[{'role':'user','content':'Rome?'},{'role':'assistant','content':"
                                + "'I call the tool weather with {}'},{'role':'user','content':"
                                + "'The tool weather answered: sunny'}]},'functions':{'text':"
                                + "[{'name':'weather','description':'now','parameters':"
                                + "{'type':'object'}}]}}}"),
                body);
        assertEquals(List.of(), written.dropped());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "V4_0|'top_p':0.5,'seed':1,'stop':['x'],'n':2,'logit_bias':{}|top_p seed stop"
                        + " logit_bias n",
                "V4_0|'n':1,'response_format':{'type':'text'}|~~",
                "V4_0|'response_format':{'type':'json_object'},'metadata':{}|response_format"
                        + " metadata",
                "V1_5|" + TOOL + "|tools[0]",
                "V4_0|" + TOOL + ",'tool_choice':'required'|tool_choice",
                "V1_5|'internet':true|internet",
                "V3_0|'web_search_options':{'search_context_size':'low'}|web_search_options.search_context_size",
                "V4_0|'thinking':{'type':'enabled'},'reasoning_effort':'low'|thinking"
                        + " reasoning_effort"
            })
    void whatSparkCannotSayIsNamed(SparkVersion version, String members, String dropped) {
        Written written = Told.written(dialect(version), "{" + HI + "," + members + "}");
        assertEquals(
                List.of(dropped.isEmpty() ? new String[0] : dropped.split(" ")), written.dropped());
    }

    @Test
    void picturesAreRefused() {
        ApiError error =
                assertThrows(
                                ApiException.class,
                                () ->
                                        Told.written(
                                                dialect(SparkVersion.V4_0),
                                                "{'messages':[{'role':'user','content':[{'type':"
                                                    + "'text','text':'see'},{'type':'image_url',"
                                                    + "'image_url':{'url':'https://x/y.png'}}]}]}"))
                        .error();
        assertEquals(400, error.status());
        assertEquals("messages[0].content[1]", error.param());
    }

    @Test
    void namesOfUsersAreShortenedAlwaysToTheSame() {
        String asks = "{" + HI + ",'user':'%s'}";
        String plain = Told.body(Told.written(dialect(SparkVersion.X1), asks.formatted("me")));
        assertTrue(plain.startsWith("{'header':{'app_id':'abcd1234','uid':'me'}"), plain);
        String name = "somebody@a-rather-long-name.example.com";
        String once = Told.body(Told.written(dialect(SparkVersion.X1), asks.formatted(name)));
        assertTrue(
                once.matches("\\{'header':\\{'app_id':'abcd1234','uid':'[0-9a-f]{32}'}.*"), once);
        assertEquals(once, Told.body(Told.written(dialect(SparkVersion.X1), asks.formatted(name))));
        String own = asks.formatted(name).replace(",'user'", ",'uid':'u','user'");
        assertTrue(Told.body(Told.written(dialect(SparkVersion.X1), own)).contains("'uid':'u'"));
    }

    @ParameterizedTest
    @EnumSource(SparkVersion.class)
    void versionsAreFoundByWordAndDomain(SparkVersion version) {
        assertEquals(version, SparkVersion.of(version.domain()).orElseThrow());
        assertTrue(version.path().startsWith("/"));
    }

    private static String frame(int status, String payload) {
        return "{'header':{'code':0,'message':'Success','sid':'cht1','status':"
                + status
                + "},'payload':{"
                + payload
                + "}}";
    }

    private static String text(int status, String members) {
        return "'choices':{'status':" + status + ",'seq':0,'text':[{" + members + ",'index':0}]}";
    }

    private static final String USAGE =
            ",'usage':{'text':{'question_tokens':2,'prompt_tokens':3,'completion_tokens':2,"
                    + "'total_tokens':5}}";

    private static List<String> read(String... frames) {
        StreamReader reader = dialect(SparkVersion.V4_0).newStreamReader();
        return Told.messages(reader, frames);
    }

    @Test
    void threeFramesAreThreeDeltas() {
        assertEquals(
                List.of(
                        "start cht1",
                        "think hm",
                        "text Hel",
                        "text lo",
                        "text !",
                        "usage 3/2",
                        "end STOP"),
                read(
                        frame(0, text(0, "'reasoning_content':'hm','content':'Hel'")),
                        frame(1, text(1, "'content':'lo'")),
                        frame(2, text(2, "'content':'!'") + USAGE),
                        frame(2, text(2, "'content':'never'"))));
    }

    @Test
    void oneFrameMayBeTheWholeAnswer() {
        assertEquals(
                List.of("start cht1", "text Hi", "usage 3/2", "end STOP"),
                read(frame(2, text(2, "'role':'assistant','content':'Hi'") + USAGE)));
        byte[] body = Told.bytes(frame(2, text(2, "'content':'Hi'")));
        assertEquals(
                "Hi",
                dialect(SparkVersion.X1).readReply(body).choices().getFirst().message().text());
    }

    @Test
    void aFunctionCallIsAToolCall() {
        assertEquals(
                List.of(
                        "start cht1",
                        "call 0  weather",
                        "args 0 {\"city\":\"Rome\"}",
                        "end TOOL_CALLS"),
                read(
                        frame(
                                2,
                                text(
                                        2,
                                        "'content':'','function_call':{'name':'weather',"
                                                + "'arguments':'{\\'city\\':\\'Rome\\'}'}"))));
    }

    @Test
    void pluginsNameTheirSources() {
        assertEquals(
                List.of("start cht1", "source https://x/1 One", "text Hi", "end STOP"),
                read(
                        frame(
                                0,
                                "'plugins':{'text':[{'name':'ifly_search','content':'[{\\'index\\':1,"
                                    + "\\'url\\':\\'https://x/1\\',\\'title\\':\\'One\\'}]'},{'content':'no"
                                    + " json'},{'content':null},7]}"),
                        frame(2, text(2, "'content':'Hi'"))));
    }

    @ParameterizedTest
    @CsvSource({
        "10013, 400, content_filter",
        "10907, 400, context_length_exceeded",
        "10003, 400, 10003",
        "10163, 400, 10163",
        "10404, 400, 10404",
        "10006, 429, 10006",
        "10007, 429, 10007",
        "11202, 429, 11202",
        "11203, 429, 11203",
        "11201, 429, insufficient_quota",
        "11200, 429, insufficient_quota",
        "10110, 503, 10110",
        "10222, 503, 10222",
        "10010, 503, 10010",
        "10008, 502, 10008",
        "10012, 502, 10012",
        "10000, 502, 10000",
        "10015, 502, upstream_auth",
        "10016, 502, upstream_auth",
        "99999, 502, 99999"
    })
    void codesHaveTheirMeaning(String code, int status, String meant) {
        String error = "{'header':{'code':" + code + ",'message':'why','sid':'c','status':2}}";
        assertEquals(List.of("fail " + status + " " + meant), read(error));
        ApiError told = dialect(SparkVersion.V4_0).readError(200, Told.bytes(error));
        assertEquals(status, told.status());
        assertEquals(meant, told.code());
    }

    @ParameterizedTest
    @CsvSource({"10014", "10019", "10021"})
    void aWithheldAnswerEndsWithWhatCameBefore(String code) {
        String error = "{'header':{'code':" + code + ",'message':'why','sid':'c','status':2}}";
        assertEquals(
                List.of("start cht1", "text Hel", "end SENSITIVE"),
                read(frame(0, text(0, "'content':'Hel'")), error));
        assertEquals(List.of("start c", "end SENSITIVE"), read(error));
    }

    @Test
    void noFrameMakesItThrow() {
        assertEquals(List.of("fail 502 upstream_error"), read("nonsense"));
        assertEquals(List.of("fail 502 upstream_error"), read("[]"));
        assertEquals(List.of("start ", "fail 502 upstream_error"), read("{}"));
        assertEquals(
                List.of("start ", "fail 502 upstream_error"),
                read("{'header':null,'payload':{'choices':null,'usage':7,'plugins':[]}}"));
        assertEquals(
                List.of("start cht1", "text a", "fail 502 upstream_error"),
                read(frame(1, text(1, "'content':'a'"))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "401|{'message':'Unauthorized'}|502|upstream_auth",
                "403|{'message':'HMAC signature cannot be verified'}|502|upstream_auth",
                "500|<html>|500|upstream_error",
                "404|~~|404|"
            })
    void refusedHandshakesAreErrors(int status, String body, int expected, String code) {
        ApiError error = dialect(SparkVersion.V4_0).readError(status, Told.bytes(body));
        assertEquals(expected, error.status());
        assertEquals(code, error.code());
    }

    @Test
    void everyWordIsOneVersion() {
        assertEquals(
                SparkVersion.values().length,
                Arrays.stream(SparkVersion.words().split(", "))
                        .map(word -> SparkVersion.of(word).orElseThrow())
                        .distinct()
                        .count());
        assertTrue(SparkVersion.of("v9").isEmpty());
    }
}
