package dev.sluice.relay.surface;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.Settings;
import dev.sluice.core.Snapshot;
import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeUpstream;
import dev.sluice.testkit.Headers;
import dev.sluice.testkit.Request;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a caller shows its key, and what of its request a vendor sees. */
final class KeysSurfaceTest {
    private static final String CHAT =
            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    private static FakeUpstream upstream;
    private static SurfaceRig rig;
    private static SurfaceRig open;

    @BeforeAll
    static void start() {
        upstream = FakeUpstream.start(KeysSurfaceTest::answer);
        var models =
                SurfaceRig.listed(
                        "m",
                        SurfaceRig.deployment("plain", SurfaceRig.remote(upstream.url()), null),
                        "configured",
                        SurfaceRig.deployment(
                                "configured",
                                SurfaceRig.with(
                                        Map.of("x-team", "blue", "user-agent", "sluice"),
                                        SurfaceRig.remote(upstream.url())),
                                null));
        var settings =
                new Settings(
                        1 << 20,
                        1 << 20,
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(1),
                        List.of("*"),
                        Set.of(
                                "x-tenant",
                                "cookie2",
                                "host",
                                "authorization",
                                "x-api-key",
                                "api-key",
                                "x-goog-api-key",
                                "content-length",
                                "transfer-encoding",
                                "connection",
                                "sec-websocket-protocol"));
        rig = SurfaceRig.start(SurfaceRig.snapshot(models, settings), null);
        Snapshot closed = SurfaceRig.snapshot(models, Settings.DEFAULT);
        open =
                SurfaceRig.start(
                        new Snapshot(
                                2,
                                closed.keys(),
                                SurfaceRig.key("open", models),
                                closed.adminToken(),
                                closed.deployments(),
                                closed.settings()),
                        null);
    }

    private static Answer answer(Request request) {
        Answer.Fixed answer = Answer.json(200, "{\"choices\":[]}");
        Headers headers =
                answer.headers()
                        .with("set-cookie", "session=1")
                        .with("server", "nginx")
                        .with("x-request-id", "req_vendor")
                        .with("openai-organization", "org-of-the-house")
                        .with("x-ratelimit-remaining-requests", "9")
                        .with("strict-transport-security", "max-age=1")
                        .with("access-control-allow-origin", "https://vendor.example")
                        .with("connection", "keep-alive");
        return new Answer.Fixed(answer.status(), headers, answer.body());
    }

    @AfterAll
    static void stop() {
        rig.close();
        open.close();
        upstream.close();
    }

    @BeforeEach
    void reset() {
        upstream.reset();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: Bearer sk-sluice-caller",
                "authorization: bearer sk-sluice-caller",
                "AUTHORIZATION: BEARER   sk-sluice-caller  ",
                "Authorization: Bearer Bearer sk-sluice-caller",
                "Authorization: Bearer \"sk-sluice-caller\"",
                "Authorization: \"Bearer sk-sluice-caller\"",
                "Authorization: sk-sluice-caller",
                "x-api-key: sk-sluice-caller",
                "X-API-Key: Bearer sk-sluice-caller",
                "api-key: sk-sluice-caller",
                "x-goog-api-key: sk-sluice-caller",
                "Sec-WebSocket-Protocol: realtime, openai-insecure-api-key.sk-sluice-caller"
            })
    void everyFormOfAKeyIsTakenAndNoneTravelsOn(String header) {
        Reply reply = rig.call("POST", "/v1/chat/completions", CHAT, header);
        assertEquals(200, reply.status(), reply::toString);
        Request seen = upstream.last();
        assertEquals(
                List.of("Bearer " + SurfaceRig.VENDOR_KEY), seen.headers().all("authorization"));
        assertFalse(everything(seen).contains("sk-sluice-caller"), () -> everything(seen));
    }

    private static String everything(Request request) {
        return request.target() + request.headers().lines() + request.text();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/files?key=sk-sluice-caller",
                "/v1/files?key=sk%2Dsluice%2Dcaller",
                "/v1/files?a=b&key=sk-sluice-caller&c=d",
                "/v1/files?limit=1&key=sk-sluice-caller",
                "http://gateway/v1/files?key=sk-sluice-caller"
            })
    void aKeyInTheQueryStaysHere(String target) {
        Reply reply = rig.call("GET", target, "", "x-no-key: 1");
        assertEquals(200, reply.status(), reply::toString);
        assertFalse(upstream.last().target().contains("key="), upstream.last()::target);
        assertFalse(upstream.last().target().contains("caller"), upstream.last()::target);
        assertFalse(upstream.last().target().endsWith("&"));
        assertFalse(upstream.last().target().endsWith("?"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x-no-key: 1",
                "Authorization:",
                "Authorization: Bearer",
                "Authorization: Bearer sk-unknown-1234",
                "Authorization: Basic c2stc2x1aWNl",
                "x-api-key: sk-unknown-1234",
                "Authorization: Bearer sk-sluice-calle",
                "Authorization: Bearer SK-SLUICE-CALLER"
            })
    void nobodyElseComesIn(String header) {
        for (String target : List.of("/v1/chat/completions", "/v1/files", "/v1/embeddings")) {
            Reply reply = rig.call("POST", target, CHAT, header);
            assertEquals(401, reply.status(), reply::toString);
            assertTrue(reply.text().contains("\"code\":\"invalid_api_key\""), reply::toString);
            assertTrue(reply.text().contains("\"type\":\"invalid_request_error\""));
            assertEquals("Bearer", reply.header("www-authenticate"));
            assertFalse(reply.text().contains("sk-unknown"), reply::toString);
        }
        assertEquals(401, rig.call("GET", "/v1/models", "", header).status());
        assertEquals(401, rig.call("GET", "/v1/models/m", "", header).status());
        assertEquals(0, upstream.requests().size());
    }

    @Test
    void openModeServesCallersWithoutAKey() {
        assertEquals(200, open.call("POST", "/v1/chat/completions", CHAT, "x-no-key: 1").status());
        assertEquals("open", open.records().getLast().key());
        assertEquals(200, open.call("POST", "/v1/chat/completions", CHAT).status());
        assertEquals("caller", open.records().getLast().key());
    }

    @Test
    void aModelThatIsNotGrantedDoesNotExist() {
        Reply reply = rig.call("POST", "/v1/chat/completions", CHAT.replace("\"m\"", "\"gpt-9\""));
        assertEquals(404, reply.status());
        assertTrue(reply.text().contains("\"code\":\"model_not_found\""), reply::text);
        assertTrue(reply.text().contains("\"param\":\"model\""), reply::text);
        assertTrue(reply.text().contains("'gpt-9'"), reply::text);
        assertEquals(
                404,
                rig.call("POST", "/v1/embeddings", "{\"model\":\"gpt-9\",\"input\":\"\"}")
                        .status());
        assertEquals(0, upstream.requests().size());
    }

    @Test
    void aVendorSeesWhatItNeedsAndNothingOfThePerson() {
        rig.call(
                "POST",
                "/v1/chat/completions",
                CHAT,
                "Authorization: Bearer " + SurfaceRig.KEY,
                "User-Agent: OpenAI/Python 3.22.1",
                "Accept: application/json",
                "OpenAI-Beta: assistants=v2",
                "Idempotency-Key: stainless-1",
                "traceparent: 00-1-2-01",
                "tracestate: a=b",
                "anthropic-version: 2023-06-01",
                "anthropic-beta: x",
                "X-Tenant: t1",
                "Cookie: session=secret",
                "Origin: https://page.example",
                "Referer: https://page.example/x",
                "Sec-Fetch-Mode: cors",
                "Sec-Fetch-Site: cross-site",
                "X-Forwarded-For: 10.0.0.1",
                "X-Forwarded-Host: inner",
                "X-Real-IP: 10.0.0.1",
                "Forwarded: for=10.0.0.1",
                "Via: 1.1 proxy",
                "Accept-Encoding: gzip, br",
                "OpenAI-Organization: org-callers",
                "X-Stainless-Lang: python",
                "Connection: keep-alive, x-hop",
                "X-Hop: 1",
                "TE: trailers",
                "Proxy-Authorization: Basic abc");
        Headers seen = upstream.last().headers();
        assertEquals(
                Set.of(
                        "host",
                        "authorization",
                        "content-length",
                        "content-type",
                        "user-agent",
                        "accept",
                        "openai-beta",
                        "idempotency-key",
                        "traceparent",
                        "tracestate",
                        "anthropic-version",
                        "anthropic-beta",
                        "x-tenant"),
                Set.copyOf(
                        seen.lines().stream()
                                .map(line -> line.name().toLowerCase(java.util.Locale.ROOT))
                                .toList()));
        assertEquals("OpenAI/Python 3.22.1", seen.text("user-agent"));
        assertEquals("t1", seen.text("x-tenant"));
        assertEquals("127.0.0.1:" + upstream.port(), seen.text("host"));
    }

    @Test
    void forwardHeadersCannotBreakTheFramingNorLetTheKeyOut() {
        rig.call(
                "POST",
                "/v1/chat/completions",
                CHAT,
                "x-api-key: " + SurfaceRig.KEY,
                "Host: second",
                "Connection: close");
        Headers seen = upstream.last().headers();
        assertEquals(1, seen.all("host").size());
        assertEquals(1, seen.all("content-length").size());
        assertFalse(seen.has("connection"));
        assertFalse(seen.has("x-api-key"));
        assertEquals(List.of(), upstream.refused());
    }

    @Test
    void configuredHeadersWinOverTheCallers() {
        rig.call(
                "POST",
                "/v1/chat/completions",
                CHAT.replace("\"m\"", "\"configured\""),
                "Authorization: Bearer " + SurfaceRig.KEY,
                "User-Agent: curl",
                "X-Team: red");
        assertEquals(List.of("blue"), upstream.last().headers().all("x-team"));
        assertEquals(List.of("sluice"), upstream.last().headers().all("user-agent"));
    }

    @Test
    void theCallerSeesNothingOfTheVendorsAccount() {
        Reply reply = rig.call("POST", "/v1/chat/completions", CHAT);
        assertTrue(reply.header("x-request-id").matches("req_[0-9a-z]{26}"), reply::toString);
        assertEquals("req_vendor", reply.header("x-upstream-request-id"));
        assertEquals("plain", reply.header("x-sluice-deployment"));
        assertEquals("1", reply.header("x-sluice-attempts"));
        assertEquals("9", reply.header("x-ratelimit-remaining-requests"));
        for (String name :
                List.of(
                        "set-cookie",
                        "server",
                        "openai-organization",
                        "strict-transport-security",
                        "access-control-allow-origin",
                        "connection")) {
            assertFalse(reply.headers().has(name), name);
        }
    }

    @Test
    void ourCredentialIsNeverPartOfAnAnswer() {
        upstream.script(request ->
                Answer.json(
                        request.path().endsWith("completions") ? 401 : 400,
                        "{\"error\":{\"message\":\"Incorrect API key provided: "
                                + request.headers().text("authorization").substring(7)
                                + "\",\"code\":\"invalid_api_key\"}}"));
        try {
            Reply chat = rig.call("POST", "/v1/chat/completions", CHAT);
            assertEquals(502, chat.status());
            assertTrue(chat.text().contains("\"code\":\"upstream_auth\""), chat::text);
            assertFalse(chat.text().contains(SurfaceRig.VENDOR_KEY), chat::text);
            Reply other = rig.call("POST", "/v1/embeddings", CHAT);
            assertEquals(400, other.status());
            assertFalse(other.text().contains(SurfaceRig.VENDOR_KEY), other::text);
        } finally {
            upstream.script(KeysSurfaceTest::answer);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "a\u000bb", "a\rb", "a\r b", "a\u0001b"})
    void noControlCharacterGetsThroughAHeader(String value) {
        try (RawClient client = rig.client()) {
            client.send(
                    RawClient.request(
                            "POST",
                            "/v1/chat/completions",
                            CHAT,
                            "Authorization: Bearer " + SurfaceRig.KEY,
                            "User-Agent: " + value));
            Reply reply = client.reply();
            assertTrue(reply.status() == 400 || reply.status() == 200, reply::toString);
        }
        for (Request seen : upstream.requests()) {
            assertTrue(
                    seen.headers().text("user-agent").chars().allMatch(c -> c >= ' ' && c != 0x7f),
                    () -> everything(seen));
        }
        assertEquals(List.of(), upstream.refused());
    }

    @Test
    void aDeploymentsNameCannotAddAHeader() {
        try (SurfaceRig odd =
                SurfaceRig.start(
                        SurfaceRig.listed(
                                "m",
                                SurfaceRig.deployment(
                                        "a\r\nset-cookie: x=1",
                                        SurfaceRig.with(
                                                Map.of("x-a", "b\r\nx-injected: 1"),
                                                SurfaceRig.remote(upstream.url())),
                                        null)))) {
            Reply reply = odd.call("POST", "/v1/chat/completions", CHAT);
            assertEquals(200, reply.status(), reply::toString);
            assertFalse(reply.headers().has("set-cookie"), reply::toString);
            assertFalse(upstream.last().headers().has("x-injected"));
        }
    }
}
