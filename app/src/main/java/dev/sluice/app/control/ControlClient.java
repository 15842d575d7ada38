package dev.sluice.app.control;

import dev.sluice.app.Failure;
import dev.sluice.providers.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Asks a running gateway as its administrator. */
public final class ControlClient {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration LONG_PATIENCE = Duration.ofHours(1);

    private final String base;
    private final Secret token;

    /**
     * Asks the gateway at this address.
     *
     * @param base such as {@code http://127.0.0.1:8090}
     * @throws Failure when it is no address
     */
    public ControlClient(String base, Secret token) throws Failure {
        if (!base.matches("https?://[^/?#]+/*")) {
            throw new Failure(
                    Failure.USAGE, "expected an address like http://127.0.0.1:8090 as --url");
        }
        this.base = base.replaceAll("/+$", "");
        this.token = token;
    }

    /** What came back. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Answer(int status, byte[] json) {
        /** Returns an error's code, "" when there is none. */
        public String code() {
            return error().words("code");
        }

        /** Returns an error's message, "" when there is none. */
        public String message() {
            return error().words("message");
        }

        private JsonValue error() {
            try {
                return JsonValue.read(json).member("error");
            } catch (IllegalArgumentException _) {
                return JsonValue.read("null".getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    /**
     * What is asked.
     *
     * @param path below {@code /admin/api}; names in it are {@link #segment encoded}
     * @param query names and values, not yet encoded
     * @param json the body, or null for none
     * @param patience how long the answer may take
     * @param headers further ones
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Question(
            String method,
            String path,
            Map<String, String> query,
            byte @Nullable [] json,
            Duration patience,
            Map<String, String> headers) {
        /** Asks for something. */
        public static Question get(String path, Map<String, String> query) {
            return new Question("GET", path, query, null, PATIENCE, Map.of());
        }

        /** Asks for something to be done, with what is to be said about it. */
        public static Question of(String method, String path, byte @Nullable [] json) {
            return new Question(method, path, Map.of(), json, PATIENCE, Map.of());
        }

        /** Asks with parameters for something that may take long. */
        public static Question slow(String method, String path, Map<String, String> query) {
            return new Question(method, path, query, null, LONG_PATIENCE, Map.of());
        }

        /** Returns the same with a header. */
        public Question with(String name, String value) {
            return new Question(method, path, query, json, patience, Map.of(name, value));
        }
    }

    /** Encodes a name for a path. */
    public static String segment(String name) {
        return encoded(name).replace("+", "%20");
    }

    /**
     * Asks with GET.
     *
     * @param path below {@code /admin/api}
     * @param query names and values, not yet encoded
     * @throws Failure when there is no answer, or the token is not the administrator's
     */
    public Answer get(String path, Map<String, String> query) throws Failure {
        return ask(Question.get(path, query));
    }

    /**
     * Asks.
     *
     * @throws Failure when there is no answer, or the token is not the administrator's
     */
    public Answer ask(Question question) throws Failure {
        String parameters =
                question.query().entrySet().stream()
                        .map(each -> each.getKey() + "=" + encoded(each.getValue()))
                        .collect(Collectors.joining("&"));
        HttpResponse<byte[]> answer =
                send(
                        base
                                + "/admin/api"
                                + question.path()
                                + (parameters.isEmpty() ? "" : "?" + parameters),
                        question);
        if (answer.statusCode() == 401) {
            throw new Failure(
                    Failure.USAGE,
                    base + " does not know this administrator's token; give it as --admin-token");
        }
        return new Answer(answer.statusCode(), answer.body());
    }

    private HttpResponse<byte[]> send(String address, Question question) throws Failure {
        try (HttpClient client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(PATIENCE)
                        .build()) {
            byte @Nullable [] json = question.json();
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(address))
                            .timeout(question.patience())
                            .header("authorization", "Bearer " + token.reveal())
                            .header("content-type", "application/json")
                            .method(
                                    question.method(),
                                    json == null
                                            ? HttpRequest.BodyPublishers.noBody()
                                            : HttpRequest.BodyPublishers.ofByteArray(json));
            question.headers().forEach(request::setHeader);
            return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IllegalArgumentException e) {
            throw new Failure(Failure.USAGE, base + " or the token cannot be sent", e);
        } catch (IOException e) {
            throw new Failure(
                    Failure.USAGE,
                    base + " does not answer; start it with serve, or say where as --url",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(Failure.USAGE, "interrupted", e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
