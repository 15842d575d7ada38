package dev.sluice.relay.surface;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Reads whatever comes and counts it; says its piece once when the first byte has come. */
final class StallingServer implements AutoCloseable {
    private final ServerSocket server;
    private final String words;
    private final AtomicLong received = new AtomicLong();
    private final AtomicInteger accepted = new AtomicInteger();
    private final CountDownLatch ended = new CountDownLatch(1);

    StallingServer() throws IOException {
        this("");
    }

    StallingServer(String words) throws IOException {
        this.words = words;
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                accepted.incrementAndGet();
                Thread.ofVirtual().start(() -> read(socket));
            }
        } catch (IOException closed) {
            ended.countDown();
        }
    }

    private void read(Socket socket) {
        try (socket) {
            InputStream in = socket.getInputStream();
            byte[] piece = new byte[64 << 10];
            boolean said = words.isEmpty();
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                received.addAndGet(count);
                if (!said) {
                    said = true;
                    socket.getOutputStream().write(words.getBytes(ISO_8859_1));
                }
            }
        } catch (IOException reset) {
            ended.countDown();
        }
        ended.countDown();
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    int connections() {
        return accepted.get();
    }

    boolean awaitBytes(long count) throws InterruptedException {
        for (int i = 0; i < 1000 && received.get() < count; i++) {
            Thread.sleep(5);
        }
        return received.get() >= count;
    }

    boolean awaitEnd() throws InterruptedException {
        return ended.await(5, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
