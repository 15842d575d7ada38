package dev.sluice.app;

import dev.sluice.app.control.JsonValue;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Asks a running gateway as its administrator. */
final class AdminAsking {
    static final String TOKEN = "admin-1";

    private AdminAsking() {}

    /** An answer. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Answer(int status, String etag, byte[] bytes) {
        String body() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        JsonValue json() {
            return JsonValue.read(bytes);
        }

        String code() {
            return json().member("error").words("code");
        }
    }

    /**
     * Asks.
     *
     * @param question such as {@code GET /providers}
     * @param headers names and values
     */
    static Answer ask(
            RunningSluice sluice, String question, @Nullable String body, String... headers)
            throws Exception {
        var request =
                request(sluice, question.replaceFirst(" ", " /admin/api"), body, headers)
                        .timeout(RunningSluice.PATIENCE.plusSeconds(20));
        try (HttpClient client = HttpClient.newHttpClient()) {
            var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            String etag = answer.headers().firstValue("etag").orElse("");
            return new Answer(answer.statusCode(), etag, answer.body());
        }
    }

    /**
     * Begins a question.
     *
     * @param question such as {@code GET /verify}
     * @param headers names and values
     */
    static HttpRequest.Builder request(
            RunningSluice sluice, String question, @Nullable String body, String... headers) {
        String[] words = question.split(" ", 2);
        var request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + sluice.port() + words[1]))
                        .timeout(RunningSluice.PATIENCE)
                        .header("authorization", "Bearer " + TOKEN)
                        .method(
                                words[0],
                                body == null
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return request;
    }
}
