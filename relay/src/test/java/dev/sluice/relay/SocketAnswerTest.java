package dev.sluice.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.Upstream;
import dev.sluice.core.meter.Consumption;
import dev.sluice.providers.Auth;
import dev.sluice.providers.Manners;
import dev.sluice.providers.Moment;
import dev.sluice.providers.Origin;
import dev.sluice.providers.Protocol;
import dev.sluice.providers.Secret;
import dev.sluice.providers.Session;
import dev.sluice.providers.Step;
import dev.sluice.providers.VendorRequest;
import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeUpstream;
import dev.sluice.testkit.Headers;
import dev.sluice.testkit.WebSocketMove;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.Usage;
import dev.sluice.wire.chat.VendorDialect;
import dev.sluice.wire.frames.Framing;
import dev.sluice.wire.openai.OpenAiDialect;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A vendor that answers over a WebSocket: its messages are the frames of the stream. */
class SocketAnswerTest {
    private static final String HELLO =
            "{\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hello 你好\"}}]}";
    private static final String STOP =
            "{\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],"
                    + "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2,\"total_tokens\":5}}";

    /** OpenAI's chunks as messages; the call is the one message that is sent. */
    private record SocketProtocol(Origin at) implements Protocol {
        private static final VendorDialect CHUNKS =
                new TestDialect(new OpenAiDialect(), VendorDialect.Pictures.ANY);

        @Override
        public VendorDialect dialect() {
            return CHUNKS;
        }

        @Override
        public Framing framing() {
            return Framing.MESSAGES;
        }

        @Override
        public Delivery delivery() {
            return Delivery.STREAM;
        }

        @Override
        public Session open(ChatCall call, Moment moment) {
            String message = new String(CHUNKS.writeCall(call).body(), UTF_8);
            return new Session() {
                @Override
                public Step first() {
                    return new Step.Open(
                            VendorRequest.of(at, "GET", "/talk?v=1"), List.of(message));
                }

                @Override
                public List<String> dropped() {
                    return List.of();
                }
            };
        }
    }

    private static RunningGateway gateway(FakeUpstream vendor) throws IOException {
        var protocol = new SocketProtocol(new Origin(false, "127.0.0.1", vendor.port()));
        return RunningGateway.of(
                Setup.to(vendor.port())
                        .auth(new Auth.QueryKey("key", Secret.of("k y")))
                        .upstream(remote ->
                                new Upstream.Translated(
                                        (Upstream.Remote) remote,
                                        protocol,
                                        Manners.DEFAULT,
                                        null)));
    }

    private static FakeUpstream vendor(List<WebSocketMove> moves, List<String> heard) {
        return FakeUpstream.start(_ ->
                new Answer.WebSocketScript(
                        Headers.of(),
                        message -> {
                            heard.add(message);
                            return moves;
                        }));
    }

    private static String post(String members) {
        String body =
                "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]"
                        + members
                        + "}";
        return "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer "
                + Setup.KEY
                + "\r\ncontent-length: "
                + body.length()
                + "\r\n\r\n"
                + body;
    }

    @Test
    void messagesWholeAndInPiecesBecomeAStreamOrAReply() throws Exception {
        var heard = new ArrayList<String>();
        List<WebSocketMove> moves =
                List.of(
                        new WebSocketMove.Ping("are you there"),
                        new WebSocketMove.SayInPieces(HELLO, 3),
                        new WebSocketMove.Pause(Duration.ofMillis(20)),
                        new WebSocketMove.Say(STOP),
                        new WebSocketMove.Close(1000, "bye"));
        try (var vendor = vendor(moves, heard);
                var gateway = gateway(vendor)) {
            Reply stream = gateway.call(post(",\"stream\":true"));
            assertEquals(200, stream.status(), stream.text());
            assertTrue(stream.text().contains("hello 你好"), stream.text());
            assertTrue(stream.text().endsWith("data: [DONE]\n\n"), stream.text());
            assertTrue(heard.getFirst().contains("\"stream\":true"), heard.getFirst());
            assertEquals("/talk?v=1&key=k%20y", vendor.last().target());

            Reply whole = gateway.call(post(""));
            assertEquals("hello 你好", whole.json().at("/choices/0/message/content").asString());
            assertEquals(5, whole.json().at("/usage/total_tokens").asInt());
            gateway.awaitRecords(2);
        }
    }

    @Test
    void anAnswerThatIsCompleteNeedsNoGoodbye() throws Exception {
        List<WebSocketMove> moves =
                List.of(
                        new WebSocketMove.Say(HELLO),
                        new WebSocketMove.Say(STOP),
                        new WebSocketMove.Say("[DONE]"));
        try (var vendor = vendor(moves, new ArrayList<>());
                var gateway = gateway(vendor)) {
            Reply stream = gateway.call(post(",\"stream\":true"));
            assertTrue(stream.text().endsWith("data: [DONE]\n\n"), stream.text());
            assertFalse(stream.text().contains("\"error\""), stream.text());
            assertEquals(CallRecord.Outcome.COMPLETE, gateway.awaitRecords(1).getFirst().outcome());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "reset", "silence"})
    void aSocketThatEndsTooEarlyIsAnError(String how) throws Exception {
        WebSocketMove end =
                switch (how) {
                    case "close" -> new WebSocketMove.Close(1011, "broken");
                    case "reset" -> new WebSocketMove.Leave(Answer.Ending.RESET);
                    default -> new WebSocketMove.Leave(Answer.Ending.CLOSE);
                };
        try (var vendor = vendor(List.of(new WebSocketMove.Say(HELLO), end), new ArrayList<>());
                var gateway = gateway(vendor)) {
            Reply stream = gateway.call(post(",\"stream\":true"));
            assertEquals(1, stream.text().split("\"error\"", -1).length - 1, stream.text());
            assertTrue(stream.text().endsWith("data: [DONE]\n\n"), stream.text());
            assertEquals(502, gateway.call(post("")).status());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatASocketSaysIsCountedAsFarAsItCame(boolean whole) throws Exception {
        WebSocketMove last =
                whole ? new WebSocketMove.Say(STOP) : new WebSocketMove.Leave(Answer.Ending.CLOSE);
        List<WebSocketMove> moves =
                List.of(new WebSocketMove.Say(HELLO), last, new WebSocketMove.Close(1000, "bye"));
        try (var vendor = vendor(moves, new ArrayList<>());
                var gateway = gateway(vendor)) {
            gateway.call(post(",\"stream\":true"));
            CallRecord.Bill bill = gateway.awaitRecords(1).getFirst().bill();
            assertNotNull(bill);
            Usage expected = whole ? Usage.of(3, 2) : Usage.estimate(2, 4);
            assertEquals(new Consumption.Counted(expected), bill.used().getLast().consumption());
        }
    }

    @Test
    void aRefusedHandshakeIsReadAsTheVendorsError() throws Exception {
        try (var vendor =
                        FakeUpstream.start(
                                _ -> Answer.json(403, "{\"message\":\"HMAC does not match\"}"));
                var gateway = gateway(vendor)) {
            Reply refused = gateway.call(post(",\"stream\":true"));
            assertEquals(502, refused.status());
            assertEquals("upstream_auth", refused.code());
            vendor.script(_ ->
                    Answer.raw(
                            """
                            HTTP/1.1 101 Switching Protocols\r
                            upgrade: websocket\r
                            connection: upgrade\r
                            sec-websocket-accept: AAAA\r
                            \r
                            """));
            Reply wrong = gateway.call(post(",\"stream\":true"));
            assertEquals("upstream_malformed", wrong.code());
        }
    }
}
