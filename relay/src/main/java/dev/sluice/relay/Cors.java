package dev.sluice.relay;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cross-origin calls from browsers (WHATWG Fetch standard, section 3.2).
 *
 * <p>Never with credentials: a key travels in a header, and cookies have no meaning here. Requested
 * headers are echoed, because {@code *} does not cover {@code Authorization}.
 */
final class Cors {
    private static final String EXPOSED =
            "x-request-id, x-upstream-request-id, retry-after, retry-after-ms, x-should-retry,"
                    + " x-sluice-deployment, x-sluice-attempts, x-sluice-dropped,"
                    + " x-sluice-budget-remaining, x-sluice-next, x-ratelimit-limit-requests,"
                    + " x-ratelimit-limit-tokens, x-ratelimit-remaining-requests,"
                    + " x-ratelimit-remaining-tokens, x-ratelimit-reset-requests,"
                    + " x-ratelimit-reset-tokens";

    private Cors() {}

    /** Adds what lets a page of this origin read the answer. */
    static void writeHeaders(ByteBuf out, String origin, List<String> allowed) {
        ClientResponse.header(out, "vary", "Origin");
        @Nullable String answer = answer(origin, allowed);
        if (answer != null) {
            ClientResponse.header(out, "access-control-allow-origin", answer);
            ClientResponse.header(out, "access-control-expose-headers", EXPOSED);
        }
    }

    /** Returns the further header lines of a preflight's answer. */
    static List<String> preflight(HttpHeaders request) {
        List<String> lines = new ArrayList<>();
        lines.add("access-control-allow-methods: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
        @Nullable String wanted = request.get("access-control-request-headers");
        lines.add(
                "access-control-allow-headers: "
                        + (wanted == null ? "authorization, content-type" : wanted));
        lines.add("access-control-max-age: 86400");
        lines.add("allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
        return lines;
    }

    private static @Nullable String answer(String origin, List<String> allowed) {
        if (allowed.contains("*")) {
            return "*";
        }
        return allowed.contains(origin) ? origin : null;
    }
}
