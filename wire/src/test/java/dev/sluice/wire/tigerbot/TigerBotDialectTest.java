package dev.sluice.wire.tigerbot;

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

class TigerBotDialectTest {
    private final TigerBotDialect dialect = new TigerBotDialect();

    private Written written(String chat) {
        byte[] body = chat.replace('\'', '"').getBytes(UTF_8);
        return dialect.writeCall(new OpenAiDialect().readCall(body));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'role':'user','content':'a'}|'query':'a'",
                "{'role':'system','content':'s'},{'role':'user','content':'a'}|'query':'a',"
                        + "'session':[{'human':'You need to follow the system settings:s',"
                        + "'assistant':'ok'}]",
                "{'role':'user','content':'a'},{'role':'user','content':'b'},{'role':'assistant',"
                        + "'content':'c'},{'role':'user','content':'d'}|'query':'d','session':[{"
                        + "'human':'a\\nb','assistant':'c'}]",
                "{'role':'assistant','content':'c'},{'role':'user','content':'d'}|'query':'d',"
                        + "'session':[{'human':'hi','assistant':'c'}]",
                "{'role':'user','content':'a'},{'role':'assistant','content':'c'}|'query':"
                        + "'continue','session':[{'human':'a','assistant':'c'}]"
            })
    void pairsUpWhatWasSaid(String messages, String expected) {
        Written written = written("{'model':'tigerbot-70b-chat','messages':[" + messages + "]}");
        assertEquals(
                "{'model':'tigerbot-70b-chat'," + expected + "}",
                new String(written.body(), UTF_8).replace('"', '\''));
        assertEquals(List.of(), written.dropped());
    }

    @Test
    void writesItsFiveParametersAndNamesTheRest() {
        Written written =
                written(
                        "{'model':'m','messages':[{'role':'user','content':'a'}],'internet':true,"
                                + "'stream':true,'max_completion_tokens':7,'temperature':1.5,"
                                + "'top_p':0.4,'seed':1,'logit_bias':{'1':1}}");
        assertEquals(
                "{'model':'m','query':'a','internet':true,'stream':true,'max_tokens':7,"
                        + "'temperature':1,'top_p':0.4}",
                new String(written.body(), UTF_8).replace('"', '\''));
        assertEquals(List.of("seed", "logit_bias"), written.dropped());
    }

    @Test
    void readsAReply() {
        ChatReply reply =
                dialect.readReply(
                        "{\"result\":\"Hello\",\"input_tokens\":16,\"total_tokens\":52}"
                                .getBytes(UTF_8));
        assertEquals("Hello", reply.choices().getFirst().message().text());
        assertEquals(Standard.STOP, reply.choices().getFirst().finish());
        assertEquals(Usage.of(16, 36), reply.usage());
        assertEquals(
                Standard.SENSITIVE,
                dialect.readReply(
                                "{\"result\":\"\",\"finish_reason\":\"sensitive\"}".getBytes(UTF_8))
                        .choices()
                        .getFirst()
                        .finish());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"code\":401,\"msg\":\"bad key\"}|502|upstream_auth",
                "{\"code\":40010,\"msg\":\"含有敏感词\"}|400|content_filter",
                "{\"code\":500,\"msg\":\"x\"}|500|upstream_error",
                "{}|502|upstream_error",
                "<html>|502|upstream_error"
            })
    void errorsInDisguiseAreErrors(String body, int status, String code) {
        var thrown =
                assertThrows(ApiException.class, () -> dialect.readReply(body.getBytes(UTF_8)));
        assertEquals(status, thrown.error().status());
        assertEquals(code, thrown.error().code());
    }

    private List<ChatEvent> events(String stream) {
        return Frayed.read(dialect, Framing.EVENTS, stream);
    }

    @Test
    void doesNotRepeatWhatTheLastFrameRepeats() {
        assertEquals(
                List.of(
                        new ChatEvent.Started("tigerbot", "", 0, "", Extras.NONE),
                        new ChatEvent.TextDelta(0, "Hel"),
                        new ChatEvent.TextDelta(0, "lo"),
                        new ChatEvent.Metered(Usage.of(3, 2)),
                        new ChatEvent.Finished(0, Standard.STOP)),
                events(
                        "data:{\"finished\":false,\"new_text\":\"Hel\"}\n\n"
                            + "data: {\"finished\":false,\"new_text\":\"lo\"}\n\n"
                            + "data:"
                            + " {\"finished\":true,\"result\":\"Hello\",\"input_tokens\":3,\"total_tokens\":5}\n\n"));
        assertEquals(
                new ChatEvent.TextDelta(0, "Hello"),
                events("data: {\"finished\":true,\"result\":\"Hello\"}\n\n").get(1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"code\":429,\"msg\":\"slow down\"}|429",
                "no json|502",
                "{\"finished\":false,\"new_text\":\"a\"}|502"
            })
    void failuresAreToldAsSuch(String data, int status) {
        var failed =
                assertInstanceOf(
                        ChatEvent.Failed.class, events("data: " + data + "\n\n").getLast());
        assertEquals(status, failed.error().status());
    }
}
