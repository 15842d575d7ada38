package dev.sluice.browser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks the gateway as a program does: with a token, and without a browser. */
record Script(String base, String token) {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final JsonMapper JSON = JsonMapper.shared();

    /** Asks with another token. */
    Script as(String other) {
        return new Script(base, other);
    }

    /** Asks, whatever the answer. */
    HttpResponse<String> ask(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path))
                        .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("authorization", "Bearer " + token);
        }
        for (int at = 0; at < headers.length; at += 2) {
            request.header(headers[at], headers[at + 1]);
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString(UTF_8));
    }

    /** Reads a document, which must be there. */
    JsonNode get(String path) throws IOException, InterruptedException {
        return good(ask("GET", path, ""), path);
    }

    /** Sends a document, which must be taken. */
    JsonNode send(String method, String path, Object body, String... headers)
            throws IOException, InterruptedException {
        return good(ask(method, path, JSON.writeValueAsString(body), headers), path);
    }

    /** Puts a whole configuration over what is there. */
    void configure(String text, String note) throws IOException, InterruptedException {
        send("PUT", "/admin/api/config", Map.of("text", text, "note", note), "if-match", "*");
    }

    /** Makes a call of a chat model; returns its status. */
    int call(String model, String prompt) throws IOException, InterruptedException {
        Map<String, Object> message = Map.of("role", "user", "content", prompt);
        Map<String, Object> body = Map.of("model", model, "messages", List.of(message));
        return ask("POST", "/v1/chat/completions", JSON.writeValueAsString(body)).statusCode();
    }

    private static JsonNode good(HttpResponse<String> answer, String path) {
        assertTrue(
                answer.statusCode() < 300,
                () -> path + ": " + answer.statusCode() + " " + answer.body());
        return answer.body().isEmpty() ? JSON.nullNode() : JSON.readTree(answer.body());
    }
}
