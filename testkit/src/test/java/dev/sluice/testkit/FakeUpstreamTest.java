package dev.sluice.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testkit.Answer.Ending;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class FakeUpstreamTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Answer.Fixed OK = Answer.json(200, "{\"ok\":true}");
    private static final String CHUNKED_POST =
            wire(
                    """
                    POST / HTTP/1.1
                    host: x
                    transfer-encoding: chunked

                    3
                    abc
                    2;ext=1
                    de
                    0

                    """);

    @Test
    void recordsWhatArrives() throws Exception {
        try (FakeUpstream upstream = FakeUpstream.start(request -> OK);
                HttpClient client = client()) {
            HttpResponse<String> answer =
                    client.send(
                            HttpRequest.newBuilder(URI.create(upstream.url() + "/v1/x?a=1%2F2&b"))
                                    .header("X-Key", "k")
                                    .POST(BodyPublishers.ofString("hällo"))
                                    .build(),
                            BodyHandlers.ofString());
            assertEquals("{\"ok\":true}", answer.body());
            Request seen = upstream.last();
            assertEquals("POST", seen.method());
            assertEquals("/v1/x?a=1%2F2&b", seen.target());
            assertEquals("/v1/x", seen.path());
            assertEquals("1/2", seen.query().get("a"));
            assertEquals("k", seen.headers().text("x-key"));
            assertEquals("hällo", seen.text());
            assertFalse(seen.disconnected());
        }
    }

    @Test
    void keepsConnectionsAliveAndReadsChunkedBodies() throws Exception {
        try (FakeUpstream upstream = FakeUpstream.start(request -> OK);
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), upstream.port())) {
            for (int i = 0; i < 2; i++) {
                socket.getOutputStream().write(CHUNKED_POST.getBytes(UTF_8));
            }
            upstream.awaitRequests(2, PATIENCE);
            assertEquals(
                    List.of("abcde", "abcde"),
                    upstream.requests().stream().map(Request::text).toList());
            assertEquals(1, upstream.connections());
        }
    }

    static Stream<Arguments> wires() {
        String fixed =
                wire(
                        """
                        HTTP/1.1 200 OK
                        content-type: application/json
                        content-length: 11

                        {"ok":true}\
                        """);
        String sse =
                wire("""
                HTTP/1.1 200 OK
                content-type: text/event-stream; charset=utf-8
                transfer-encoding: chunked

                9
                data: 1||
                9
                data: 2||
                0

                """)
                        .replace("|", "\n");
        return Stream.of(
                Arguments.of(OK, fixed),
                Arguments.of(Answer.events(Duration.ZERO, List.of("1", "2")), sse),
                Arguments.of(new Answer.Trickle(OK, 7, Duration.ofMillis(1)), fixed),
                Arguments.of(new Answer.CutAfter(OK, 30, Ending.CLOSE), fixed.substring(0, 30)),
                Arguments.of(Answer.raw("nonsense"), "nonsense"),
                Arguments.of(new Answer.NoHeaders(Ending.CLOSE), ""));
    }

    @ParameterizedTest
    @MethodSource("wires")
    void writesExactly(Answer answer, String wire) throws Exception {
        try (FakeUpstream upstream = FakeUpstream.start(request -> answer);
                Socket socket = asked(upstream, "connection: close\r\n")) {
            assertEquals(wire, new String(socket.getInputStream().readAllBytes(), UTF_8));
        }
    }

    @Test
    void resets() throws Exception {
        try (FakeUpstream upstream =
                        FakeUpstream.start(request -> new Answer.CutAfter(OK, 5, Ending.RESET));
                Socket socket = asked(upstream, "")) {
            assertThrows(SocketException.class, () -> socket.getInputStream().readAllBytes());
        }
    }

    static Stream<Answer> longAnswers() {
        return Stream.of(
                new Answer.Stall(),
                new Answer.Chunked(
                        200,
                        Headers.of(),
                        List.of(Piece.of("a"), Piece.of("b").after(Duration.ofMinutes(1)))),
                new Answer.Trickle(OK, 1, Duration.ofMinutes(1)));
    }

    @ParameterizedTest
    @MethodSource("longAnswers")
    void noticesThatThePeerLeft(Answer answer) throws Exception {
        try (FakeUpstream upstream = FakeUpstream.start(request -> answer)) {
            Socket socket = asked(upstream, "");
            Request request = upstream.awaitRequests(1, PATIENCE).getFirst();
            assertFalse(request.disconnected());
            socket.close();
            assertTrue(request.awaitDisconnect(PATIENCE).isPresent());
        }
    }

    @Test
    void aCloseAfterTheAnswerIsNoDisconnect() throws Exception {
        try (FakeUpstream upstream = FakeUpstream.start(request -> OK)) {
            try (Socket socket = asked(upstream, "")) {
                assertEquals('H', socket.getInputStream().read());
                // Whoever takes the next request has ended the answer to the one before.
                socket.getOutputStream().write("GET / HTTP/1.1\r\nhost: h\r\n\r\n".getBytes(UTF_8));
                upstream.awaitRequests(2, PATIENCE);
            }
            Request first = upstream.requests().getFirst();
            assertTrue(first.awaitDisconnect(Duration.ofMillis(50)).isEmpty());
        }
    }

    @Test
    void refusesAmbiguousLengths() throws Exception {
        try (FakeUpstream upstream = FakeUpstream.start(request -> OK);
                Socket socket = asked(upstream, "content-length: 0\r\ncontent-length: 1\r\n")) {
            assertEquals(-1, socket.getInputStream().read());
            assertEquals(1, upstream.refused().size());
            assertEquals(List.of(), upstream.requests());
        }
    }

    @Test
    void speaksTls() throws Exception {
        TestCertificate certificate = TestCertificate.create();
        assertTrue(certificate.certificatePem().startsWith("-----BEGIN CERTIFICATE-----\n"));
        try (FakeUpstream upstream = FakeUpstream.startTls(certificate, request -> OK);
                HttpClient trusting =
                        HttpClient.newBuilder().sslContext(certificate.clientContext()).build();
                HttpClient other = client()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(upstream.url())).build();
            assertEquals(200, trusting.send(request, BodyHandlers.discarding()).statusCode());
            assertThrows(IOException.class, () -> other.send(request, BodyHandlers.discarding()));
        }
    }

    @Test
    void echoesWebSocketFrames() throws Exception {
        try (FakeUpstream upstream =
                        FakeUpstream.start(request ->
                                new Answer.WebSocketEcho(
                                        Headers.of("sec-websocket-protocol", "realtime")));
                HttpClient client = client()) {
            CompletableFuture<String> echoed = new CompletableFuture<>();
            String text = "x".repeat(70_000);
            WebSocket socket =
                    client.newWebSocketBuilder()
                            .subprotocols("realtime")
                            .buildAsync(
                                    URI.create(
                                            "ws://127.0.0.1:" + upstream.port() + "/v1/realtime"),
                                    new Collector(echoed))
                            .get(5, TimeUnit.SECONDS);
            socket.sendText(text, true).get(5, TimeUnit.SECONDS);
            assertEquals(text, echoed.get(5, TimeUnit.SECONDS));
            socket.abort();
            assertTrue(upstream.last().awaitDisconnect(PATIENCE).isPresent());
        }
    }

    @Test
    void aBrokenScriptIsVisible() throws Exception {
        try (FakeUpstream upstream =
                        FakeUpstream.start(request -> {
                            throw new IllegalStateException("oops");
                        });
                Socket socket = asked(upstream, "connection: close\r\n")) {
            String wire = new String(socket.getInputStream().readAllBytes(), UTF_8);
            assertTrue(wire.startsWith("HTTP/1.1 500 "), wire);
            assertTrue(wire.contains("oops"), wire);
        }
    }

    @Test
    void headersKeepOrderAndSpelling() {
        Headers headers = Headers.of("A", "1", "b", "2", "a", "3");
        assertEquals(List.of("1", "3"), headers.all("a"));
        assertEquals("2", headers.first("B"));
        assertFalse(headers.has("c"));
        assertEquals("A", headers.lines().getFirst().name());
    }

    @Test
    void piecesAreCopies() {
        byte[] bytes = {1, 2};
        Piece piece = Piece.of(bytes);
        bytes[0] = 9;
        assertArrayEquals(new byte[] {1, 2}, piece.bytes());
        assertEquals(Piece.of(new byte[] {1, 2}), piece);
    }

    private static String wire(String text) {
        return text.replace("\n", "\r\n");
    }

    private static HttpClient client() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    private static Socket asked(FakeUpstream upstream, String headers) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), upstream.port());
        socket.setSoTimeout(5000);
        socket.getOutputStream()
                .write(("GET / HTTP/1.1\r\nhost: x\r\n" + headers + "\r\n").getBytes(UTF_8));
        return socket;
    }

    private record Collector(CompletableFuture<String> whole, StringBuilder text)
            implements WebSocket.Listener {
        Collector(CompletableFuture<String> whole) {
            this(whole, new StringBuilder());
        }

        @Override
        public @org.jspecify.annotations.Nullable CompletionStage<?> onText(
                WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            socket.request(1);
            if (last) {
                whole.complete(text.toString());
            }
            return null;
        }
    }
}
