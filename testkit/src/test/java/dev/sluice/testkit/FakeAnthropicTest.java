package dev.sluice.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

final class FakeAnthropicTest {
    private static final String KEY = "sk-ant-test";
    private static final String HI = "'messages':[{'role':'user','content':'hi there'}]";
    private static final String CALLED =
            "{'role':'user','content':'a'},{'role':'assistant','content':[{'type':'tool_use',"
                    + "'id':'t1','name':'f','input':{}}]}";
    private static final String TOOL = "'tools':[{'name':'f','input_schema':{'type':'object'}}]";

    private final FakeAnthropic fake = new FakeAnthropic(KEY);

    private static Request request(String path, Headers headers, String body) {
        String text =
                body.replace("{HI}", HI)
                        .replace("{CALLED}", CALLED)
                        .replace("{TOOL}", TOOL)
                        .replace('\'', '"');
        return new Request("POST", path, headers, text.getBytes(UTF_8), 1);
    }

    private Answer sent(String path, String body) {
        return fake.apply(
                request(
                        path,
                        Headers.of(
                                "x-api-key",
                                KEY,
                                "anthropic-version",
                                "2023-06-01",
                                "content-type",
                                "application/json"),
                        body));
    }

    private static JsonNode json(Answer answer) {
        return Json.read(assertInstanceOf(Answer.Fixed.class, answer).body().bytes());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'model':'claude-3-opus',{HI}}|max_tokens",
                "{'max_tokens':5,{HI}}|model",
                "{'model':'gpt','max_tokens':5,{HI}}|model: gpt",
                "{'model':'claude-3-opus','max_tokens':5,{HI},'internet':true}|internet: Extra",
                "{'model':'claude-3-opus','max_tokens':5,{HI},'temperature':1.5}|temperature",
                "{'model':'claude-opus-4-8','max_tokens':5,{HI},'temperature':1}|temperature",
                "{'model':'claude-sonnet-4-5','max_tokens':5,{HI},'temperature':1,'top_p':1}|both",
                "{'model':'claude-3-opus','max_tokens':5,'messages':[]}|at least one",
                "{'model':'claude-3-opus','max_tokens':5,'messages':[{'role':'user','content':"
                        + "[{'type':'text','text':' '}]}]}|non-whitespace",
                "{'model':'claude-3-opus','max_tokens':5,'messages':[{'role':'assistant',"
                        + "'content':'a'}]}|first message",
                "{'model':'claude-3-opus','max_tokens':5,'messages':[{'role':'user','content':"
                        + "'a'},{'role':'user','content':'b'}]}|alternate",
                "{'model':'claude-3-opus','max_tokens':5,'messages':[{'role':'user','content':"
                        + "'a'},{'role':'assistant','content':'b '}]}|trailing whitespace",
                "{'model':'claude-opus-4-8','max_tokens':5,'messages':[{'role':'user','content':"
                        + "'a'},{'role':'assistant','content':'b'}]}|prefill",
                "{'model':'claude-3-opus','max_tokens':5,'messages':[{CALLED},{'role':'user',"
                        + "'content':'b'}]}|tool_result",
                "{'model':'claude-3-opus','max_tokens':5,'messages':[{CALLED},{'role':'user',"
                        + "'content':[{'type':'text','text':'x'},{'type':'tool_result',"
                        + "'tool_use_id':'t1'}]}]}|come before",
                "{'model':'claude-3-opus','max_tokens':5,'messages':[{CALLED},{'role':'user',"
                        + "'content':[{'type':'tool_result','tool_use_id':'t2'}]}]}|unexpected",
                "{'model':'claude-3-opus','max_tokens':5,{HI},'stop_sequences':[' ']}|stop_seq",
                "{'model':'claude-3-opus','max_tokens':5,{HI},'tools':[{'name':'f'}]}|input_schema",
                "{'model':'claude-3-opus','max_tokens':5,{HI},'tool_choice':{'type':'auto'}}|tools",
                "{'model':'claude-sonnet-4-5','max_tokens':900,{HI},'thinking':{'type':'enabled',"
                        + "'budget_tokens':1024}}|max_tokens",
                "{'model':'claude-sonnet-4-5','max_tokens':9000,'messages':[{CALLED},{'role':"
                        + "'user','content':[{'type':'tool_result','tool_use_id':'t1'}]}],"
                        + "'thinking':{'type':'enabled','budget_tokens':1024}}|Expected `thinking`"
            })
    void refusesWhatTheVendorRefuses(String body, String words) {
        JsonNode error = json(sent("/v1/messages", body));
        assertEquals("error", error.path("type").asString(""), error.toString());
        assertTrue(error.toString().contains(words), error.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2024-01-01"})
    void wantsItsVersion(String version) {
        Headers headers = Headers.of("x-api-key", KEY, "content-type", "application/json");
        Headers all = version.isEmpty() ? headers : headers.with("anthropic-version", version);
        Answer answer =
                fake.apply(
                        request("/v1/messages", all, "{'model':'claude-3','max_tokens':5,{HI}}"));
        assertEquals(400, assertInstanceOf(Answer.Fixed.class, answer).status());
    }

    @Test
    void answers() {
        JsonNode text = json(sent("/v1/messages", "{'model':'claude-3','max_tokens':5,{HI}}"));
        assertEquals("You said: hi there", text.path("content").path(0).path("text").asString(""));
        JsonNode call =
                json(sent("/v1/messages", "{'model':'claude-3','max_tokens':5,{HI},{TOOL}}"));
        assertEquals("tool_use", call.path("stop_reason").asString(""));
        JsonNode after =
                json(
                        sent(
                                "/v1/messages",
                                "{'model':'claude-3','max_tokens':5,{TOOL},'messages':[{CALLED},"
                                        + "{'role':'user','content':[{'type':'tool_result',"
                                        + "'tool_use_id':'t1','content':'sun'}]}]}"));
        assertTrue(after.toString().contains("The tool said: sun"), after.toString());
        var stream =
                assertInstanceOf(
                        Answer.Sse.class,
                        sent(
                                "/v1/messages",
                                "{'model':'claude-3','max_tokens':5,{HI},'stream':true}"));
        assertTrue(stream.events().getFirst().startsWith("event: message_start\n"));
        assertTrue(stream.events().getLast().startsWith("event: message_stop\n"));
    }

    @Test
    void completes() {
        String call =
                "{'model':'claude-2','max_tokens_to_sample':5,'prompt':"
                        + "'\\n\\nHuman: hey\\n\\nAssistant:'}";
        assertEquals(
                " You said: hey", json(sent("/v1/complete", call)).path("completion").asString(""));
        assertTrue(
                json(sent("/v1/complete", call.replace("Human", "User")))
                        .toString()
                        .contains("prompt must start"));
    }

    @ParameterizedTest
    @CsvSource({"fake-429,429", "fake-500,500", "fake-529,529", "fake-error-in-200,200"})
    void misbehaves(String model, int status) {
        Answer answer = sent("/v1/messages", "{'model':'" + model + "','max_tokens':5,{HI}}");
        assertEquals(status, assertInstanceOf(Answer.Fixed.class, answer).status());
        assertEquals("error", json(answer).path("type").asString(""));
    }

    @Test
    void webPages() {
        FakeClaudeWeb web = new FakeClaudeWeb("c=1");
        String list = "/api/organizations";
        Request get = new Request("GET", list, Headers.of("cookie", "c=1"), new byte[0], 1);
        String org = json(web.apply(get)).path(1).path("uuid").asString("");
        Headers headers = Headers.of("cookie", "c=1", "accept", "text/event-stream");
        String talks = list + "/" + org + "/chat_conversations";
        String uuid = "00000000-0000-4000-8000-000000000000";
        String begin = "{'uuid':'" + uuid + "','name':''}";
        String ask =
                "{'prompt':'hey','timezone':'UTC','attachments':[],'files':[],"
                        + "'rendering_mode':'messages'}";
        String talk = talks + "/" + uuid + "/completion";
        assertEquals(404, status(web.apply(request(talk, headers, ask))));
        assertEquals(201, status(web.apply(request(talks, headers, begin))));
        assertEquals(409, status(web.apply(request(talks, headers, begin))));
        for (String body : new String[] {ask, ask.replace("messages", "raw")}) {
            var stream =
                    assertInstanceOf(Answer.Sse.class, web.apply(request(talk, headers, body)));
            assertTrue(stream.events().size() > 4, stream.events().toString());
        }
        assertEquals(403, status(web.apply(request(talk, Headers.of("cookie", "x"), ask))));
    }

    private static int status(Answer answer) {
        return assertInstanceOf(Answer.Fixed.class, answer).status();
    }
}
