package dev.sluice.relay;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers what an administrator asks below {@code /admin/api}. Whoever asks has proved to be one
 * before; every question runs on a virtual thread of its own and may take its time.
 */
@FunctionalInterface
public interface Control {
    /** Answers one question. */
    Reply answer(Ask ask);

    /**
     * A question.
     *
     * @param path below {@code /admin/api}, beginning with a slash, percent-encoding undone
     * @param query decoded parameters; of a repeated one the last
     * @param body as it came, at most 1 MB
     * @param headers as they came, names in lower case; of a repeated one the last
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Ask(
            String method,
            String path,
            Map<String, String> query,
            byte[] body,
            Map<String, String> headers) {
        /** A question without headers. */
        public Ask(String method, String path, Map<String, String> query, byte[] body) {
            this(method, path, query, body, Map.of());
        }

        /** Returns a header, its name in lower case, or null when it did not come. */
        public @Nullable String header(String name) {
            return headers.get(name);
        }
    }

    /**
     * An answer.
     *
     * @param type its {@code content-type}
     * @param headers further header lines, whole, without CRLF
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Reply(int status, String type, byte[] body, List<String> headers) {
        /** The type of JSON documents. */
        public static final String JSON = "application/json; charset=utf-8";

        /** A JSON document. */
        public Reply(int status, byte[] json) {
            this(status, JSON, json, List.of());
        }
    }
}
