package dev.sluice.relay.surface;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.Settings;
import dev.sluice.core.Upstream;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls from pages in browsers. */
final class CorsSurfaceTest {
    private static final String CHAT =
            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    private static final List<String> READABLE =
            List.of(
                    "retry-after",
                    "x-upstream-request-id",
                    "x-sluice-budget-remaining",
                    "x-sluice-next",
                    "x-ratelimit-limit-requests",
                    "x-ratelimit-limit-tokens",
                    "x-ratelimit-remaining-requests",
                    "x-ratelimit-remaining-tokens",
                    "x-ratelimit-reset-requests",
                    "x-ratelimit-reset-tokens");

    private static SurfaceRig any;
    private static SurfaceRig some;

    @BeforeAll
    static void start() {
        var models = SurfaceRig.bound(new Upstream.Echo());
        any = SurfaceRig.start(models);
        some =
                SurfaceRig.start(
                        SurfaceRig.snapshot(
                                models,
                                new Settings(
                                        1 << 20,
                                        1 << 20,
                                        Duration.ofSeconds(20),
                                        Duration.ofSeconds(1),
                                        List.of("https://good.example", "http://localhost:3000"),
                                        Set.of())),
                        null);
    }

    @AfterAll
    static void stop() {
        any.close();
        some.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/v1/chat/completions", "/v1/models", "/v1/nowhere", "/v1/files/f", "*"})
    void aPreflightIsAnsweredBeforeAnyKeyIsAskedFor(String target) {
        Reply reply =
                any.call(
                        "OPTIONS",
                        target,
                        "",
                        "Origin: https://page.example",
                        "Access-Control-Request-Method: POST",
                        "Access-Control-Request-Headers: authorization,content-type,x-stainless-os",
                        "x-no-key: 1");
        assertEquals(204, reply.status(), reply::toString);
        assertEquals(
                "authorization,content-type,x-stainless-os",
                reply.header("access-control-allow-headers"));
        assertEquals("*", reply.header("access-control-allow-origin"));
        assertTrue(reply.header("access-control-allow-methods").contains("DELETE"));
        assertEquals("86400", reply.header("access-control-max-age"));
        assertTrue(reply.header("vary").contains("Origin"));
        assertFalse(reply.headers().has("access-control-allow-credentials"));
    }

    @Test
    void answersAndErrorsCanBeReadByThePage() {
        for (Reply reply :
                List.of(
                        any.call("POST", "/v1/chat/completions", CHAT, "Origin: https://p.example"),
                        any.call(
                                "POST",
                                "/v1/chat/completions",
                                CHAT.replace("{\"model", "{\"stream\":true,\"model"),
                                "Origin: null"),
                        any.call("GET", "/v1/models", "", "Origin: http://a", "x-no-key: 1"),
                        any.call("GET", "/nowhere", "", "Origin: http://a"))) {
            assertEquals(
                    List.of("*"),
                    reply.headers().all("access-control-allow-origin"),
                    reply::toString);
            assertTrue(reply.header("vary").contains("Origin"));
            assertTrue(
                    reply.header("access-control-expose-headers").contains("x-request-id"),
                    reply::toString);
            List<String> exposed =
                    List.of(reply.header("access-control-expose-headers").split(", ", -1));
            assertTrue(exposed.containsAll(READABLE), exposed::toString);
            assertFalse(reply.headers().has("access-control-allow-credentials"));
        }
    }

    @Test
    void onlyConfiguredOriginsAreLetIn() {
        Reply good =
                some.call("POST", "/v1/chat/completions", CHAT, "Origin: http://localhost:3000");
        assertEquals("http://localhost:3000", good.header("access-control-allow-origin"));
        assertTrue(good.header("vary").contains("Origin"));
        for (String origin : List.of("https://bad.example", "null", "https://good.example.evil")) {
            Reply bad = some.call("OPTIONS", "/v1/models", "", "Origin: " + origin);
            assertFalse(bad.headers().has("access-control-allow-origin"), bad::toString);
            assertTrue(bad.header("vary").contains("Origin"), bad::toString);
        }
    }

    @Test
    void whoIsNoBrowserSeesNoneOfIt() {
        Reply reply = any.call("POST", "/v1/chat/completions", CHAT);
        assertFalse(reply.headers().has("access-control-allow-origin"));
    }

    @Test
    void anEchoedHeaderListCannotAddAHeader() {
        try (RawClient client = any.client()) {
            Reply reply =
                    client.send(
                                    "OPTIONS /v1/models HTTP/1.1\r\n"
                                            + "Host: g\r\n"
                                            + "Origin: a\r\n"
                                            + "Access-Control-Request-Headers: a\r"
                                            + "set-cookie: b\r\n\r\n")
                            .reply();
            assertFalse(reply.headers().has("set-cookie"), reply::toString);
            assertFalse(
                    reply.header("access-control-allow-headers").contains("\r"), reply::toString);
        }
    }
}
