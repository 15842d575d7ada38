package dev.sluice.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeUpstream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One client connection: how requests arrive, in which pieces, how many and how large. */
class RequestReadingTest {
    private final FakeUpstream upstream =
            FakeUpstream.start(request -> Answer.json(200, reply(request.body().length)));

    @AfterEach
    void close() {
        upstream.close();
    }

    /** A reply that tells how long the request's body was. */
    private static String reply(int length) {
        return ChatStreams.REPLY.replace("hello", "got " + length);
    }

    private RunningGateway gateway() throws IOException {
        return RunningGateway.to(upstream.port());
    }

    private static void expect200(Reply reply) {
        assertEquals(200, reply.status(), reply.text());
        assertTrue(reply.whole());
    }

    @Test
    void splitAtEveryByte() throws IOException, InterruptedException {
        byte[] request = RawClient.chat().getBytes(UTF_8);
        try (RunningGateway gateway = gateway();
                RawClient client = gateway.connect()) {
            for (int at = 1; at < request.length; at++) {
                client.send(java.util.Arrays.copyOf(request, at));
                Thread.sleep(0, 300_000);
                client.send(java.util.Arrays.copyOfRange(request, at, request.length));
                expect200(client.read());
            }
            assertEquals(request.length - 1, upstream.requests().size());
            assertTrue(
                    upstream.requests().stream()
                            .allMatch(each -> each.text().equals(RawClient.chatBody(false))));
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws IOException {
        try (RunningGateway gateway = gateway();
                RawClient client = gateway.connect()) {
            var all = new StringBuilder();
            for (int i = 0; i < 20; i++) {
                all.append(RawClient.post("/v1/chat/completions", padded(i)));
                all.append(RawClient.request("GET", "/health/live"));
            }
            client.send(all.toString());
            for (int i = 0; i < 20; i++) {
                Reply reply = client.read();
                expect200(reply);
                assertTrue(reply.text().contains("got " + padded(i).length()), reply.text());
                assertEquals("{\"status\":\"ok\"}", client.read().text());
            }
        }
    }

    private static String padded(int size) {
        return RawClient.chatBody(false).replace("hi", "h".repeat(size + 1));
    }

    /** As many requests as fit into a read, behind one that takes its time. */
    @Test
    void thousandsOfPipelinedRequestsAreNoFlood() throws IOException {
        int many = 5_000;
        try (RunningGateway gateway = gateway();
                RawClient client = gateway.connect()) {
            client.send(RawClient.chat() + "GET / HTTP/1.1\r\n\r\n".repeat(many));
            expect200(client.read());
            for (int i = 0; i < many; i++) {
                expect200(client.read());
            }
        }
    }

    @Test
    void http10IsAnsweredAndClosed() throws IOException {
        try (RunningGateway gateway = gateway();
                RawClient client = gateway.connect()) {
            client.send(RawClient.chat().replace("HTTP/1.1", "HTTP/1.0"));
            Reply reply = client.read();
            expect200(reply);
            assertEquals("close", reply.header("connection"));
            assertTrue(client.ended());
        }
    }

    @Test
    void http10StreamsUntilTheConnectionCloses() throws IOException {
        upstream.script(_ ->
                Answer.events(
                        Duration.ZERO,
                        ChatStreams.whole(2).stream()
                                .map(each -> each.substring(6, each.length() - 2))
                                .toList()));
        try (RunningGateway gateway = gateway()) {
            Reply reply = gateway.call(RawClient.streamedChat().replace("HTTP/1.1", "HTTP/1.0"));
            assertEquals(200, reply.status());
            assertEquals(null, reply.header("transfer-encoding"));
            assertEquals(String.join("", ChatStreams.whole(2)), reply.text());
        }
    }

    @Test
    void connectionCloseIsObeyed() throws IOException {
        try (RunningGateway gateway = gateway();
                RawClient client = gateway.connect()) {
            client.send(
                    RawClient.post(
                            "/v1/chat/completions",
                            RawClient.chatBody(false),
                            "connection: close"));
            Reply reply = client.read();
            expect200(reply);
            assertEquals("close", reply.header("connection"));
            assertTrue(client.ended());
        }
    }

    @Test
    void expectContinueIsWelcomed() throws IOException {
        try (RunningGateway gateway = gateway();
                RawClient client = gateway.connect()) {
            String request =
                    RawClient.post(
                            "/v1/chat/completions",
                            RawClient.chatBody(false),
                            "expect: 100-continue");
            int body = request.indexOf("{");
            client.send(request.substring(0, body));
            assertEquals(100, client.readHeadOnly().status());
            client.send(request.substring(body));
            expect200(client.read());
        }
    }

    @Test
    void chunkedBodiesAreCollected() throws IOException {
        String body = RawClient.chatBody(false);
        try (RunningGateway gateway = gateway();
                RawClient client = gateway.connect()) {
            for (int size : new int[] {1, 7, 1_000}) {
                client.send(chunkedRequest(body, size));
                expect200(client.read());
                assertEquals(body, upstream.last().text());
                assertEquals("", upstream.last().headers().text("transfer-encoding"));
            }
        }
    }

    private static String chunkedRequest(String body, int size) {
        var request =
                new StringBuilder(
                        RawClient.request(
                                "POST",
                                "/v1/chat/completions",
                                "content-type: application/json",
                                "transfer-encoding: chunked"));
        for (int from = 0; from < body.length(); from += size) {
            request.append(
                    ChatStreams.chunk(body.substring(from, Math.min(body.length(), from + size))));
        }
        return request.append("0\r\n\r\n").toString();
    }

    @Test
    void aRefusedCallWithASmallBodyKeepsItsConnection() throws IOException {
        try (RunningGateway gateway = gateway();
                RawClient client = gateway.connect()) {
            for (int i = 0; i < 5; i++) {
                client.send(RawClient.chat().replace(Setup.KEY, "sk-wrong"));
                Reply refused = client.read();
                assertEquals(401, refused.status());
                assertEquals("invalid_api_key", refused.code());
                client.send(RawClient.chat());
                expect200(client.read());
            }
        }
    }

    /** A form whose model is unknown is refused while the rest of it is still on its way. */
    @Test
    void aFormRefusedEarlyDoesNotBlockItsConnection() throws IOException {
        String disposition = "content-disposition: form-data; name=";
        String field =
                String.join(
                        "\r\n",
                        "--b",
                        disposition + "\"model\"",
                        "",
                        "nope",
                        "--b",
                        disposition + "\"file\"; filename=\"a\"",
                        "",
                        "");
        String rest = "x".repeat(5_000) + "\r\n--b--\r\n";
        try (RunningGateway gateway = gateway();
                RawClient client = gateway.connect()) {
            client.send(
                    RawClient.request(
                                    "POST",
                                    "/v1/audio/transcriptions",
                                    "content-type: multipart/form-data; boundary=b",
                                    "content-length: " + (field.length() + rest.length()))
                            + field);
            assertEquals(404, client.read().status());
            client.send(rest);
            client.send(RawClient.request("GET", "/health/live"));
            assertEquals(200, client.read().status());
        }
    }

    @Test
    void aBodyDeclaredTooLargeIsRefusedAtOnce() throws IOException {
        try (RunningGateway gateway =
                        RunningGateway.of(Setup.to(upstream.port()).limits(1_000, 1 << 20));
                RawClient client = gateway.connect()) {
            client.send(
                    RawClient.request(
                            "POST",
                            "/v1/chat/completions",
                            "content-type: application/json",
                            "content-length: 1001"));
            Reply reply = client.read();
            assertEquals(413, reply.status());
            assertEquals("request_too_large", reply.code());
            assertEquals(0, upstream.requests().size());
        }
    }

    /** Whoever would have to send megabytes for nothing is told to use another connection. */
    @Test
    void aLargeBodyThatNobodyReadsEndsItsConnection() throws IOException {
        String[] lines = {"content-type: application/json", "content-length: 3000000"};
        String request = RawClient.request("POST", "/v1/chat/completions", lines);
        try (RunningGateway gateway =
                RunningGateway.of(Setup.to(upstream.port()).limits(1_000, 1 << 20))) {
            for (String each : List.of(request, request.replace(Setup.KEY, "sk-wrong"))) {
                try (RawClient client = gateway.connect()) {
                    client.send(each);
                    client.send(new byte[1_000_000]);
                    Reply reply = client.read();
                    assertEquals(each.equals(request) ? 413 : 401, reply.status());
                    assertEquals("close", reply.header("connection"));
                }
            }
        }
    }

    @Test
    void aBodyThatGrowsTooLargeIsRefused() throws IOException {
        try (RunningGateway gateway =
                RunningGateway.of(Setup.to(upstream.port()).limits(1_000, 1 << 20))) {
            Reply reply = gateway.call(chunkedRequest(padded(2_000), 100));
            assertEquals(413, reply.status());
            assertEquals("request_too_large", reply.code());
        }
    }

    /** The refusal falls into the middle of what the client has already sent. */
    @Test
    void whatFollowsABodyThatIsTooLargeIsNotMixedUp() throws IOException {
        try (RunningGateway gateway =
                        RunningGateway.of(Setup.to(upstream.port()).limits(1_000, 1 << 20));
                RawClient client = gateway.connect()) {
            client.send(
                    RawClient.chat()
                            + chunkedRequest(padded(2_000), 5_000)
                            + RawClient.request("GET", "/health/live"));
            expect200(client.read());
            assertEquals(413, client.read().status());
            assertTrue(client.ended() || upstream.requests().size() == 1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {40_000, 400_000})
    void headersTooLarge(int size) throws IOException {
        try (RunningGateway gateway = gateway()) {
            Reply reply =
                    gateway.call(
                            RawClient.request("GET", "/v1/models", "x-long: " + "a".repeat(size)));
            assertEquals(431, reply.status());
            assertEquals("headers_too_large", reply.code());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'GET\r\n\r\n'",
        "'GET / HTTP/1.1\r\nno colon\r\n\r\n'",
        "'POST /v1/chat/completions HTTP/1.1\r\ncontent-length: -1\r\n\r\n'",
        "'POST /v1/chat/completions HTTP/1.1\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n'",
        "'POST /v1/chat/completions HTTP/1.1\r\ncontent-length: x\r\n\r\n'"
    })
    void malformedRequests(String request) throws IOException {
        try (RunningGateway gateway = gateway();
                RawClient client = gateway.connect()) {
            client.send(request);
            Reply reply = client.read();
            assertEquals(400, reply.status());
            assertEquals("bad_request", reply.code());
            assertTrue(client.ended());
        }
    }

    @Test
    void aBodyWithTwoFramingsReachesNobody() throws IOException {
        try (RunningGateway gateway = gateway();
                RawClient client = gateway.connect()) {
            String smuggled = "0\r\n\r\nGET /health/live HTTP/1.1\r\n\r\n";
            client.send(
                    RawClient.request(
                                    "POST",
                                    "/v1/chat/completions",
                                    "content-length: " + smuggled.length(),
                                    "transfer-encoding: chunked")
                            + smuggled);
            Reply reply = client.read();
            assertEquals(400, reply.status(), reply.text());
            assertEquals(0, upstream.requests().size());
        }
    }

    @Test
    void heldBodiesAreLimitedTogether() throws IOException, InterruptedException {
        upstream.script(_ -> new Answer.Stall());
        try (RunningGateway gateway =
                        RunningGateway.of(Setup.to(upstream.port()).limits(1 << 20, 300_000));
                RawClient first = gateway.connect()) {
            first.send(RawClient.post("/v1/chat/completions", padded(200_000)));
            upstream.awaitRequests(1, Duration.ofSeconds(2));
            Reply refused = gateway.call(RawClient.post("/v1/chat/completions", padded(200_000)));
            assertEquals(503, refused.status());
            assertEquals("server_is_overloaded", refused.code());
            first.reset();
            gateway.awaitRecords(2);
            upstream.script(_ -> Answer.json(200, ChatStreams.REPLY));
            expect200(gateway.call(RawClient.post("/v1/chat/completions", padded(200_000))));
        }
    }

    @Test
    void fiveMegabytesArriveIntact() throws IOException {
        var random = new Random(5);
        var text = new StringBuilder();
        while (text.length() < 5_000_000) {
            text.append((char) ('a' + random.nextInt(26)));
        }
        String body = RawClient.chatBody(false).replace("hi", text);
        try (RunningGateway gateway = gateway();
                RawClient client = gateway.connect()) {
            for (int i = 0; i < 2; i++) {
                client.send(RawClient.post("/v1/chat/completions", body));
                expect200(client.read());
                assertArrayEquals(body.getBytes(UTF_8), upstream.last().body());
            }
            expect200(client(client, chunkedRequest(body, 100_000)));
            assertArrayEquals(body.getBytes(UTF_8), upstream.last().body());
            assertEquals(List.of(), upstream.refused());
        }
    }

    private static Reply client(RawClient client, String request) throws IOException {
        client.send(request);
        return client.read();
    }
}
