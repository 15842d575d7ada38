package dev.sluice.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.Deployment.StreamMode;
import dev.sluice.core.VirtualKey;
import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeUpstream;
import dev.sluice.testkit.Piece;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Comments that keep a silent stream alive, and the switches that leave a stream alone. */
class HeartbeatTest {
    private static final String BEAT = ": keep-alive\n\n";
    private static final Duration SILENCE = Duration.ofMillis(500);
    private static final List<String> EVENTS = ChatStreams.whole(1);

    /** A silence before the first event, between two events and within one. */
    private static Answer withSilences() {
        String torn = EVENTS.get(1);
        return new Answer.Raw(
                List.of(
                        Piece.of(ChatStreams.chunkedHead()),
                        Piece.of(ChatStreams.chunk(EVENTS.get(0))).after(SILENCE),
                        Piece.of(ChatStreams.chunk(torn.substring(0, 40))).after(SILENCE),
                        Piece.of(
                                        ChatStreams.chunk(torn.substring(40))
                                                + ChatStreams.chunked(
                                                        EVENTS.subList(2, EVENTS.size())))
                                .after(SILENCE)),
                Answer.Ending.KEEP);
    }

    private static Setup setup(FakeUpstream upstream) {
        return Setup.to(upstream.port()).heartbeat(Duration.ofMillis(150));
    }

    private static Reply stream(Setup setup) throws IOException {
        try (RunningGateway gateway = RunningGateway.of(setup)) {
            Reply reply = gateway.call(RawClient.streamedChat());
            assertEquals(200, reply.status());
            assertTrue(reply.whole());
            return reply;
        }
    }

    @Test
    void fillsSilencesBetweenEventsOnly() throws IOException {
        try (FakeUpstream upstream = FakeUpstream.start(_ -> withSilences())) {
            String text = stream(setup(upstream)).text();
            assertTrue(text.contains(EVENTS.get(0) + BEAT), "a comment in the silence: " + text);
            assertTrue(text.startsWith("data: "), "none before the first event: " + text);
            assertEquals(String.join("", EVENTS), text.replace(BEAT, ""));
            assertTrue(!text.contains("ping"), text);
        }
    }

    @Test
    void isOffForAKey() throws IOException {
        try (FakeUpstream upstream = FakeUpstream.start(_ -> withSilences())) {
            Setup off = setup(upstream).keepAlive(VirtualKey.KeepAlive.OFF);
            assertEquals(String.join("", EVENTS), stream(off).text());
        }
    }

    @Test
    void isOffWhenTheSettingIsZero() throws IOException {
        try (FakeUpstream upstream = FakeUpstream.start(_ -> withSilences())) {
            Setup off = Setup.to(upstream.port()).heartbeat(Duration.ZERO);
            assertEquals(String.join("", EVENTS), stream(off).text());
        }
    }

    private static final String ODD =
            String.join(
                    "\n\n",
                    ": ping",
                    "event: x\ndata: {\"choices\":[]}",
                    "data: {\"error\":null}\r\n\r\ndata: {}",
                    "id: 7\ndata: not json",
                    "data: [DONE]",
                    "");

    private static Answer odd() {
        return new Answer.Raw(
                List.of(
                        Piece.of(ChatStreams.chunkedHead() + ChatStreams.chunk(ODD)),
                        Piece.of("0\r\n\r\n").after(SILENCE)),
                Answer.Ending.KEEP);
    }

    @Test
    void exactLeavesEverythingUntouched() throws IOException {
        try (FakeUpstream upstream = FakeUpstream.start(_ -> odd())) {
            assertEquals(ODD, stream(setup(upstream).keyStream(StreamMode.EXACT)).text());
            assertEquals(ODD, stream(setup(upstream).deploymentStream(StreamMode.EXACT)).text());
            assertNull(
                    Reply.read(upstream.last().text()).path("stream_options").get("other"),
                    "the request is the caller's own");
            assertEquals(RawClient.chatBody(true), upstream.last().text());
        }
    }

    @Test
    void anExactStreamThatBreaksOffIsStillEnded() throws IOException, InterruptedException {
        String torn = "data: {\"a\":1}\n\ndata: {\"b\"";
        try (FakeUpstream upstream =
                        FakeUpstream.start(_ ->
                                Answer.raw(ChatStreams.chunkedHead() + ChatStreams.chunk(torn)));
                RunningGateway gateway =
                        RunningGateway.of(setup(upstream).keyStream(StreamMode.EXACT))) {
            Reply reply = gateway.call(RawClient.streamedChat());
            List<String> events = ChatStreams.events(reply.text());
            assertEquals("data: {\"a\":1}\n\n", events.getFirst());
            assertTrue(events.get(1).startsWith("data: {\"error\":{"), reply.text());
            assertEquals(ChatStreams.DONE, events.get(2));
            assertEquals(3, events.size());
            assertEquals(CallRecord.Outcome.BROKEN, gateway.awaitRecords(1).getFirst().outcome());
        }
    }

    @Test
    void aResponseStreamThatBreaksOffEndsWithItsOwnError() throws IOException {
        String first = "event: response.created\ndata: {\"type\":\"response.created\"}\n\n";
        try (FakeUpstream upstream =
                        FakeUpstream.start(_ ->
                                Answer.raw(
                                        ChatStreams.chunkedHead()
                                                + ChatStreams.chunk(first + "event: x")));
                RunningGateway gateway = RunningGateway.of(setup(upstream))) {
            Reply reply =
                    gateway.call(
                            RawClient.post(
                                    "/v1/responses",
                                    "{\"model\":\"gpt-4o\",\"input\":\"x\",\"stream\":true}"));
            List<String> events = ChatStreams.events(reply.text());
            assertEquals(first, events.getFirst());
            assertTrue(events.get(1).startsWith("event: error\ndata: {\"type\":\"error\","));
            assertEquals(2, events.size());
            assertTrue(reply.whole());
        }
    }
}
