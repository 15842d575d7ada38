package dev.sluice.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeUpstream;
import dev.sluice.testkit.Headers;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever is slow slows down his own call, not the gateway: nothing piles up in memory. */
class BackpressureTest {
    /** What sockets' buffers on both sides may take on loopback, and the gateway's own. */
    private static final long MOST = 24L << 20;

    private static final long HUGE = 1L << 30;
    private static final int RECEIVE_BUFFER = 16 << 10;

    /** An upstream that writes as fast as it is let, and counts. */
    private static final class Torrent implements AutoCloseable {
        private final ServerSocket server;
        private final AtomicLong written = new AtomicLong();

        Torrent(String head, String piece) throws IOException {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            Thread.ofVirtual().start(() -> serve(head, piece.getBytes(UTF_8)));
        }

        private void serve(String head, byte[] piece) {
            try (Socket socket = server.accept()) {
                OutputStream out = socket.getOutputStream();
                out.write(head.getBytes(UTF_8));
                while (written.get() < HUGE) {
                    out.write(piece);
                    written.addAndGet(piece.length);
                }
            } catch (IOException clientGone) {
                written.addAndGet(0); // the end that the test brings about
            }
        }

        /** Waits until nothing moves any more, and returns how much was taken. */
        long settled() throws InterruptedException {
            long before = -1;
            long now = written.get();
            while (now != before || now == 0) {
                Thread.sleep(250);
                before = now;
                now = written.get();
            }
            return now;
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    private static long directMemory() {
        return ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider provider
                ? provider.metric().usedDirectMemory()
                : 0;
    }

    private static Torrent events() throws IOException {
        String text = ChatStreams.text("x".repeat(900));
        return new Torrent(
                ChatStreams.chunkedHead() + ChatStreams.chunk(ChatStreams.ROLE),
                ChatStreams.chunk(text).repeat(64));
    }

    private static Torrent file() throws IOException {
        return new Torrent(
                "HTTP/1.1 200 OK\r\ncontent-length: " + HUGE + "\r\n\r\n", "y".repeat(64 << 10));
    }

    /**
     * The allocator keeps chunks for buffers that are long gone, more after one run than after
     * another: what two calls have in common is what is really held.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClientThatReadsNothingStopsItsVendor(boolean stream)
            throws IOException, InterruptedException {
        long grown = Math.min(heldForNobody(stream), heldForNobody(stream));
        assertTrue(grown < 16 << 20, "the gateway holds " + grown + " bytes");
    }

    private static long heldForNobody(boolean stream) throws IOException, InterruptedException {
        long memory = directMemory();
        try (Torrent upstream = stream ? events() : file();
                RunningGateway gateway =
                        RunningGateway.onOneLoop(Setup.to(upstream.server.getLocalPort()));
                RawClient lazy = new RawClient(gateway.port(), RECEIVE_BUFFER)) {
            lazy.send(
                    stream
                            ? RawClient.streamedChat()
                            : RawClient.request("GET", "/v1/files/f1/content"));
            long taken = upstream.settled();
            assertTrue(taken < MOST, "the vendor could write " + taken + " bytes");
            long grown = directMemory() - memory;
            Reply other = gateway.call(RawClient.request("GET", "/health/live"));
            assertEquals(200, other.status());
            lazy.reset();
            CallRecord record = gateway.awaitRecords(1).getFirst();
            assertEquals(CallRecord.Outcome.ABORTED, record.outcome());
            return grown;
        }
    }

    /** A client that stops and goes on gets everything. */
    @Test
    void aSlowClientGetsEverything() throws IOException, InterruptedException {
        List<String> events = new ArrayList<>();
        events.add(ChatStreams.ROLE);
        for (int i = 0; i < 6_000; i++) {
            events.add(ChatStreams.text(i + "z".repeat(1_000)));
        }
        events.addAll(List.of(ChatStreams.FINISH, ChatStreams.DONE));
        var whole =
                new Answer.Sse(
                        200,
                        Headers.of("content-type", "text/event-stream"),
                        events,
                        Duration.ZERO);
        try (FakeUpstream upstream = FakeUpstream.start(_ -> whole);
                RunningGateway gateway = RunningGateway.onOneLoop(Setup.to(upstream.port()));
                RawClient slow = new RawClient(gateway.port(), RECEIVE_BUFFER)) {
            slow.send(RawClient.streamedChat());
            Thread.sleep(300);
            Reply reply = slow.read();
            assertTrue(reply.whole());
            assertEquals(String.join("", events), reply.text());
        }
    }

    /** A vendor that does not read stops the client that uploads. */
    @Test
    void aVendorThatReadsNothingStopsTheUpload() throws IOException, InterruptedException {
        long memory = directMemory();
        try (ServerSocket upstream = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                RunningGateway gateway = RunningGateway.to(upstream.getLocalPort());
                RawClient client = gateway.connect()) {
            client.send(
                    RawClient.request(
                            "POST",
                            "/v1/uploads/u1/parts",
                            "content-type: application/octet-stream",
                            "content-length: 100000000"));
            var sent = new AtomicLong();
            Thread.ofVirtual().start(() -> pour(client, sent));
            try (Socket accepted = upstream.accept()) {
                long before = -1;
                while (sent.get() != before || before == 0) {
                    before = sent.get();
                    Thread.sleep(250);
                }
                assertTrue(sent.get() < MOST, "the client could send " + sent.get());
                assertTrue(directMemory() - memory < 16 << 20, "held in memory");
                assertTrue(accepted.isConnected());
            }
        }
    }

    private static void pour(RawClient client, AtomicLong sent) {
        byte[] piece = new byte[64 << 10];
        try {
            while (sent.get() < 99_000_000) {
                client.send(piece);
                sent.addAndGet(piece.length);
            }
        } catch (IOException closed) {
            sent.addAndGet(0); // the test is over
        }
    }

    @Test
    void twoHundredOpenStreams() throws IOException, InterruptedException, ExecutionException {
        List<String> events = ChatStreams.whole(5);
        var slow =
                new Answer.Sse(
                        200,
                        Headers.of("content-type", "text/event-stream"),
                        events,
                        Duration.ofMillis(60));
        try (FakeUpstream upstream = FakeUpstream.start(_ -> slow);
                RunningGateway gateway = RunningGateway.to(upstream.port());
                var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Reply>> replies = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                replies.add(clients.submit(() -> gateway.call(RawClient.streamedChat())));
            }
            for (Future<Reply> each : replies) {
                assertEquals(String.join("", events), each.get().text());
            }
            assertEquals(200, gateway.awaitRecords(200).size());
            assertEquals(0, gateway.gateway().activeCalls());
        }
    }
}
