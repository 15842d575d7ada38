package dev.sluice.relay;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An answer as a client read it.
 *
 * @param head status line and header lines
 * @param body with any chunked framing removed
 * @param whole whether the body ended as its framing promised
 */
@SuppressWarnings("ArrayRecordComponent") // never compared as a whole
record Reply(List<String> head, byte[] body, boolean whole) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    int status() {
        return Integer.parseInt(head.getFirst().split(" ", 3)[1]);
    }

    /** Returns the first value of a header, or null. */
    @Nullable String header(String name) {
        String prefix = name.toLowerCase(Locale.ROOT) + ":";
        return head.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
                .map(line -> line.substring(prefix.length()).strip())
                .findFirst()
                .orElse(null);
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    JsonNode json() {
        return JSON.readTree(body);
    }

    /** Returns the error object; fails unless the body is the envelope with its four members. */
    JsonNode error() {
        JsonNode error = json().path("error");
        List<String> names = List.copyOf(error.propertyNames());
        if (!names.equals(List.of("message", "type", "param", "code"))) {
            throw new AssertionError("not the error envelope: " + text());
        }
        return error;
    }

    String code() {
        return error().path("code").asString("null");
    }

    /** Reads JSON text. */
    static JsonNode read(String text) {
        return JSON.readTree(text);
    }
}
