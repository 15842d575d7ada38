package dev.sluice.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Another page in the browser of a signed-in administrator. It is on the same host, so that the
 * browser counts it as the same site and sends the session's cookie; or on another host.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AttacksTest {
    private static final String CONFIGURATION =
            """
            server: {cors: {origins: ["*"]}}
            providers:
              - {id: one, type: proxy, api_base: VENDOR, api_key: sk-upstream-fake}
            """;

    /** Fetches as an attacker would; says what came of it. */
    private static final String FETCH =
            """
            async ([url, options]) => {
              try {
                const answer = await fetch(url, { credentials: 'include', ...options });
                return answer.type + ' ' + answer.status + ' ' + await answer.text();
              } catch (e) { return 'refused by the browser'; }
            }
            """;

    private Stage stage;
    private HttpServer other;

    @BeforeAll
    void open(@TempDir Path home) throws Exception {
        stage = Stage.open(home, CONFIGURATION);
        other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext(
                "/",
                exchange -> {
                    byte[] page = content().getBytes(UTF_8);
                    exchange.getResponseHeaders().add("content-type", "text/html; charset=utf-8");
                    exchange.sendResponseHeaders(200, page.length);
                    exchange.getResponseBody().write(page);
                    exchange.close();
                });
        other.start();
    }

    @AfterAll
    void close() {
        other.stop(0);
        stage.close();
    }

    /** A page with the console in a frame, and a form whose fields spell JSON. */
    private String content() {
        return """
        <!doctype html><title>Win a prize</title>
        <iframe id="prize" src="GATEWAY/console/keys"></iframe>
        <form method="post" enctype="text/plain" action="GATEWAY/admin/api/keys">
        <input name='{"id":"evil","owner":"' value='x"}'><button>Win</button></form>
        """
                .replace("GATEWAY", stage.url(""));
    }

    private Page lured(String host) {
        Page page = stage.signedIn(Stage.Look.USUAL);
        page.navigate(evil(host));
        return page;
    }

    private String evil(String host) {
        return "http://" + host + ":" + other.getAddress().getPort() + "/";
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost"})
    void cannotFrameTheConsole(String host) {
        Page page = stage.signedIn(Stage.Look.USUAL);
        List<String> asked = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        page.onRequest(request -> asked.add(request.url()));
        page.onRequestFailed(request -> refused.add(request.failure() + " " + request.url()));
        page.navigate(evil(host));
        page.waitForCondition(() -> !refused.isEmpty());
        String frame = stage.url("/console/keys");
        assertEquals(List.of("net::ERR_BLOCKED_BY_RESPONSE " + frame), refused);
        assertEquals(List.of(evil(host), frame), asked, "nothing of the console was run");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost"})
    void cannotPostAForm(String host) throws Exception {
        Page page = lured(host);
        Response answer =
                page.waitForResponse(
                        "**/admin/api/keys", () -> page.getByText("Win").last().click());
        assertTrue(List.of(401, 403).contains(answer.status()), () -> "" + answer.status());
        assertNothingChanged();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost"})
    void cannotFetchWithTheCookie(String host) throws Exception {
        Page page = lured(host);
        String keys = stage.url("/admin/api/keys");
        String body = "{\"id\":\"evil\"}";
        fetch(page, keys, Map.of("method", "POST", "mode", "no-cors", "body", body));
        var json = Map.of("content-type", "application/json", "x-csrf-token", "guessed");
        assertRefused(page, keys, Map.of("method", "POST", "headers", json, "body", body));
        assertRefused(page, stage.url("/admin/api/providers/one"), Map.of("method", "DELETE"));
        assertRefused(page, stage.url("/admin/api/session"), Map.of("method", "DELETE"));
        fetch(page, stage.url("/admin/api/reload"), Map.of("method", "POST", "mode", "no-cors"));
        assertNothingChanged();
        Page own = page.context().newPage();
        own.navigate(stage.url("/console/keys"));
        assertThat(own.locator("h1")).hasText("Keys");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost"})
    void cannotReadAnAnswer(String host) {
        Page page = lured(host);
        for (String path : List.of("session", "keys", "config", "calls", "backup")) {
            assertRefused(page, stage.url("/admin/api/" + path), Map.of());
            String opaque = fetch(page, stage.url("/admin/api/" + path), Map.of("mode", "no-cors"));
            assertEquals("opaque 0", opaque.strip());
        }
    }

    private static String fetch(Page page, String url, Map<String, ?> options) {
        return (String) page.evaluate(FETCH, List.of(url, options));
    }

    private static void assertRefused(Page page, String url, Map<String, ?> options) {
        assertEquals("refused by the browser", fetch(page, url, options), url);
    }

    private void assertNothingChanged() throws IOException, InterruptedException {
        Script admin = stage.script();
        assertEquals(0, admin.get("/admin/api/keys").path("keys").size());
        assertEquals(1, admin.get("/admin/api/providers").path("data").size());
    }

    @Test
    void withoutItsTokenTheOwnPageChangesNothing() throws Exception {
        Page page = stage.signedIn(Stage.Look.USUAL);
        page.navigate(stage.url("/console/keys"));
        var json = Map.of("content-type", "application/json");
        String body = "{\"id\":\"evil\"}";
        String said =
                fetch(
                        page,
                        stage.url("/admin/api/keys"),
                        Map.of("method", "POST", "headers", json, "body", body));
        assertTrue(said.startsWith("basic 403") && said.contains("csrf"), said);
        assertNothingChanged();
    }

    @Test
    void scriptsThatAreNotItsOwnDoNotRun() {
        Page page = stage.signedIn(Stage.Look.USUAL);
        page.navigate(stage.url("/console/keys"));
        page.evaluate(
                """
                () => {
                  const script = document.createElement('script');
                  script.textContent = 'window.ran = true';
                  document.body.append(script);
                  const image = document.createElement('img');
                  image.setAttribute('onerror', 'window.ran = true');
                  image.src = '/console/none';
                  document.body.append(image);
                }
                """);
        assertEquals(
                false,
                page.evaluate(
                        "async () => { await fetch('/console/none'); return !!window.ran; }"));
    }
}
