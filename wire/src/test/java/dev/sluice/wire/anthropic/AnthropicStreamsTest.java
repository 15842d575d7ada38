package dev.sluice.wire.anthropic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.wire.Tree;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.ChatEvent.Opaque.Place;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.FinishReason.Standard;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.ReplyTerms;
import dev.sluice.wire.chat.StreamWriter;
import dev.sluice.wire.chat.ToolCall;
import dev.sluice.wire.chat.Usage;
import dev.sluice.wire.openai.OpenAiDialect;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnthropicStreamsTest {
    private static final ReplyTerms TERMS =
            new ReplyTerms("x1", 7, "m", ReplyTerms.UsageReport.WITHHELD);

    private static final String START =
            "message_start {'type':'message_start','message':{'id':'msg_1','type':'message',"
                    + "'role':'assistant','model':'claude-x','content':[],'stop_reason':null,"
                    + "'usage':{'input_tokens':40,'cache_read_input_tokens':2,"
                    + "'cache_creation_input_tokens':1,'output_tokens':1}}}   ";
    private static final String STOP = "message_stop {'type':'message_stop'}";

    /** Makes a stream of lines "name data". */
    private static byte[] stream(String... events) {
        var text = new StringBuilder();
        for (String event : events) {
            int blank = event.indexOf(' ');
            text.append("event: ").append(event, 0, blank).append("\ndata:");
            text.append(event.substring(blank).replace('\'', '"')).append("\n\n");
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String block(int index, String block) {
        return "content_block_start {'type':'content_block_start','index':"
                + index
                + ",'content_block':"
                + block
                + "}";
    }

    private static String delta(int index, String delta) {
        return "content_block_delta {'type':'content_block_delta','index':"
                + index
                + ",'delta':"
                + delta
                + " }";
    }

    private static String close(int index) {
        return "content_block_stop {'type':'content_block_stop','index':" + index + "}";
    }

    private static String stop(String reason, int output) {
        return "message_delta {'type':'message_delta','delta':{'stop_reason':'"
                + reason
                + "','stop_sequence':null},'usage':{'output_tokens':"
                + output
                + ",'output_tokens_details':{'thinking_tokens':30}}}";
    }

    private static List<ChatEvent> read(byte[] body) {
        return Spoken.read(body, body.length);
    }

    private static final byte[] WHOLE =
            stream(
                    START,
                    block(0, "{'type':'thinking','thinking':'','signature':''}"),
                    "ping {'type': 'ping'}",
                    delta(0, "{'type':'thinking_delta','thinking':'Let me'}"),
                    delta(0, "{'type':'signature_delta','signature':'Ev'}"),
                    delta(0, "{'type':'signature_delta','signature':'MC'}"),
                    close(0),
                    block(1, "{'type':'redacted_thinking','data':'secret'}"),
                    close(1),
                    block(2, "{'type':'server_tool_use','id':'s1','name':'web_search','input':{}}"),
                    delta(2, "{'type':'input_json_delta','partial_json':'{}'}"),
                    close(2),
                    block(3, "{'type':'text','text':''}"),
                    delta(3, "{'type':'text_delta','text':'Gr\u00fc\u00df \ud83d\ude00'}"),
                    delta(
                            3,
                            "{'type':'citations_delta','citation':{'type':"
                                    + "'web_search_result_location','url':'https://u','title':'T',"
                                    + "'cited_text':'c','encrypted_index':'e'}}"),
                    close(3),
                    block(4, "{'type':'tool_use','id':'toolu_1','name':'f','input':{}}"),
                    delta(4, "{'type':'input_json_delta','partial_json':''}"),
                    delta(4, "{'type':'input_json_delta','partial_json':'{\\'a\\':1}'}")
                            .replace("\\'", "\\\""),
                    close(4),
                    block(5, "{'type':'tool_use','id':'toolu_2','name':'g','input':{}}"),
                    close(5),
                    "future_event {'type':'future_event'}",
                    stop("tool_use", 82),
                    STOP);

    @Test
    void everyStepAndWhereverItIsCut() {
        List<ChatEvent> events = read(WHOLE);
        Usage first = new Usage(40, 2, 1, 0, 1, 0, 0, false, Extras.NONE);
        Usage last = new Usage(40, 2, 1, 0, 52, 30, 0, false, Extras.NONE);
        ToolCall.Kind function = ToolCall.Kind.FUNCTION;
        assertEquals(
                List.of(
                        new ChatEvent.Started("anthropic", "msg_1", 0, "claude-x", Extras.NONE),
                        new ChatEvent.Metered(first),
                        new ChatEvent.ReasoningDelta(0, "Let me"),
                        new ChatEvent.ReasoningSigned(0, "EvMC"),
                        new ChatEvent.Opaque(
                                0,
                                Place.DELTA,
                                Extras.of(
                                        "reasoning_details",
                                        new Raw(
                                                "[{\"type\":\"reasoning.encrypted\","
                                                        + "\"data\":\"secret\"}]"))),
                        new ChatEvent.TextDelta(0, "Gr\u00fc\u00df \ud83d\ude00"),
                        events.get(6),
                        new ChatEvent.ToolCallStarted(0, 0, function, "toolu_1", "f", Extras.NONE),
                        new ChatEvent.ToolCallDelta(0, 0, "{\"a\":1}"),
                        new ChatEvent.ToolCallStarted(0, 1, function, "toolu_2", "g", Extras.NONE),
                        new ChatEvent.ToolCallDelta(0, 1, "{}"),
                        new ChatEvent.Metered(last),
                        new ChatEvent.Finished(0, Standard.TOOL_CALLS)),
                events);
        var cited = assertInstanceOf(ChatEvent.Annotated.class, events.get(6)).annotation();
        var source = assertInstanceOf(dev.sluice.wire.chat.Annotation.UrlCitation.class, cited);
        assertEquals(
                "https://u T 0 7",
                source.url() + " " + source.title() + " " + source.start() + " " + source.end());
        for (int cut = 0; cut <= WHOLE.length; cut++) {
            assertEquals(events, Spoken.read(WHOLE, cut), "cut at " + cut);
        }
    }

    @Test
    void clientsOfOpenAiGetTheProofsOfThoughts() {
        String text =
                new String(
                        written(new OpenAiDialect().newStreamWriter(TERMS), read(WHOLE)),
                        StandardCharsets.UTF_8);
        assertTrue(
                text.contains(
                        "\"delta\":{\"content\":\"\",\"reasoning_content\":\"\","
                                + "\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":"
                                + "\"Let me\",\"signature\":\"EvMC\"}]}"),
                text);
        assertTrue(
                text.contains(
                        "\"reasoning_details\":[{\"type\":\"reasoning.encrypted\","
                                + "\"data\":\"secret\"}]"),
                text);
        // Another gateway behind this one hears the thought once.
        var reader = new OpenAiDialect().newStreamReader();
        var again = new ArrayList<ChatEvent>();
        for (String line : text.split("\n\n", -1)) {
            if (line.startsWith("data: ")) {
                again.addAll(reader.read("", line.substring(6).getBytes(StandardCharsets.UTF_8)));
            }
        }
        assertEquals("Let me", Spoken.ofEvents(again).reasoning.toString());
    }

    @Test
    void theSameAgainForClientsOfAnthropic() {
        byte[] again = written(new AnthropicDialect().newStreamWriter(TERMS), read(WHOLE));
        assertEquals(Spoken.ofStream(WHOLE).toString(), Spoken.ofStream(again).toString());
        String text = new String(again, StandardCharsets.UTF_8);
        assertTrue(
                text.startsWith("event: message_start\ndata: {\"type\":\"message_start\","), text);
        assertTrue(text.contains("{\"type\":\"redacted_thinking\",\"data\":\"secret\"}"), text);
        assertTrue(text.contains("citations_delta"), text);
        assertTrue(
                text.endsWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"), text);
        int next = 0;
        for (String line : text.split("\n", -1)) {
            if (line.contains("\"content_block_start\",\"index\"")) {
                assertTrue(line.contains("\"index\":" + next++ + ","), line);
            }
        }
    }

    private static byte[] written(StreamWriter writer, List<ChatEvent> events) {
        var out = new ByteArrayOutputStream();
        events.forEach(event -> out.writeBytes(writer.write(event)));
        out.writeBytes(writer.end());
        out.writeBytes(writer.end());
        return out.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({
        "end_turn,STOP",
        "stop_sequence,STOP",
        "pause_turn,STOP",
        "compaction,STOP",
        "max_tokens,LENGTH",
        "model_context_window_exceeded,LENGTH",
        "tool_use,TOOL_CALLS",
        "refusal,CONTENT_FILTER",
        "dozed_off,Other[word=dozed_off]"
    })
    void reasonsToStop(String word, String reason) {
        var last = read(stream(START, stop(word, 5), STOP)).getLast();
        assertEquals(reason, ((ChatEvent.Finished) last).reason().toString());
    }

    @ParameterizedTest
    @CsvSource({
        "overloaded_error,503,server_is_overloaded",
        "rate_limit_error,429,rate_limit_exceeded",
        "api_error,500,upstream_error",
        "authentication_error,502,upstream_auth",
        "billing_error,429,insufficient_quota",
        "new_error,502,upstream_error"
    })
    void errorsInTheStream(String type, int status, String code) {
        byte[] body =
                stream(
                        START,
                        "error {'type':'error','error':{'type':'" + type + "','message':'no'}}",
                        STOP);
        List<ChatEvent> events = read(body);
        ApiError error = ((ChatEvent.Failed) events.getLast()).error();
        assertEquals(status + code, error.status() + error.code());
        String out =
                new String(
                        written(new AnthropicDialect().newStreamWriter(TERMS), events),
                        StandardCharsets.UTF_8);
        assertTrue(out.contains("event: error\ndata: {\"type\":\"error\""), out);
    }

    @Test
    void nothingEndsBeforeItsEnd() {
        String text = new String(WHOLE, StandardCharsets.UTF_8);
        int known =
                text.getBytes(StandardCharsets.UTF_8).length
                        - text.substring(text.indexOf("event: message_delta"))
                                .getBytes(StandardCharsets.UTF_8)
                                .length;
        for (int length = 0; length < known; length += 7) {
            byte[] part = Arrays.copyOf(WHOLE, length);
            List<ChatEvent> events = read(part);
            assertInstanceOf(ChatEvent.Failed.class, events.getLast(), "after " + length);
        }
        // Nothing but the last word is missing.
        byte[] almost = stream(START, block(0, "{'type':'text','text':'x'}"), stop("end_turn", 3));
        assertEquals(new ChatEvent.Finished(0, Standard.STOP), read(almost).getLast());
    }

    @Test
    void aSchemaByToolIsTextAgain() {
        byte[] body =
                stream(
                        START,
                        block(
                                0,
                                "{'type':'tool_use','id':'t','name':'sluice_json_output','input':{}}"),
                        delta(0, "{'type':'input_json_delta','partial_json':'{}'}"),
                        close(0),
                        stop("tool_use", 3),
                        STOP);
        Spoken said = Spoken.ofEvents(read(body));
        assertEquals("{} [] STOP", said.text + " " + said.calls + " " + said.finish);
    }

    @Test
    void refusalsSayWhy() {
        byte[] body =
                stream(
                        START,
                        "message_delta {'type':'message_delta','delta':{'stop_reason':'refusal',"
                                + "'stop_details':{'type':'refusal','explanation':'no way'}}}",
                        STOP);
        List<ChatEvent> events = read(body);
        assertTrue(events.contains(new ChatEvent.RefusalDelta(0, "no way")), events.toString());
        assertEquals(new ChatEvent.Finished(0, Standard.CONTENT_FILTER), events.getLast());
    }

    @Test
    void olderCompletions() {
        byte[] body =
                stream(
                        "completion {'type':'completion','completion':' Hel','stop_reason':null,"
                                + "'model':'claude-2'}",
                        "ping {'type':'ping'}",
                        "completion {'type':'completion','completion':'lo','stop_reason':"
                                + "'max_tokens','model':'claude-2'}");
        List<ChatEvent> expected =
                List.of(
                        new ChatEvent.Started("anthropic", "", 0, "claude-2", Extras.NONE),
                        new ChatEvent.TextDelta(0, " Hel"),
                        new ChatEvent.TextDelta(0, "lo"),
                        new ChatEvent.Finished(0, Standard.LENGTH));
        for (int cut = 0; cut <= body.length; cut++) {
            assertEquals(expected, Spoken.read(body, cut));
        }
    }

    @Test
    void parallelCallsThatComeMixedAreToldOneAfterTheOther() {
        ToolCall.Kind kind = ToolCall.Kind.FUNCTION;
        List<ChatEvent> mixed =
                List.of(
                        new ChatEvent.Started("openai", "chatcmpl-1", 5, "", Extras.NONE),
                        new ChatEvent.TextDelta(0, "a"),
                        new ChatEvent.ToolCallStarted(0, 0, kind, "c1", "f", Extras.NONE),
                        new ChatEvent.ToolCallStarted(0, 1, kind, "", "g", Extras.NONE),
                        new ChatEvent.ToolCallDelta(0, 1, "{\"b\":"),
                        new ChatEvent.ToolCallDelta(0, 0, "{\"a\":1}"),
                        new ChatEvent.TextDelta(0, "z"),
                        new ChatEvent.ToolCallDelta(0, 1, "2}"),
                        new ChatEvent.Finished(0, Standard.STOP),
                        new ChatEvent.Metered(Usage.of(10, 20)));
        byte[] out = written(new AnthropicDialect().newStreamWriter(TERMS), mixed);
        Spoken said = Spoken.ofStream(out);
        assertEquals("az", said.text.toString());
        assertEquals(2, said.calls.size());
        assertEquals("c1f{a=1}", said.calls.getFirst());
        assertTrue(said.calls.getLast().endsWith("g{b=2}"), said.calls.toString());
        assertEquals("TOOL_CALLS 10/0/0/20/0", said.finish + " " + said.usage);
        String text = new String(out, StandardCharsets.UTF_8);
        assertTrue(text.contains("\"id\":\"msg_chatcmpl-1\""), text);
        for (String line : text.split("\n", -1)) {
            if (line.startsWith("data: ")) {
                Tree.read(line.substring(6));
            }
        }
    }
}
