package dev.sluice.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The program as a user starts it, on a free port, with its log at hand. */
final class RunningSluice implements AutoCloseable {
    /** How long a test waits for what must come; far more than it takes on a busy machine. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    static final String HELLO = "\"messages\":[{\"role\":\"user\",\"content\":\"hello there\"}]";

    private final ByteArrayOutputStream log;
    private final SluiceServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    private RunningSluice(ByteArrayOutputStream log, SluiceServer server) {
        this.log = log;
        this.server = server;
    }

    /** Starts with this configuration, or with none. */
    static RunningSluice start(@Nullable Path configuration, Path data) throws Failure {
        return start(configuration, data, Map.of());
    }

    /** Starts in an environment of its own. */
    static RunningSluice start(
            @Nullable Path configuration, Path data, Map<String, String> environment)
            throws Failure {
        List<String> words =
                new ArrayList<>(List.of("serve", "--port", "0", "--data", data.toString()));
        if (configuration != null) {
            words.addAll(List.of("--config", configuration.toString()));
        }
        ServeOptions options = ServeOptions.quick(words.toArray(String[]::new));
        if (options == null) {
            throw new IllegalStateException("these words are not for serve: " + words);
        }
        var log = new ByteArrayOutputStream();
        var out = new PrintStream(log, true, UTF_8);
        return new RunningSluice(
                log, SluiceServer.start(options, environment, new Log(out, Clock.systemUTC())));
    }

    int port() {
        return server.port();
    }

    /** Everything that it has said so far. */
    String log() {
        return log.toString(UTF_8);
    }

    /** A chat request with these members, under this key or without one. */
    HttpResponse<String> chat(@Nullable String key, String members)
            throws IOException, InterruptedException {
        return client.send(request(key, members), HttpResponse.BodyHandlers.ofString());
    }

    /** The same, as its answer comes in. */
    HttpResponse<InputStream> open(@Nullable String key, String members)
            throws IOException, InterruptedException {
        return client.send(request(key, members), HttpResponse.BodyHandlers.ofInputStream());
    }

    HttpResponse<String> get(String path, @Nullable String key)
            throws IOException, InterruptedException {
        return client.send(
                authorized(key, path).GET().build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest request(@Nullable String key, String members) {
        return authorized(key, "/v1/chat/completions")
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{" + members + "}"))
                .build();
    }

    private HttpRequest.Builder authorized(@Nullable String key, String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                        .timeout(PATIENCE);
        return key == null ? request : request.header("authorization", "Bearer " + key);
    }

    /** Waits until something is so; fails, with the log, when it does not come about. */
    void await(String what, BooleanSupplier so) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!so.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(what + " did not come about; the log:\n" + log());
            }
            Thread.sleep(10);
        }
    }

    /** Waits until the log says this. */
    void awaitLog(String words) throws InterruptedException {
        await("'" + words + "' in the log", () -> log().contains(words));
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
