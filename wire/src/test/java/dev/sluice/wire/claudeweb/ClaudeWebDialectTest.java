package dev.sluice.wire.claudeweb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.wire.Tree;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.FinishReason.Standard;
import dev.sluice.wire.chat.Written;
import dev.sluice.wire.claudeweb.ClaudeWebDialect.History;
import dev.sluice.wire.frames.Framing;
import dev.sluice.wire.openai.OpenAiDialect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaudeWebDialectTest {
    private static final String TALK =
            "{'messages':[{'role':'system','content':'s'},{'role':'user','content':'a'},{'role':'assistant','content':'b'},{'role':'user','content':'{history}"
                + " c'}]}";

    private static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    private static String prompt(@Nullable String template, History history, String body) {
        ChatCall call = new OpenAiDialect().readCall(json(body));
        Written written = new ClaudeWebDialect(template, history).writeCall(call);
        var members = Tree.object(Tree.read(written.body()));
        assertEquals(List.of(), members.get("attachments"));
        assertEquals("messages", members.get("rendering_mode"));
        return String.valueOf(members.get("prompt"));
    }

    @Test
    void prompts() {
        String single = "{'messages':[{'role':'user','content':'hello'}]}";
        assertEquals("hello", prompt(null, History.TOLD, single));
        assertEquals(
                "System: s\n\nHuman: a\n\nAssistant: b\n\nHuman: {history} c",
                prompt(null, History.TOLD, TALK));
        assertEquals("{history} c", prompt(null, History.KNOWN, TALK));
        assertEquals(
                "[{\"role\":\"system\",\"content\":\"s\"},{\"role\":\"user\",\"content\":\"a\"},"
                        + "{\"role\":\"assistant\",\"content\":\"b\"}] -> {history} c!",
                prompt("{history} -> {newMessage}!", History.TOLD, TALK));
        assertEquals("[]hello", prompt("{history}{newMessage}", History.TOLD, single));
    }

    @Test
    void namesWhatItCannotSay() {
        ChatCall call =
                new OpenAiDialect()
                        .readCall(
                                json(
                                        "{'model':'claude-x','temperature':1,'max_tokens':5,"
                                                + "'internet':true,'foo':1,'messages':"
                                                + "[{'role':'user','content':'a'}]}"));
        Written written = new ClaudeWebDialect(null, History.TOLD).writeCall(call);
        assertEquals(List.of("temperature", "max_tokens", "foo"), written.dropped());
        assertEquals(
                Tree.read(
                        json(
                                "{'prompt':'a','timezone':'UTC','model':'claude-x',"
                                    + "'attachments':[],'files':[],'rendering_mode':'messages',"
                                    + "'tools':[{'type':'web_search_v0','name':'web_search'}]}")),
                Tree.read(written.body()));
        ChatCall picture =
                new OpenAiDialect()
                        .readCall(
                                json(
                                        "{'messages':[{'role':'user','content':[{'type':"
                                            + "'image_url','image_url':{'url':'http://h/'}}]}]}"));
        ApiError error =
                assertThrows(
                                ApiException.class,
                                () -> new ClaudeWebDialect(null, History.TOLD).writeCall(picture))
                        .error();
        assertEquals("messages[0].content[0]", error.param());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[{'uuid':'a','capabilities':['api']},{'uuid':'b','capabilities':['chat']},"
                        + "{'uuid':'c','capabilities':['chat','pro']}]|c",
                "[{'uuid':'a'},{'uuid':'b'}]|a",
                "[]|",
                "{}|",
                "<html>|"
            })
    void organizations(String body, String uuid) {
        assertEquals(uuid, ClaudeWebDialect.organization(json(body)));
    }

    @ParameterizedTest
    @CsvSource({
        "404,410,provider_retired",
        "410,410,provider_retired",
        "401,502,upstream_auth",
        "403,502,upstream_auth",
        "429,429,rate_limit_exceeded",
        "500,500,upstream_error"
    })
    void errors(int status, int told, String code) {
        var dialect = new ClaudeWebDialect(null, History.TOLD);
        for (String body : List.of("<html>", "{'type':'error','error':{'message':'x'}}", "")) {
            ApiError error = dialect.readError(status, json(body));
            assertEquals(told + code, error.status() + error.code());
        }
    }

    @Test
    void bothKindsOfEvents() {
        var messages = new StringBuilder();
        for (String data :
                List.of(
                        "{'type':'message_start','message':{'id':'chat_1','model':'claude-x'}}",
                        "{'type':'content_block_start','index':0,'content_block':"
                                + "{'type':'text','text':''}}",
                        "{'type':'content_block_delta','index':0,'delta':"
                                + "{'type':'text_delta','text':'Hi'}}",
                        "{'type':'message_delta','delta':{'stop_reason':'end_turn'}}",
                        "{'type':'message_limit','message_limit':{'type':'within_limit'}}",
                        "{'type':'message_stop'}")) {
            messages.append("event: any\ndata: ").append(data).append("\n\n");
        }
        String half = "data: {'type':'completion','completion':'H','stop_reason':null}";
        String raw = half + "\n\ndata: {'completion':'i','stop_reason':'stop_sequence'}\r\n\r\n";
        for (String body : List.of(messages.toString(), raw)) {
            List<ChatEvent> events = read(json(body));
            assertInstanceOf(ChatEvent.Started.class, events.getFirst());
            var text = new StringBuilder();
            for (ChatEvent event : events) {
                if (event instanceof ChatEvent.TextDelta d) {
                    text.append(d.text());
                }
            }
            assertEquals("Hi", text.toString());
            assertEquals(new ChatEvent.Finished(0, Standard.STOP), events.getLast());
        }
        assertInstanceOf(ChatEvent.Failed.class, read(json(half)).getLast());
    }

    private static List<ChatEvent> read(byte[] body) {
        var reader = new ClaudeWebDialect(null, History.TOLD).newStreamReader();
        var events = new ArrayList<ChatEvent>();
        var frames = Framing.EVENTS.open();
        frames.feed(body, 0, body.length, (name, data) -> events.addAll(reader.read(name, data)));
        frames.end((name, data) -> events.addAll(reader.read(name, data)));
        events.addAll(reader.end());
        return events;
    }
}
