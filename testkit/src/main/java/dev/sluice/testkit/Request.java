package dev.sluice.testkit;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One request as it reached a {@link FakeUpstream}, and later the news whether its sender left
 * before the answer was complete.
 */
public final class Request {
    private final String method;
    private final String target;
    private final Headers headers;
    private final byte[] body;
    private final int connection;
    private final CompletableFuture<Instant> disconnect = new CompletableFuture<>();

    Request(String method, String target, Headers headers, byte[] body, int connection) {
        this.method = method;
        this.target = target;
        this.headers = headers;
        this.body = body;
        this.connection = connection;
    }

    public String method() {
        return method;
    }

    /** The request target exactly as sent: path and query. */
    public String target() {
        return target;
    }

    /** The target without its query. */
    public String path() {
        int question = target.indexOf('?');
        return question < 0 ? target : target.substring(0, question);
    }

    /** The decoded query parameters; the last of equal names wins. */
    public Map<String, String> query() {
        Map<String, String> query = new LinkedHashMap<>();
        int question = target.indexOf('?');
        if (question < 0) {
            return query;
        }
        for (String pair : target.substring(question + 1).split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            query.put(decoded(name), decoded(value));
        }
        return query;
    }

    public Headers headers() {
        return headers;
    }

    /** A copy of the body, with any chunked framing removed. */
    public byte[] body() {
        return body.clone();
    }

    /** The body read as UTF-8. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** The number of the connection it came on, from 1 in order of acceptance. */
    public int connection() {
        return connection;
    }

    /** Whether the sender has closed or reset the connection before the answer was complete. */
    public boolean disconnected() {
        return disconnect.isDone();
    }

    /**
     * Waits for the sender to leave before the answer is complete; empty when it stays that long.
     */
    public Optional<Instant> awaitDisconnect(Duration patience) throws InterruptedException {
        try {
            return Optional.of(disconnect.get(patience.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException stillThere) {
            return Optional.empty();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(
                    "a disconnect is never completed with a failure", impossible);
        }
    }

    void peerLeft(Instant when) {
        disconnect.complete(when);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return method
                + " "
                + target
                + " ("
                + body.length
                + " bytes, connection "
                + connection
                + ")";
    }
}
