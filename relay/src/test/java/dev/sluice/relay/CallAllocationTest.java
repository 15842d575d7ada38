package dev.sluice.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a call allocates on its event loop, counted from outside through real sockets. */
class CallAllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int CALL_BUDGET = 6 << 10;
    private static final int EVENT_BUDGET = 300;

    /** An upstream without mercy: one connection, canned bytes, one write per piece on demand. */
    private static final class Canned implements AutoCloseable {
        private final ServerSocket server;
        private final Semaphore next = new Semaphore(0);
        private volatile byte[] head = {};
        private volatile byte[] piece = {};
        private volatile byte[] tail = {};
        private volatile int pieces;

        Canned() throws IOException {
            server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
            Thread.ofPlatform().daemon().start(this::serve);
        }

        private void serve() {
            while (!server.isClosed()) {
                try (Socket socket = server.accept()) {
                    socket.setTcpNoDelay(true);
                    InputStream in = new BufferedInputStream(socket.getInputStream());
                    while (request(in)) {
                        answer(socket.getOutputStream());
                    }
                } catch (IOException | InterruptedException e) {
                    next.drainPermits(); // the test is over
                }
            }
        }

        private void answer(OutputStream out) throws IOException, InterruptedException {
            out.write(head);
            for (int i = 0; i < pieces; i++) {
                next.acquire();
                out.write(piece);
            }
            out.write(tail);
        }

        /** Reads a request; false when the connection has ended. */
        private static boolean request(InputStream in) throws IOException {
            var head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int b = in.read();
                if (b < 0) {
                    return false;
                }
                head.append((char) b);
            }
            int length = head.indexOf("content-length: ") + "content-length: ".length();
            String digits = head.substring(length, head.indexOf("\r\n", length));
            in.skipNBytes(Integer.parseInt(digits));
            return true;
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    private static long loopThread(Set<Long> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(each -> !before.contains(each.threadId()))
                .filter(each -> each.getName().contains("EventLoop"))
                .map(Thread::threadId)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no event loop among the threads"));
    }

    private static Set<Long> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::threadId)
                .collect(Collectors.toSet());
    }

    private interface Work {
        void run() throws IOException;
    }

    /** The least of a few rounds: what else the loop does now and then is not the call's. */
    private static long least(long thread, int times, Work work) throws IOException {
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 4; round++) {
            long before = THREADS.getThreadAllocatedBytes(thread);
            for (int i = 0; i < times; i++) {
                work.run();
            }
            least = Math.min(least, THREADS.getThreadAllocatedBytes(thread) - before);
        }
        return least / times;
    }

    @Test
    void aCallStaysWithinItsBudget() throws IOException {
        Set<Long> before = threads();
        String request =
                RawClient.post(
                        "/v1/chat/completions",
                        RawClient.chatBody(false).replace("hi", "x".repeat(1_000)));
        try (Canned upstream = new Canned();
                RunningGateway gateway =
                        RunningGateway.onOneLoop(Setup.to(upstream.server.getLocalPort()));
                RawClient client = gateway.connect()) {
            String reply = ChatStreams.REPLY.replace("hello", "h".repeat(800));
            upstream.head =
                    ("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: "
                                    + reply.length()
                                    + "\r\n\r\n"
                                    + reply)
                            .getBytes(UTF_8);
            byte[] bytes = request.getBytes(UTF_8);
            Work call = () -> exchange(client, bytes);
            long thread = warm(before, call, 4_000);
            long each = least(thread, 500, call);
            System.out.println("a 1 KB call allocates " + each + " bytes on its event loop");
            assertTrue(each <= CALL_BUDGET, "a call allocates " + each + " bytes");
        }
    }

    private static long warm(Set<Long> before, Work call, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            call.run();
        }
        return loopThread(before);
    }

    private static void exchange(RawClient client, byte[] request) throws IOException {
        client.send(request);
        Reply reply = client.read();
        if (reply.status() != 200 || !reply.whole()) {
            throw new IOException("refused: " + reply.text());
        }
    }

    @Test
    void anEventStaysWithinItsBudget() throws IOException {
        Set<Long> before = threads();
        try (Canned upstream = new Canned();
                RunningGateway gateway =
                        RunningGateway.onOneLoop(Setup.to(upstream.server.getLocalPort()));
                RawClient client = gateway.connect()) {
            upstream.head =
                    (ChatStreams.chunkedHead() + ChatStreams.chunk(ChatStreams.ROLE))
                            .getBytes(UTF_8);
            upstream.piece = ChatStreams.chunk(ChatStreams.text("token")).getBytes(UTF_8);
            upstream.tail =
                    ChatStreams.chunked(java.util.List.of(ChatStreams.FINISH, ChatStreams.DONE))
                            .getBytes(UTF_8);
            Work few = () -> stream(upstream, client, 100);
            long thread = warm(before, few, 60);
            long hundred = least(thread, 10, few);
            long twoHundred = least(thread, 10, () -> stream(upstream, client, 200));
            long fourHundred = least(thread, 10, () -> stream(upstream, client, 400));
            long first = (twoHundred - hundred) / 100;
            long second = (fourHundred - twoHundred) / 200;
            System.out.println("an event allocates " + first + ", then " + second + " bytes");
            assertTrue(first <= EVENT_BUDGET, "an event allocates " + first + " bytes");
            assertTrue(second <= EVENT_BUDGET, "an event allocates " + second + " bytes later");
        }
    }

    /** One event at a time: the next is sent when the last has been read. */
    private static void stream(Canned upstream, RawClient client, int events) throws IOException {
        upstream.pieces = events;
        client.send(RawClient.streamedChat());
        client.readUntil("}\n\n");
        for (int i = 0; i < events; i++) {
            upstream.next.release();
            client.readUntil("}\n\n");
        }
        client.readUntil("0\r\n\r\n");
    }
}
