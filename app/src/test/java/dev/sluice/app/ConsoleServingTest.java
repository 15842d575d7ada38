package dev.sluice.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The console at the gateway's own address: for browsers, and in nobody else's way. */
class ConsoleServingTest {
    @TempDir Path directory;
    private RunningSluice sluice;
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void start() throws Failure {
        sluice = RunningSluice.start(null, directory);
    }

    @AfterEach
    void stop() {
        client.close();
        sluice.close();
    }

    private HttpResponse<String> ask(String method, String path, String... headers)
            throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + sluice.port() + path))
                        .timeout(RunningSluice.PATIENCE)
                        .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET  | /                      | text/html,*/*;q=0.8 | 200 | text/html;"
                        + " charset=utf-8",
                "GET  | /                      | */*                 | 200 | application/json;"
                        + " charset=utf-8",
                "GET  | /console               | */*                 | 200 | text/html;"
                        + " charset=utf-8",
                "GET  | /console/keys/a        | */*                 | 200 | text/html;"
                        + " charset=utf-8",
                "HEAD | /console               | */*                 | 200 | text/html;"
                        + " charset=utf-8",
                "GET  | /console/gone.js       | text/html           | 404 | application/json;"
                        + " charset=utf-8",
                "GET  | /console/%2e%2e/x      | text/html           | 404 | application/json;"
                        + " charset=utf-8",
                "POST | /console               | text/html           | 405 | application/json;"
                        + " charset=utf-8",
                "GET  | /consoles              | text/html           | 404 | application/json;"
                        + " charset=utf-8",
                "GET  | /v1/nothing            | text/html           | 404 | application/json;"
                        + " charset=utf-8",
                "GET  | /v1/console            | text/html           | 404 | application/json;"
                        + " charset=utf-8",
                "GET  | /admin/api/nothing     | text/html           | 401 | application/json;"
                        + " charset=utf-8",
            })
    void everyAddressAnswersInItsOwnLanguage(
            String method, String path, String accept, int status, String type) throws Exception {
        HttpResponse<String> response = ask(method, path, "accept", accept);
        assertEquals(status, response.statusCode(), response::body);
        assertEquals(type, response.headers().firstValue("content-type").orElse(""));
        if (method.equals("HEAD")) {
            assertEquals("", response.body());
        }
    }

    @Test
    void aPageThatIsKnownIsNotSentAgain() throws Exception {
        HttpResponse<String> page = ask("GET", "/console");
        String tag = page.headers().firstValue("etag").orElseThrow();
        assertTrue(page.headers().firstValue("content-security-policy").isPresent());
        HttpResponse<String> again = ask("GET", "/console", "if-none-match", tag);
        assertEquals(304, again.statusCode());
        assertEquals("", again.body());
        assertEquals(200, ask("GET", "/console").statusCode(), "the connection is in order");
    }
}
