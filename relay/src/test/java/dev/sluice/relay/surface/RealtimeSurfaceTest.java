package dev.sluice.relay.surface;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.providers.Address;
import dev.sluice.providers.Auth;
import dev.sluice.providers.Secret;
import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeUpstream;
import dev.sluice.testkit.Headers;
import dev.sluice.testkit.Request;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** WebSockets: the realtime API. */
final class RealtimeSurfaceTest {
    private static FakeUpstream upstream;
    private static SurfaceRig rig;

    @BeforeAll
    static void start() {
        upstream = FakeUpstream.start(RealtimeSurfaceTest::accepted);
        var azure =
                new Address.AzureDeployments(
                        SurfaceRig.remote(upstream.url()).address().origin(),
                        "",
                        "my-realtime",
                        "2025-04-01-preview");
        rig =
                SurfaceRig.start(
                        SurfaceRig.listed(
                                "gpt-realtime",
                                SurfaceRig.deployment(
                                        "plain", SurfaceRig.remote(upstream.url()), null),
                                "alias",
                                SurfaceRig.deployment(
                                        "renamed",
                                        SurfaceRig.remote(upstream.url()),
                                        "org/real time:1"),
                                "azure",
                                SurfaceRig.deployment(
                                        "azure",
                                        SurfaceRig.remote(
                                                azure,
                                                new Auth.HeaderKey(
                                                        "api-key",
                                                        Secret.of(SurfaceRig.VENDOR_KEY))),
                                        "my-realtime")));
    }

    private static Answer accepted(Request request) {
        return new Answer.WebSocketEcho(Headers.of("sec-websocket-protocol", "realtime"));
    }

    @AfterAll
    static void stop() {
        rig.close();
        upstream.close();
    }

    @BeforeEach
    void reset() {
        upstream.reset();
        upstream.script(RealtimeSurfaceTest::accepted);
    }

    private static String handshake(String target, String... lines) {
        return "GET "
                + target
                + " HTTP/1.1\r\nHost: g\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + "Origin: https://page.example\r\nCookie: a=b\r\nOpenAI-Beta: realtime=v1\r\n"
                + "Authorization: Bearer "
                + SurfaceRig.KEY
                + "\r\n"
                + String.join("\r\n", lines)
                + (lines.length > 0 ? "\r\n\r\n" : "\r\n");
    }

    private static byte[] frame(boolean masked, byte[] payload) {
        var out = new ByteArrayOutputStream();
        out.write(0x82);
        int mask = masked ? 0x80 : 0;
        if (payload.length < 126) {
            out.write(mask | payload.length);
        } else {
            out.write(mask | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                out.write((int) ((long) payload.length >> shift));
            }
        }
        byte[] key = {1, 2, 3, 4};
        if (masked) {
            out.writeBytes(key);
        }
        for (int i = 0; i < payload.length; i++) {
            out.write(masked ? payload[i] ^ key[i & 3] : payload[i]);
        }
        return out.toByteArray();
    }

    @Test
    void theHandshakeTravelsWithOurCredentialAndWithoutTheCallers() {
        try (RawClient client = rig.client()) {
            String offered = "realtime, openai-insecure-api-key." + SurfaceRig.KEY;
            Reply reply =
                    client.send(
                                    handshake(
                                            "/v1/realtime?model=gpt-realtime&key=" + SurfaceRig.KEY,
                                            "Sec-WebSocket-Protocol: " + offered))
                            .head();
            assertEquals(101, reply.status(), reply::toString);
            assertEquals("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", reply.header("sec-websocket-accept"));
            assertEquals("realtime", reply.header("sec-websocket-protocol"));
            assertEquals("websocket", reply.header("upgrade").toLowerCase(java.util.Locale.ROOT));
            Headers seen = upstream.last().headers();
            assertEquals("/v1/realtime?model=gpt-realtime", upstream.last().target());
            assertEquals("Bearer " + SurfaceRig.VENDOR_KEY, seen.text("authorization"));
            assertEquals("realtime", seen.text("sec-websocket-protocol"));
            assertEquals("realtime=v1", seen.text("openai-beta"));
            assertFalse(seen.has("origin") || seen.has("cookie"), seen::toString);
            assertFalse(seen.lines().toString().contains(SurfaceRig.KEY), seen::toString);
            client.send(frame(true, "hello".getBytes(UTF_8)));
            assertArrayEquals(frame(false, "hello".getBytes(UTF_8)), client.exactly(7));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 125, 70_000, 3_000_000})
    void framesPassExact(int size) {
        byte[] payload = new byte[size];
        new Random(size).nextBytes(payload);
        try (RawClient client = rig.client()) {
            assertEquals(101, client.send(handshake("/v1/realtime")).head().status());
            for (int round = 0; round < 2; round++) {
                Thread sender = Thread.ofVirtual().start(() -> client.send(frame(true, payload)));
                byte[] echoed = client.exactly(size < 126 ? 2 : size < 65_536 ? 4 : 10);
                assertEquals((byte) 0x82, echoed[0]);
                assertArrayEquals(payload, client.exactly(size));
                assertTrue(join(sender));
            }
        }
    }

    private static boolean join(Thread thread) {
        try {
            return thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void theUpstreamsNameReplacesAnAlias() {
        try (RawClient client = rig.client()) {
            Reply reply = client.send(handshake("/v1/realtime?a=b&model=alias&c=d")).head();
            assertEquals(101, reply.status());
            assertEquals("org/real time:1", upstream.last().query().get("model"));
            assertEquals(
                    "/v1/realtime?a=b&model=org%2Freal%20time%3A1&c=d", upstream.last().target());
        }
    }

    @Test
    void azuresRealtimeAddress() {
        try (RawClient client = rig.client()) {
            Reply reply = client.send(handshake("/v1/realtime?model=azure")).head();
            assertEquals(101, reply.status(), reply::toString);
            assertEquals("/openai/realtime", upstream.last().path());
            assertEquals("2025-04-01-preview", upstream.last().query().get("api-version"));
            assertEquals("my-realtime", upstream.last().query().get("deployment"));
            assertEquals(SurfaceRig.VENDOR_KEY, upstream.last().headers().text("api-key"));
            assertFalse(upstream.last().headers().has("authorization"));
        }
    }

    @Test
    void anUnknownModelIsRefusedAsHttp() {
        try (RawClient client = rig.client()) {
            Reply reply = client.send(handshake("/v1/realtime?model=nobody")).reply();
            assertEquals(404, reply.status());
            assertTrue(reply.text().contains("model_not_found"));
        }
        try (RawClient client = rig.client()) {
            assertEquals(404, client.send(handshake("/v1/realtime?model=%zz")).reply().status());
        }
    }

    @Test
    void theClientsLeavingReachesTheVendor() throws InterruptedException {
        try (RawClient client = rig.client()) {
            assertEquals(101, client.send(handshake("/v1/realtime")).head().status());
        }
        for (int i = 0; i < 400 && upstream.openConnections() > 0; i++) {
            Thread.sleep(5);
        }
        assertEquals(0, upstream.openConnections());
    }

    @Test
    void theVendorsLeavingReachesTheClient() {
        try (RawClient client = rig.client()) {
            assertEquals(101, client.send(handshake("/v1/realtime")).head().status());
            upstream.dropConnections();
            assertEquals(0, client.rest().length);
        }
    }

    @ParameterizedTest
    @CsvSource({"401, 502", "400, 400", "503, 503", "404, 404"})
    void aRefusalIsAnHttpError(int status, int expected) {
        upstream.script(_ -> Answer.json(status, "{\"error\":{\"message\":\"no\"}}"));
        try (RawClient client = rig.client()) {
            Reply reply = client.send(handshake("/v1/realtime")).reply();
            assertEquals(expected, reply.status(), reply::toString);
            assertTrue(reply.text().startsWith("{\"error\":"), reply::text);
            assertEquals(200, client.call("GET", "/v1/models", "").status());
        }
    }

    @Test
    void theResponsesApiHasNoWebSocketHere() {
        try (RawClient client = rig.client()) {
            Reply reply = client.send(handshake("/v1/responses")).reply();
            assertEquals(426, reply.status(), reply::toString);
            assertTrue(reply.text().startsWith("{\"error\":"), reply::text);
        }
    }
}
