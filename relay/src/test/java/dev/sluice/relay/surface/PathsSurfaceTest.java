package dev.sluice.relay.surface;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeUpstream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The ways in which a path may be written, through a running gateway. */
final class PathsSurfaceTest {
    private static final String CHAT =
            "{\"model\":\"org/name:free\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    private static FakeUpstream upstream;
    private static SurfaceRig rig;

    @BeforeAll
    static void start() {
        upstream = FakeUpstream.start(request -> Answer.json(200, "{\"choices\":[]}"));
        rig =
                SurfaceRig.start(
                        SurfaceRig.listed(
                                "org/name:free",
                                SurfaceRig.deployment(
                                        "a", SurfaceRig.remote(upstream.url()), null)));
    }

    @AfterAll
    static void stop() {
        rig.close();
        upstream.close();
    }

    @BeforeEach
    void reset() {
        upstream.reset();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/chat/completions",
                "/chat/completions",
                "/v1/v1/chat/completions",
                "//v1//chat/completions",
                "/v1/chat/completions/",
                "/v1/chat/completions//",
                "/openai/v1/chat/completions",
                "/openai/chat/completions",
                "/api/v1/chat/completions",
                "/anthropic/v1/chat/completions",
                "/api/paas/v4/chat/completions",
                "/v1chat/completions",
                "/v1/chat/completions/chat/completions",
                "/v1/chat/completions/v1/chat/completions",
                "/openai/v1/v1/chat/completions",
                "http://gateway/v1/chat/completions",
                "https://gateway:8443//v1/chat/completions"
            })
    void everySpellingReachesTheChat(String target) {
        Reply reply = rig.call("POST", target, CHAT);
        assertEquals(200, reply.status(), reply::toString);
        assertEquals("/v1/chat/completions", upstream.last().target());
        assertEquals(CHAT, upstream.last().text());
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/embeddings, /v1/embeddings",
        "/embeddings?a=b, /v1/embeddings?a=b",
        "/v1embeddings, /v1/embeddings",
        "/v1/chat/completions/embeddings, /v1/embeddings",
        "/v1/chat/completions/v1/embeddings, /v1/embeddings",
        "/api/paas/v4/embeddings/, /v1/embeddings"
    })
    void siblingsAreRepairedToo(String target, String expected) {
        Reply reply = rig.call("POST", target, "{\"model\":\"org/name:free\",\"input\":\"a\"}");
        assertEquals(200, reply.status(), reply::toString);
        assertEquals(expected, upstream.last().target());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/models/org/name:free",
                "/v1/models/org%2Fname:free",
                "/v1/models/org%2fname%3Afree",
                "/models/org/name:free",
                "/openai/v1/models/org/name:free",
                "/v1/chat/completions/models/org/name:free",
                "http://gateway/v1/models/org/name:free"
            })
    void aModelsNameMayHaveSlashesAndColons(String target) {
        Reply reply = rig.call("GET", target, "");
        assertEquals(200, reply.status(), reply::toString);
        assertTrue(reply.text().contains("\"id\":\"org/name:free\""), reply::toString);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/chat/completion, /v1/chat/completions",
        "POST, /v1/chat/completion, /v1/chat/completions",
        "POST, /v1/embedding, /v1/embeddings",
        "GET, /v1/model, /v1/models",
        "POST, /v1/audio/transcription, /v1/audio/transcriptions"
    })
    void anUnknownPathIsAnsweredInJsonWithTheNearestOne(
            String method, String target, String nearest) {
        Reply reply = rig.call(method, target, "");
        assertEquals(404, reply.status());
        assertTrue(reply.text().contains(nearest), reply::toString);
        assertTrue(reply.text().contains(target), reply::toString);
        inTheEnvelope(reply);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/favicon.ico",
                "/v1",
                "/v1/",
                "/index.html",
                "/v1/organization/users",
                "/v1/%3Cscript%3E",
                "/console.js",
                "foo"
            })
    void nothingIsEverHtml(String target) {
        Reply reply = rig.call("GET", target, "", "Accept: text/html");
        assertEquals(404, reply.status(), reply::toString);
        inTheEnvelope(reply);
    }

    private static void inTheEnvelope(Reply reply) {
        assertAll(
                () -> assertEquals("application/json; charset=utf-8", reply.header("content-type")),
                () -> assertTrue(reply.header("x-request-id").startsWith("req_")),
                () -> assertTrue(reply.text().startsWith("{\"error\":{\"message\":"), reply::text),
                () -> assertTrue(reply.text().contains("\"type\":\"invalid_request_error\"")),
                () -> assertTrue(reply.text().contains("\"param\":null")),
                () -> assertTrue(reply.text().contains("\"code\":\"")));
        assertEquals(0, upstream.requests().size());
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/embeddings, POST",
        "DELETE, /v1/chat/completions, 'POST'",
        "PUT, /v1/responses, 'POST'",
        "POST, /v1/models, 'GET, HEAD'",
        "DELETE, /v1/models, 'GET, HEAD'",
        "BREW, /v1/files, 'DELETE, GET, HEAD, PATCH, POST, PUT'",
        "POST, /health/live, 'GET, HEAD'"
    })
    void aWrongMethodSaysWhichAreRight(String method, String target, String allowed) {
        Reply reply = rig.call(method, target, "");
        assertEquals(405, reply.status(), reply::toString);
        assertEquals(allowed, reply.header("allow"));
        inTheEnvelope(reply);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/health",
                "/health/live",
                "/v1/models",
                "/v1/chat/completions",
                "/v1/embeddings",
                "/v1/responses",
                "/v1/audio/speech"
            })
    void headAndOptionsAreAnsweredEverywhere(String target) {
        try (RawClient client = rig.client()) {
            Reply head = client.call("HEAD", target, "");
            assertEquals(200, head.status(), head::toString);
            Reply options = client.call("OPTIONS", target, "");
            assertEquals(204, options.status(), options::toString);
            assertFalse(options.headers().has("content-length"));
            assertEquals(200, client.call("GET", "/", "").status());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/files/../../admin",
                "/v1/files/..",
                "/v1/files/./x",
                "/v1/files/%2e%2e/x",
                "/v1/files/%2E./x",
                "/v1/files/..%2fadmin",
                "/v1/files/..%5cadmin",
                "/v1/files/x%2f..%2f..%2fadmin",
                "/v1/files/a\\..\\b",
                "http://gateway/v1/files/../x"
            })
    void dotSegmentsLeadNowhere(String target) {
        Reply reply = rig.call("GET", target, "");
        assertEquals(404, reply.status(), reply::toString);
        assertEquals(0, upstream.requests().size());
    }

    @Test
    void bytesBeyondAsciiInAPathAreEscapedAndNotLost() {
        Reply reply = rig.call("GET", "/v1/files/\u00e9\u00ff?q=\u00e9", "");
        assertEquals(200, reply.status(), reply::toString);
        assertEquals("/v1/files/%E9%FF?q=%E9", upstream.last().target());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0001", "\u0000", "\u007f", "\u000b", "\r", "\t"})
    void controlCharactersInAPathReachNobody(String character) {
        try (RawClient client = rig.client()) {
            client.send(
                    "GET /v1/files/a"
                            + character
                            + "b HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer "
                            + SurfaceRig.KEY
                            + "\r\n\r\n");
            Reply reply = client.reply();
            for (var request : upstream.requests()) {
                assertTrue(
                        request.target().chars().allMatch(c -> c > ' ' && c < 0x7f),
                        request::toString);
            }
            assertTrue(reply.status() == 400 || reply.status() == 200, reply::toString);
        }
        assertEquals(java.util.List.of(), upstream.refused());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/?", "/v1/models?", "/health?x=y"})
    void aQueryDoesNotHideAPath(String target) {
        assertEquals(200, rig.call("GET", target, "").status());
    }

    @Test
    void whatIsNotHttpIsRefusedInJson() {
        try (RawClient client = rig.client()) {
            Reply reply = client.send("GET / HTTP/1.1\r\nContent-Length: abc\r\n\r\n").reply();
            assertEquals(400, reply.status(), reply::toString);
            assertTrue(reply.text().startsWith("{\"error\":"), reply::toString);
        }
        try (RawClient client = rig.client()) {
            Reply reply = client.send("GET / HTTP/1.1\r\nno colon here\r\n\r\n").reply();
            assertEquals(400, reply.status(), reply::toString);
        }
    }
}
