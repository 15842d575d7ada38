package dev.sluice.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.net.ServerSocketFactory;

/**
 * An HTTP/1.1 server on loopback whose every byte is under the test's control.
 *
 * <p>Plain sockets and virtual threads, so that nothing between a script and the wire repairs what
 * the script says. Each request is recorded before it is answered. A script that throws answers 500
 * with the exception's text, which makes a wrong script visible on the client's side.
 */
public final class FakeUpstream implements AutoCloseable {
    private final ServerSocket server;
    private final String scheme;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<String> refused = new CopyOnWriteArrayList<>();
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private volatile Function<Request, Answer> script;

    private FakeUpstream(ServerSocket server, String scheme, Function<Request, Answer> script) {
        this.server = server;
        this.scheme = scheme;
        this.script = script;
        Thread.ofVirtual().name("fake-upstream").start(this::accept);
    }

    /** A plain HTTP upstream on a free port. */
    public static FakeUpstream start(Function<Request, Answer> script) {
        return start(0, script);
    }

    /** A plain HTTP upstream on the given port; 0 picks a free one. */
    public static FakeUpstream start(int port, Function<Request, Answer> script) {
        return new FakeUpstream(bound(ServerSocketFactory.getDefault(), port), "http", script);
    }

    /** An HTTPS upstream on a free port that shows the given certificate. */
    public static FakeUpstream startTls(
            TestCertificate certificate, Function<Request, Answer> script) {
        ServerSocketFactory sockets = certificate.serverContext().getServerSocketFactory();
        return new FakeUpstream(bound(sockets, 0), "https", script);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Scheme, loopback host and port, without a trailing slash. */
    public String url() {
        return scheme + "://127.0.0.1:" + port();
    }

    /** Changes what is answered from the next request on. */
    public void script(Function<Request, Answer> next) {
        script = next;
    }

    /** The requests so far, in order of arrival. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** The latest request; fails when there is none. */
    public Request last() {
        return requests().getLast();
    }

    /**
     * Why connections were dropped for bytes that are no HTTP/1.1 request; empty when all is well.
     */
    public List<String> refused() {
        return List.copyOf(refused);
    }

    /** How many connections were accepted so far. */
    public int connections() {
        return accepted.get();
    }

    /** How many connections are open now. */
    public int openConnections() {
        return open.size();
    }

    /** Forgets the recorded requests. */
    public void reset() {
        requests.clear();
        refused.clear();
    }

    /** Waits until {@code count} requests have arrived; fails after {@code patience}. */
    public List<Request> awaitRequests(int count, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (requests.size() < count) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(
                        "expected " + count + " requests within " + patience + ", got " + requests);
            }
            Thread.sleep(Duration.ofMillis(2));
        }
        return requests();
    }

    /** Closes every connection and stops listening. */
    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        new ArrayList<>(open).forEach(Connection::close);
    }

    /** Closes the connections that are open now, idle or not, and goes on listening. */
    public void dropConnections() {
        new ArrayList<>(open).forEach(Connection::close);
    }

    Answer answer(Request request) {
        requests.add(request);
        try {
            return script.apply(request);
        } catch (RuntimeException | AssertionError e) {
            return Answer.bytes(500, "text/plain", ("script failed: " + e).getBytes(UTF_8));
        }
    }

    void refuse(String reason) {
        refused.add(reason);
    }

    void closed(Connection connection) {
        open.remove(connection);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                Connection connection = new Connection(this, socket, accepted.incrementAndGet());
                open.add(connection);
                Thread.ofVirtual().name("fake-connection").start(connection);
            } catch (SocketException closed) {
                if (!server.isClosed()) {
                    refuse("accept failed: " + closed.getMessage());
                }
            } catch (IOException e) {
                refuse("accept failed: " + e.getMessage());
            }
        }
    }

    private static ServerSocket bound(ServerSocketFactory factory, int port) {
        try {
            ServerSocket socket = factory.createServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on port " + port, e);
        }
    }
}
