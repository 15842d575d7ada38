package dev.sluice.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeUpstream;
import dev.sluice.testkit.Request;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that leaves takes its upstream call with it, and is recorded once. */
class ClientLeavesTest {
    private static final Duration SOON = Duration.ofSeconds(1);

    private static void leave(RawClient client, boolean reset) throws IOException {
        if (reset) {
            client.reset();
        } else {
            client.close();
        }
    }

    private static void assertAbortedOnce(RunningGateway gateway) throws InterruptedException {
        CallRecord record = gateway.awaitRecords(1).getFirst();
        assertEquals(CallRecord.Outcome.ABORTED, record.outcome());
        Thread.sleep(80); // long enough for a second record, if there were one
        assertEquals(1, gateway.records().size());
        assertEquals(0, gateway.gateway().activeCalls());
    }

    private static void assertUpstreamFreed(Request request) throws InterruptedException {
        long left = System.nanoTime();
        assertTrue(request.awaitDisconnect(SOON).isPresent(), "the upstream call goes on");
        System.out.println("upstream freed after " + (System.nanoTime() - left) / 1000 + " us");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void duringTheStream(boolean reset) throws IOException, InterruptedException {
        List<String> endless = Collections.nCopies(1_000, "{\"choices\":[]}");
        try (FakeUpstream upstream =
                        FakeUpstream.start(_ ->
                                new Answer.Sse(
                                        200,
                                        dev.sluice.testkit.Headers.of(
                                                "content-type", "text/event-stream"),
                                        Collections.nCopies(endless.size(), ChatStreams.text("x")),
                                        Duration.ofMillis(10)));
                RunningGateway gateway = RunningGateway.to(upstream.port())) {
            RawClient client = gateway.connect();
            client.send(RawClient.streamedChat());
            String seen = client.readUntil("}\n\n");
            assertTrue(seen.contains("data: "), seen);
            leave(client, reset);
            assertUpstreamFreed(upstream.last());
            assertAbortedOnce(gateway);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whileWaitingForTheHead(boolean reset) throws IOException, InterruptedException {
        try (FakeUpstream upstream = FakeUpstream.start(_ -> new Answer.Stall());
                RunningGateway gateway = RunningGateway.to(upstream.port())) {
            RawClient client = gateway.connect();
            client.send(RawClient.chat());
            Request request = upstream.awaitRequests(1, SOON).getFirst();
            leave(client, reset);
            assertUpstreamFreed(request);
            assertAbortedOnce(gateway);
            assertEquals(0, gateway.records().getFirst().status());
        }
    }

    /** An upstream that takes the connection and reads only what it is told to. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whileAFileIsUploaded(boolean reset) throws IOException, InterruptedException {
        try (ServerSocket upstream = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                RunningGateway gateway = RunningGateway.to(upstream.getLocalPort())) {
            RawClient client = gateway.connect();
            client.send(
                    RawClient.request(
                            "POST",
                            "/v1/uploads/u1/parts",
                            "content-type: application/octet-stream",
                            "content-length: 10000000"));
            client.send(new byte[100_000]);
            try (Socket accepted = upstream.accept()) {
                accepted.setSoTimeout(2_000);
                assertTrue(accepted.getInputStream().readNBytes(1_000).length > 0);
                leave(client, reset);
                assertTrue(endOf(accepted), "the upload goes on");
            }
            assertAbortedOnce(gateway);
        }
    }

    private static boolean endOf(Socket socket) throws IOException {
        try {
            byte[] rest = socket.getInputStream().readAllBytes();
            return rest.length < 10_000_000;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (java.net.SocketException reset) {
            return true;
        }
    }

    @Test
    void whileABodyIsCollected() throws IOException, InterruptedException {
        try (FakeUpstream upstream = FakeUpstream.start(_ -> new Answer.Stall());
                RunningGateway gateway = RunningGateway.to(upstream.port())) {
            RawClient client = gateway.connect();
            String request = RawClient.chat();
            client.send(request.substring(0, request.length() - 5));
            Thread.sleep(50);
            client.close();
            assertAbortedOnce(gateway);
            assertEquals(0, upstream.connections());
        }
    }

    @Test
    void afterTheWholeAnswerIsNoAbort() throws IOException, InterruptedException {
        // The vendor's own end of body comes late: the client has everything long before.
        var lingering =
                new Answer.Raw(
                        List.of(
                                dev.sluice.testkit.Piece.of(
                                        ChatStreams.chunkedHead()
                                                + ChatStreams.chunk(
                                                        String.join("", ChatStreams.whole(1)))),
                                dev.sluice.testkit.Piece.of("0\r\n\r\n")
                                        .after(Duration.ofMillis(400))),
                        Answer.Ending.KEEP);
        try (FakeUpstream upstream = FakeUpstream.start(_ -> lingering);
                RunningGateway gateway = RunningGateway.to(upstream.port())) {
            Reply reply = gateway.call(RawClient.streamedChat());
            assertTrue(reply.whole());
            CallRecord record = gateway.awaitRecords(1).getFirst();
            assertEquals(CallRecord.Outcome.COMPLETE, record.outcome());
            assertEquals(200, record.status());
        }
    }
}
