package dev.sluice.wire.skylark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.wire.Frayed;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.FinishReason.Standard;
import dev.sluice.wire.chat.Usage;
import dev.sluice.wire.chat.Written;
import dev.sluice.wire.frames.Framing;
import dev.sluice.wire.openai.OpenAiDialect;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SkylarkDialectTest {
    private final SkylarkDialect dialect = new SkylarkDialect();

    private Written written(String chat) {
        byte[] body = chat.replace('\'', '"').getBytes(UTF_8);
        return dialect.writeCall(new OpenAiDialect().readCall(body));
    }

    @Test
    void writesACall() {
        Written plain =
                written("{'model':'skylark-chat','messages':[{'role':'user','content':'hi'}]}");
        assertEquals(
                "{'model':{'name':'skylark-chat'},'messages':[{'role':'user','content':'hi'}]}",
                new String(plain.body(), UTF_8).replace('"', '\''));
        Written full =
                written(
                        "{'model':'skylark-chat','messages':[{'role':'system','content':'s'},"
                                + "{'role':'user','content':'hi'}],'max_length':9,'temperature':"
                                + "0.3,'top_p':0.5,'stream':true,'internet':true}");
        assertEquals(
                "{'model':{'name':'skylark-chat'},'parameters':{'max_new_tokens':9,'temperature':"
                        + "0.3},'messages':[{'role':'system','content':'s'},{'role':'user',"
                        + "'content':'hi'}],'stream':true}",
                new String(full.body(), UTF_8).replace('"', '\''));
        assertEquals(List.of("top_p", "internet"), full.dropped());
    }

    @Test
    void readsAReply() {
        ChatReply reply =
                dialect.readReply(
                        ("{\"req_id\":\"q1\",\"choice\":{\"message\":{\"role\":\"assistant\","
                                        + "\"content\":\"Hello\"},\"finish_reason\":\"length\"},"
                                        + "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2,"
                                        + "\"total_tokens\":5}}")
                                .getBytes(UTF_8));
        assertEquals("q1", reply.id());
        assertEquals("Hello", reply.choices().getFirst().message().text());
        assertEquals(Standard.LENGTH, reply.choices().getFirst().finish());
        assertEquals(Usage.of(3, 2), reply.usage());
    }

    @ParameterizedTest
    @CsvSource({
        "AuthenticationError,502,upstream_auth",
        "InputTextSensitiveContentDetected,400,content_filter",
        "TextRiskDetection,400,content_filter",
        "AccountOverdueError,429,insufficient_quota",
        "RateLimitExceeded.EndpointRPMExceeded,429,rate_limit_exceeded",
        "InvalidEndpointOrModel.NotFound,404,model_not_found"
    })
    void errorsInDisguiseAreErrors(String code, int status, String expected) {
        String body = "{\"error\":{\"code\":\"" + code + "\",\"code_n\":1,\"message\":\"words\"}}";
        var thrown =
                assertThrows(ApiException.class, () -> dialect.readReply(body.getBytes(UTF_8)));
        assertEquals(status, thrown.error().status());
        assertEquals(expected, thrown.error().code());
        var failed =
                assertInstanceOf(
                        ChatEvent.Failed.class, events("data: " + body + "\n\n").getFirst());
        assertEquals(status, failed.error().status());
    }

    private List<ChatEvent> events(String stream) {
        return Frayed.read(dialect, Framing.EVENTS, stream);
    }

    private static String frame(String text, String rest) {
        return "data: {\"req_id\":\"q\",\"choice\":{\"message\":{\"role\":\"assistant\","
                + "\"content\":\""
                + text
                + "\"}"
                + rest
                + "}\n\n";
    }

    @Test
    void readsAStream() {
        assertEquals(
                List.of(
                        new ChatEvent.Started("skylark", "q", 0, "", Extras.NONE),
                        new ChatEvent.TextDelta(0, "Hel"),
                        new ChatEvent.TextDelta(0, "lo"),
                        new ChatEvent.Metered(Usage.of(3, 2)),
                        new ChatEvent.Finished(0, Standard.STOP)),
                events(
                        frame("Hel", "}")
                                + frame("lo", ",\"finish_reason\":\"stop\"}")
                                + frame(
                                        "",
                                        "},\"usage\":{\"prompt_tokens\":3,"
                                                + "\"completion_tokens\":2}")
                                + "data: [DONE]\n\n"));
        assertInstanceOf(ChatEvent.Failed.class, events(frame("Hel", "}")).getLast());
    }
}
