package dev.sluice.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeUpstream;
import dev.sluice.testkit.Headers;
import dev.sluice.testkit.Piece;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What an upstream does wrong, and what the client hears of it: always the one envelope. */
class UpstreamErrorsTest {
    private static final String VENDOR_ERROR =
            "{\"error\":{\"message\":\"no\",\"type\":\"t\",\"param\":null,\"code\":\"c\"}}";

    private static Arguments row(String name, Answer answer, int status, String code) {
        return Arguments.of(name, answer, status, code);
    }

    static List<Arguments> refusals() {
        return List.of(
                row("401", Answer.json(401, VENDOR_ERROR), 502, "upstream_auth"),
                row("403", Answer.json(403, VENDOR_ERROR), 502, "upstream_auth"),
                row("400", Answer.json(400, VENDOR_ERROR), 400, "c"),
                row("404", Answer.json(404, VENDOR_ERROR), 404, "c"),
                row("429", Answer.json(429, VENDOR_ERROR), 429, "c"),
                row("500", Answer.json(500, VENDOR_ERROR), 500, "c"),
                row("503", Answer.json(503, VENDOR_ERROR), 503, "c"),
                row("529", Answer.json(529, VENDOR_ERROR), 503, "server_is_overloaded"),
                row("html 502", Answer.bytes(502, "text/html", html()), 502, "*"),
                row("empty 500", Answer.json(500, ""), 500, "*"),
                row("error in 200", Answer.json(200, VENDOR_ERROR), -400, "c"),
                row("html 200", Answer.bytes(200, "text/html", html()), 502, "*"),
                row("empty 200", Answer.json(200, ""), 502, "*"),
                row("204", new Answer.Fixed(204, Headers.of(), Piece.of("")), 502, "*"),
                row("garbage", Answer.raw("SSH-2.0-OpenSSH_9.6\r\n\r\n"), 502, "*"),
                row(
                        "status 999",
                        Answer.raw(head("999 No", "content-length: 2") + "{}"),
                        -500,
                        "*"),
                row(
                        "status 600",
                        Answer.raw(head("600 No", "content-length: 2") + "{}"),
                        -500,
                        "*"),
                row(
                        "two framings",
                        Answer.raw(
                                head("200 OK", "content-length: 5", "transfer-encoding: chunked")
                                        + "0\r\n\r\n"),
                        502,
                        "upstream_malformed"),
                row(
                        "two lengths",
                        Answer.raw(head("200 OK", "content-length: 2", "content-length: 3") + "{}"),
                        502,
                        "upstream_malformed"),
                row(
                        "two codings",
                        Answer.raw(
                                head(
                                        "200 OK",
                                        "transfer-encoding: chunked",
                                        "transfer-encoding: gzip")),
                        502,
                        "upstream_malformed"),
                row(
                        "too short",
                        Answer.raw(head("200 OK", "content-length: 99999") + ChatStreams.REPLY),
                        502,
                        "upstream_broken"),
                row("hangs up", new Answer.NoHeaders(Answer.Ending.CLOSE), 502, "upstream_broken"),
                row("resets", new Answer.NoHeaders(Answer.Ending.RESET), 502, "upstream_broken"),
                row(
                        "redirect",
                        Answer.raw(head("302 Found", "location: /x", "content-length: 0")),
                        502,
                        "upstream_redirect"),
                row(
                        "error first in stream",
                        Answer.events(java.time.Duration.ZERO, List.of(VENDOR_ERROR, "[DONE]")),
                        -400,
                        "c"),
                row(
                        "stream of nothing",
                        Answer.events(java.time.Duration.ZERO, List.of("[DONE]")),
                        502,
                        "*"));
    }

    private static byte[] html() {
        return "<html><body>Bad <b>gateway</b></body></html>"
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    private static String head(String status, String... lines) {
        return "HTTP/1.1 " + status + "\r\n" + String.join("\r\n", lines) + "\r\n\r\n";
    }

    /** A negative status means: that or above. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void isToldInTheEnvelope(String name, Answer answer, int status, String code)
            throws IOException, InterruptedException {
        try (FakeUpstream upstream = FakeUpstream.start(_ -> answer);
                RunningGateway gateway = RunningGateway.to(upstream.port())) {
            for (String request : List.of(RawClient.chat(), RawClient.streamedChat())) {
                Reply reply = gateway.call(request);
                assertTrue(reply.whole(), name);
                if (status < 0) {
                    assertTrue(reply.status() >= -status, name + ": " + reply.status());
                } else {
                    assertEquals(status, reply.status(), name + ": " + reply.text());
                }
                assertTrue(code.equals("*") || code.equals(reply.code()), reply.text());
                assertTrue(!reply.error().path("message").asString("").isEmpty(), reply.text());
                assertNotNull(reply.header("x-request-id"));
            }
            List<CallRecord> records = gateway.awaitRecords(2);
            assertEquals(2, records.size());
            assertNotNull(records.getFirst().error());
        }
    }

    @Test
    void limitsAndTheirHintsPass() throws IOException {
        Headers hints =
                Headers.of(
                        "content-type", "application/json",
                        "retry-after", "7",
                        "x-ratelimit-remaining-requests", "0",
                        "set-cookie", "secret=1",
                        "x-request-id", "vendor-1");
        try (FakeUpstream upstream =
                        FakeUpstream.start(
                                _ -> new Answer.Fixed(429, hints, Piece.of(VENDOR_ERROR)));
                RunningGateway gateway = RunningGateway.to(upstream.port())) {
            Reply reply = gateway.call(RawClient.chat());
            assertEquals("7", reply.header("retry-after"));
            assertEquals("0", reply.header("x-ratelimit-remaining-requests"));
            assertEquals("vendor-1", reply.header("x-upstream-request-id"));
            assertNull(reply.header("set-cookie"));
        }
    }

    @Test
    void nobodyThere() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (RunningGateway gateway = RunningGateway.to(port)) {
            Reply reply = gateway.call(RawClient.chat());
            assertEquals(502, reply.status());
            assertEquals("upstream_unreachable", reply.code());
            assertTrue(!reply.text().contains("127.0.0.1"), "no address is told");
        }
    }

    @Test
    void unknownHost() throws IOException {
        try (RunningGateway gateway = RunningGateway.of(Setup.to(1).host("no-such-host.invalid"))) {
            Reply reply = gateway.call(RawClient.chat());
            assertEquals(502, reply.status());
            assertEquals("upstream_unreachable", reply.code());
        }
    }

    @Test
    void unknownModel() throws IOException {
        try (RunningGateway gateway = RunningGateway.to(1)) {
            Reply reply =
                    gateway.call(
                            RawClient.post(
                                    "/v1/chat/completions",
                                    RawClient.chatBody(false).replace("gpt-4o", "nope")));
            assertEquals(404, reply.status());
            assertEquals("model_not_found", reply.code());
        }
    }

    @Test
    void interimAnswersAreNotTheAnswer() throws IOException {
        String wire =
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n"
                        + head("200 OK", "content-length: " + ChatStreams.REPLY.length())
                        + ChatStreams.REPLY;
        try (FakeUpstream upstream = FakeUpstream.start(_ -> Answer.raw(wire));
                RunningGateway gateway = RunningGateway.to(upstream.port())) {
            Reply reply = gateway.call(RawClient.chat());
            assertEquals(200, reply.status());
            assertEquals(ChatStreams.REPLY, reply.text());
        }
    }

    @Test
    void noContentAndHeadOnOtherEndpoints() throws IOException {
        try (FakeUpstream upstream =
                        FakeUpstream.start(request ->
                                request.method().equals("HEAD")
                                        ? Answer.raw(head("200 OK", "content-length: 77"))
                                        : new Answer.Fixed(204, Headers.of(), Piece.of("")));
                RunningGateway gateway = RunningGateway.to(upstream.port());
                RawClient client = gateway.connect()) {
            client.send(RawClient.request("DELETE", "/v1/files/f1"));
            Reply none = client.readHeadOnly();
            assertEquals(204, none.status());
            // RFC 9110, section 8.6: a 204 has no content-length.
            assertNull(none.header("content-length"));
            client.send(RawClient.request("HEAD", "/v1/files/f1/content"));
            Reply head = client.readHeadOnly();
            assertEquals(200, head.status());
            assertEquals("77", head.header("content-length"));
            client.send(RawClient.request("GET", "/health/live"));
            assertEquals(200, client.read().status());
        }
    }

    /** An event without end is given up before it fills the memory. */
    @Test
    void anEventWithoutEnd() throws IOException {
        String piece = "x".repeat(1 << 20);
        List<Piece> pieces = new java.util.ArrayList<>();
        pieces.add(Piece.of(ChatStreams.chunkedHead() + ChatStreams.chunk(ChatStreams.ROLE)));
        for (int i = 0; i < 20; i++) {
            pieces.add(Piece.of(ChatStreams.chunk(piece)));
        }
        try (FakeUpstream upstream =
                        FakeUpstream.start(_ -> new Answer.Raw(pieces, Answer.Ending.KEEP));
                RunningGateway gateway = RunningGateway.to(upstream.port())) {
            Reply reply = gateway.call(RawClient.streamedChat());
            assertTrue(reply.whole());
            assertTrue(ChatStreams.wellEnded(reply.text(), List.of(ChatStreams.ROLE)), "an error");
            assertTrue(reply.text().contains("upstream_malformed"), reply.text());
        }
    }

    @Test
    void aTornFileEndsTheConnection() throws IOException, InterruptedException {
        try (FakeUpstream upstream =
                        FakeUpstream.start(
                                _ -> Answer.raw(head("200 OK", "content-length: 10") + "12345"));
                RunningGateway gateway = RunningGateway.to(upstream.port())) {
            Reply reply = gateway.call(RawClient.request("GET", "/v1/files/f1/content"));
            assertEquals(200, reply.status());
            assertTrue(!reply.whole(), "the client can tell");
            assertEquals("12345", reply.text());
            assertEquals(CallRecord.Outcome.BROKEN, gateway.awaitRecords(1).getFirst().outcome());
        }
    }
}
