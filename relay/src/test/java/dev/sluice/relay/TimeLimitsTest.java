package dev.sluice.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.failure.Failure;
import dev.sluice.providers.Timeouts;
import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeUpstream;
import dev.sluice.testkit.Headers;
import dev.sluice.testkit.Piece;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every phase of a call has its limit, and says so in the way that fits what has been sent. */
class TimeLimitsTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(250);

    private static final Timeouts FIRST_BYTE = new Timeouts(LONG, SHORT, LONG, LONG);
    private static final Timeouts IDLE = new Timeouts(LONG, LONG, SHORT, LONG);
    private static final Timeouts TOTAL = new Timeouts(LONG, LONG, LONG, Duration.ofMillis(600));

    private static RunningGateway gateway(FakeUpstream upstream, Timeouts limits)
            throws IOException {
        return RunningGateway.of(Setup.to(upstream.port()).timeouts(limits));
    }

    private static void assertTimedOut(Reply reply) {
        assertEquals(504, reply.status(), reply.text());
        assertEquals("upstream_timeout", reply.code());
    }

    private static Answer stalling(String beginning) {
        return new Answer.Raw(
                List.of(Piece.of(beginning), Piece.of("x").after(LONG)), Answer.Ending.CLOSE);
    }

    @Test
    void firstByte() throws IOException, InterruptedException {
        try (FakeUpstream upstream = FakeUpstream.start(_ -> new Answer.Stall());
                RunningGateway gateway = gateway(upstream, FIRST_BYTE)) {
            assertTimedOut(gateway.call(RawClient.chat()));
            assertTimedOut(gateway.call(RawClient.streamedChat()));
            assertTrue(upstream.last().awaitDisconnect(Duration.ofSeconds(2)).isPresent());
            assertEquals(504, gateway.awaitRecords(2).getFirst().status());
        }
    }

    @Test
    void withinTheHead() throws IOException {
        try (FakeUpstream upstream = FakeUpstream.start(_ -> stalling("HTTP/1.1 200 O"));
                RunningGateway gateway = gateway(upstream, FIRST_BYTE)) {
            assertTimedOut(gateway.call(RawClient.chat()));
        }
    }

    @Test
    void idleBeforeTheFirstEvent() throws IOException {
        try (FakeUpstream upstream = FakeUpstream.start(_ -> stalling(ChatStreams.chunkedHead()));
                RunningGateway gateway = gateway(upstream, IDLE)) {
            assertTimedOut(gateway.call(RawClient.streamedChat()));
        }
    }

    @Test
    void idleInTheStream() throws IOException, InterruptedException {
        List<String> sent = List.of(ChatStreams.ROLE, ChatStreams.text("a"));
        String beginning =
                ChatStreams.chunkedHead()
                        + ChatStreams.chunk(sent.get(0) + sent.get(1) + "data: {\"id\":\"tor");
        try (FakeUpstream upstream = FakeUpstream.start(_ -> stalling(beginning));
                RunningGateway gateway = gateway(upstream, IDLE)) {
            Reply reply = gateway.call(RawClient.streamedChat());
            assertTrue(reply.whole());
            assertTrue(ChatStreams.wellEnded(reply.text(), sent), "an error");
            assertTrue(reply.text().contains("\"code\":\"upstream_timeout\""), reply.text());
            assertEquals(CallRecord.Outcome.BROKEN, gateway.awaitRecords(1).getFirst().outcome());
            assertTrue(upstream.last().awaitDisconnect(Duration.ofSeconds(2)).isPresent());
        }
    }

    @Test
    void idleInAFile() throws IOException {
        String beginning = "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n12345";
        try (FakeUpstream upstream = FakeUpstream.start(_ -> stalling(beginning));
                RunningGateway gateway = gateway(upstream, IDLE)) {
            Reply reply = gateway.call(RawClient.request("GET", "/v1/files/f1/content"));
            assertEquals("12345", reply.text());
            assertTrue(!reply.whole(), "the client can tell");
        }
    }

    @Test
    void total() throws IOException {
        List<String> events = ChatStreams.whole(1_000);
        var slow =
                new Answer.Sse(
                        200,
                        Headers.of("content-type", "text/event-stream"),
                        events,
                        Duration.ofMillis(20));
        try (FakeUpstream upstream = FakeUpstream.start(_ -> slow);
                RunningGateway gateway = gateway(upstream, TOTAL)) {
            Reply reply = gateway.call(RawClient.streamedChat());
            assertTrue(reply.whole());
            assertTrue(ChatStreams.wellEnded(reply.text(), events), "an error");
            assertTrue(reply.text().contains("\"code\":\"upstream_timeout\""), reply.text());
        }
    }

    /** A listener with a full backlog: the kernel drops what asks for a connection. */
    @Test
    void connecting() throws IOException {
        var limits = new Timeouts(SHORT, LONG, LONG, LONG);
        List<SocketChannel> waiting = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                RunningGateway gateway =
                        RunningGateway.of(Setup.to(full.getLocalPort()).timeouts(limits))) {
            for (int i = 0; i < 8; i++) {
                SocketChannel each = SocketChannel.open();
                each.configureBlocking(false);
                each.connect(new InetSocketAddress(full.getInetAddress(), full.getLocalPort()));
                waiting.add(each);
            }
            for (int i = 0; i < 3; i++) {
                assertTimedOut(gateway.call(RawClient.chat()));
            }
        } finally {
            for (SocketChannel each : waiting) {
                each.close();
            }
        }
    }

    /** The idle limit is for silence: an upload that takes longer is none. */
    @Test
    void aLongUploadIsNotIdle() throws IOException, InterruptedException {
        try (FakeUpstream upstream = FakeUpstream.start(_ -> Answer.json(200, "{}"));
                RunningGateway gateway = gateway(upstream, IDLE);
                RawClient client = gateway.connect()) {
            client.send(
                    RawClient.request(
                            "POST",
                            "/v1/uploads/u1/parts",
                            "content-type: application/octet-stream",
                            "content-length: 1000"));
            for (int i = 0; i < 10; i++) {
                client.send(new byte[100]);
                Thread.sleep(70);
            }
            Reply reply = client.read();
            assertEquals(200, reply.status(), reply.text());
            assertEquals(1_000, upstream.last().body().length);
        }
    }

    /** Before it is known where a call goes, only the limits for all hold. */
    @Test
    void aSlowBodyIsNotTheVendorsFault() throws IOException, InterruptedException {
        try (FakeUpstream upstream = FakeUpstream.start(_ -> Answer.json(200, ChatStreams.REPLY));
                RunningGateway gateway =
                        gateway(upstream, new Timeouts(SHORT, SHORT, SHORT, LONG));
                RawClient client = gateway.connect()) {
            String request = RawClient.chat();
            client.send(request.substring(0, request.length() - 4));
            Thread.sleep(600);
            client.send(request.substring(request.length() - 4));
            assertEquals(200, client.read().status());
        }
    }

    private static Failure.@Nullable Phase overdue(AttemptTimes times, long now, boolean passing) {
        return times.overdue(now, now, Timeouts.DEFAULT, passing);
    }

    @Test
    void limitsByPhase() {
        var call = new CallTimes(0);
        long second = Duration.ofSeconds(1).toNanos();
        assertFalse(call.receivesTooSlowly(299 * second));
        assertTrue(call.receivesTooSlowly(301 * second));
        call.moved(300 * second);
        assertFalse(call.receivesTooSlowly(301 * second));
        call.routed();
        assertFalse(call.receivesTooSlowly(601 * second));
        var times = new AttemptTimes(0);
        times.connecting(10 * second);
        assertEquals(Failure.Phase.CONNECT, overdue(times, 21 * second, false));
        times.sending(20 * second);
        assertEquals(Failure.Phase.IDLE, overdue(times, 321 * second, false));
        times.sent(30 * second);
        assertEquals(null, overdue(times, 330 * second, false));
        assertEquals(Failure.Phase.FIRST_BYTE, overdue(times, 331 * second, false));
        times.answered(40 * second);
        times.read(339 * second);
        assertEquals(Failure.Phase.FIRST_BYTE, overdue(times, 341 * second, false), "a trickle");
        assertEquals(null, overdue(times, 341 * second, true));
        assertEquals(Failure.Phase.TOTAL, overdue(times, 601 * second, true));
    }

    @Test
    void aClientThatSendsNothingMoreHearsWhy() {
        assertEquals(408, Failures.slowRequest().status());
        assertEquals("request_timeout", Failures.slowRequest().code());
    }
}
