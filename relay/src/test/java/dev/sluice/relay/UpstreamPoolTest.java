package dev.sluice.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeUpstream;
import dev.sluice.testkit.Piece;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Connections to an upstream: kept, given up when stale, and never left half written. */
class UpstreamPoolTest {
    private static final Answer OK = Answer.json(200, ChatStreams.REPLY);

    private static Reply chat(RawClient client) throws IOException {
        client.send(RawClient.chat());
        return client.read();
    }

    @Test
    void manyCallsShareOneConnection() throws IOException {
        try (FakeUpstream upstream = FakeUpstream.start(_ -> OK);
                RunningGateway gateway = RunningGateway.onOneLoop(Setup.to(upstream.port()))) {
            for (int i = 0; i < 20; i++) {
                try (RawClient client = gateway.connect()) {
                    assertEquals(200, chat(client).status());
                    assertEquals(200, chat(client).status());
                }
            }
            assertEquals(40, upstream.requests().size());
            assertEquals(1, upstream.connections());
        }
    }

    @Test
    void streamsGiveTheirConnectionBack() throws IOException {
        try (FakeUpstream upstream =
                        FakeUpstream.start(_ ->
                                new Answer.Raw(
                                        List.of(
                                                Piece.of(
                                                        ChatStreams.chunkedHead()
                                                                + ChatStreams.chunked(
                                                                        ChatStreams.whole(3)))),
                                        Answer.Ending.KEEP));
                RunningGateway gateway = RunningGateway.onOneLoop(Setup.to(upstream.port()));
                RawClient client = gateway.connect()) {
            for (int i = 0; i < 10; i++) {
                client.send(RawClient.streamedChat());
                assertTrue(client.read().whole());
            }
            assertEquals(1, upstream.connections());
        }
    }

    @Test
    void aConnectionThatTheVendorClosedIsNotUsedAgain() throws IOException, InterruptedException {
        try (FakeUpstream upstream = FakeUpstream.start(_ -> OK);
                RunningGateway gateway = RunningGateway.onOneLoop(Setup.to(upstream.port()));
                RawClient client = gateway.connect()) {
            for (int i = 0; i < 10; i++) {
                assertEquals(200, chat(client).status());
                upstream.dropConnections();
                Thread.sleep(i % 3);
            }
            assertTrue(upstream.connections() >= 10);
            assertTrue(gateway.records().stream().allMatch(each -> each.attempts() <= 2));
        }
    }

    /** The vendor closes exactly when the connection is used again. */
    @Test
    void aStaleConnectionIsReplacedOnce() throws IOException, InterruptedException {
        var requests = new AtomicInteger();
        try (FakeUpstream upstream =
                        FakeUpstream.start(_ ->
                                requests.incrementAndGet() == 2
                                        ? new Answer.NoHeaders(Answer.Ending.CLOSE)
                                        : OK);
                RunningGateway gateway = RunningGateway.onOneLoop(Setup.to(upstream.port()));
                RawClient client = gateway.connect()) {
            assertEquals(200, chat(client).status());
            Reply second = chat(client);
            assertEquals(200, second.status());
            assertEquals("2", second.header("x-sluice-attempts"));
            assertEquals(3, requests.get());
            assertEquals(2, gateway.awaitRecords(2).getLast().attempts());
        }
    }

    @Test
    void notTwice() throws IOException {
        var requests = new AtomicInteger();
        try (FakeUpstream upstream =
                        FakeUpstream.start(_ ->
                                requests.incrementAndGet() >= 2
                                        ? new Answer.NoHeaders(Answer.Ending.RESET)
                                        : OK);
                RunningGateway gateway = RunningGateway.onOneLoop(Setup.to(upstream.port()));
                RawClient client = gateway.connect()) {
            assertEquals(200, chat(client).status());
            assertEquals(502, chat(client).status());
            assertEquals(3, requests.get());
        }
    }

    @Test
    void neverWhenAByteHasCome() throws IOException {
        var requests = new AtomicInteger();
        try (FakeUpstream upstream =
                        FakeUpstream.start(
                                _ -> requests.incrementAndGet() == 2 ? Answer.raw("H") : OK);
                RunningGateway gateway = RunningGateway.onOneLoop(Setup.to(upstream.port()));
                RawClient client = gateway.connect()) {
            assertEquals(200, chat(client).status());
            assertEquals(502, chat(client).status());
            assertEquals(2, requests.get());
        }
    }

    @Test
    void aFirstConnectionThatFailsIsNotTriedAgain() throws IOException {
        try (FakeUpstream upstream =
                        FakeUpstream.start(_ -> new Answer.NoHeaders(Answer.Ending.CLOSE));
                RunningGateway gateway = RunningGateway.onOneLoop(Setup.to(upstream.port()))) {
            assertEquals(502, gateway.call(RawClient.chat()).status());
            assertEquals(1, upstream.requests().size());
        }
    }

    /** An upstream that answers early must not get the rest of that body as its next request. */
    @Test
    void aHalfSentRequestEndsItsConnection() throws IOException, InterruptedException {
        try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                RunningGateway gateway =
                        RunningGateway.onOneLoop(Setup.to(listening.getLocalPort()))) {
            Thread vendor = Thread.ofVirtual().start(() -> answerEarly(listening));
            try (RawClient client = gateway.connect()) {
                client.send(
                        RawClient.post(
                                "/v1/chat/completions",
                                RawClient.chatBody(false).replace("hi", "x".repeat(20_000_000))));
                Reply refused = client.read();
                assertEquals(400, refused.status());
            }
            Reply next = gateway.call(RawClient.chat());
            assertEquals(200, next.status(), next.text());
            vendor.join(Duration.ofSeconds(5));
        }
    }

    /** Reads the first request's head only, answers 400 and keeps; then serves one whole call. */
    private static void answerEarly(ServerSocket listening) {
        try (Socket first = listening.accept()) {
            readHead(first.getInputStream());
            first.getOutputStream().write(reply("400 Bad Request", "{\"error\":{}}"));
            first.setSoTimeout(1_000);
            try (Socket second = listening.accept()) {
                readHead(new BufferedInputStream(second.getInputStream()));
                second.getOutputStream().write(reply("200 OK", ChatStreams.REPLY));
                Thread.sleep(200);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] reply(String status, String body) {
        return ("HTTP/1.1 "
                        + status
                        + "\r\ncontent-type: application/json\r\ncontent-length: "
                        + body.length()
                        + "\r\n\r\n"
                        + body)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void readHead(InputStream in) throws IOException {
        int state = 0;
        while (state < 4) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("no head");
            }
            state = b == "\r\n\r\n".charAt(state) ? state + 1 : b == '\r' ? 1 : 0;
        }
    }
}
