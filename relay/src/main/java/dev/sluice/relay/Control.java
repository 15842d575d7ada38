package dev.sluice.relay;

import dev.sluice.providers.Secret;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers what is asked below {@code /admin/api}, and finds out who asks. Every question runs on a
 * virtual thread of its own and may take its time.
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
     * @param from who asks, as far as the connection tells
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Ask(
            String method,
            String path,
            Map<String, String> query,
            byte[] body,
            Map<String, String> headers,
            Origin from) {
        /** A question without headers. */
        public Ask(String method, String path, Map<String, String> query, byte[] body) {
            this(method, path, query, body, Map.of());
        }

        /** A question from this machine. */
        public Ask(
                String method,
                String path,
                Map<String, String> query,
                byte[] body,
                Map<String, String> headers) {
            this(method, path, query, body, headers, Origin.HERE);
        }

        /** Returns a header, its name in lower case, or null when it did not come. */
        public @Nullable String header(String name) {
            return headers.get(name);
        }
    }

    /**
     * Where a question comes from.
     *
     * @param address the client's, behind trusted proxies
     * @param tls whether nobody between could read it, as far as trusted proxies say
     * @param host what the client took us for: {@code gateway.example:8443}; "" when it did not say
     * @param token the key that came with it, in whatever place, or null
     */
    record Origin(InetAddress address, boolean tls, String host, @Nullable Secret token) {
        /** This machine, without a key. */
        public static final Origin HERE =
                new Origin(InetAddress.getLoopbackAddress(), false, "", null);
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
