package dev.sluice.relay;

import dev.sluice.core.Deployment;
import dev.sluice.core.Upstream;
import dev.sluice.providers.Auth;
import dev.sluice.providers.Timeouts;
import io.netty.buffer.ByteBuf;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The way to one deployment, with everything about a request that never changes written out once:
 * request line, host, credential, configured headers.
 */
final class Lane {
    /** Never passed on, whatever {@code forward_headers} says: framing, addresses, our own keys. */
    private static final Set<String> KEPT_BACK =
            Set.of(
                    "host",
                    "connection",
                    "keep-alive",
                    "content-length",
                    "transfer-encoding",
                    "te",
                    "trailer",
                    "upgrade",
                    "expect",
                    "authorization",
                    "proxy-authorization",
                    "x-api-key",
                    "api-key",
                    "x-goog-api-key",
                    "sec-websocket-protocol");

    private final Deployment deployment;
    private final Upstream.Remote remote;
    private final UpstreamPool pool;
    private final byte[] fixedHeaders;
    private final byte[] chatHead;

    Lane(Deployment deployment, Upstream.Remote remote, UpstreamPool pool) {
        this.deployment = deployment;
        this.remote = remote;
        this.pool = pool;
        fixedHeaders = Ascii.bytes(fixedHeaders(remote));
        chatHead =
                Ascii.bytes(
                        "POST "
                                + remote.address().target("/chat/completions", "", null)
                                + " HTTP/1.1\r\n"
                                + fixedHeaders(remote));
    }

    Deployment deployment() {
        return deployment;
    }

    UpstreamPool pool() {
        return pool;
    }

    Timeouts timeouts() {
        return remote.timeouts();
    }

    private static String fixedHeaders(Upstream.Remote remote) {
        var lines = new StringBuilder("host: ").append(remote.address().origin().authority());
        switch (remote.auth()) {
            case Auth.Bearer(var key) ->
                    lines.append("\r\nauthorization: Bearer ").append(oneLine(key.reveal()));
            case Auth.HeaderKey(var name, var key) ->
                    lines.append("\r\n")
                            .append(oneLine(name))
                            .append(": ")
                            .append(oneLine(key.reveal()));
            case Auth.None() -> {}
            // Put on each request by who sends it.
            case Auth.PerRequest _ -> {}
        }
        for (Map.Entry<String, String> header : remote.headers().entrySet()) {
            lines.append("\r\n")
                    .append(oneLine(header.getKey()))
                    .append(": ")
                    .append(oneLine(header.getValue()));
        }
        return lines.append("\r\n").toString();
    }

    /** A key read from a file ends in a newline as often as not; no value may add a line. */
    private static String oneLine(String configured) {
        return configured.strip().replaceAll("\\p{Cntrl}", " ");
    }

    /** Writes the request line and the headers that never change. */
    void writeHead(ByteBuf out, String method, String path, String query, @Nullable String model) {
        if (path.equals("/chat/completions") && query.isEmpty() && method.equals("POST")) {
            out.writeBytes(chatHead);
            return;
        }
        Ascii.write(out, method);
        out.writeByte(' ');
        Ascii.write(out, remote.address().target(path, query, model));
        Ascii.write(out, " HTTP/1.1\r\n");
        out.writeBytes(fixedHeaders);
    }

    /** What is known of a request's body. */
    enum BodyType {
        /** It has been read as JSON, whatever its content type said, and says so from here on. */
        JSON,
        /** It is what the caller says it is. */
        AS_SENT
    }

    /**
     * Writes the caller's headers that a vendor may see. A list of what passes, not of what does
     * not: a header that nobody thought of may carry a cookie, an address or a person's name.
     */
    void writeCallerHeaders(ByteBuf out, RequestHead head, Set<String> further, BodyType type) {
        boolean renamed = type == BodyType.JSON && !head.type().contains("json");
        if (renamed) {
            Ascii.write(out, "content-type: application/json\r\n");
        }
        Iterator<Map.Entry<CharSequence, CharSequence>> each =
                head.headers().iteratorCharSequence();
        while (each.hasNext()) {
            Map.Entry<CharSequence, CharSequence> header = each.next();
            if (passes(header.getKey(), further)
                    && !(renamed && is(header.getKey(), "content-type"))) {
                Ascii.write(out, header.getKey());
                out.writeByte(':').writeByte(' ');
                Ascii.write(out, header.getValue());
                out.writeByte('\r').writeByte('\n');
            }
        }
    }

    private boolean passes(CharSequence name, Set<String> further) {
        boolean known =
                switch (name.charAt(0) | 0x20) {
                    case 'a' -> is(name, "accept") || begins(name, "anthropic-");
                    case 'c' -> is(name, "content-type") || is(name, "content-encoding");
                    case 'i' -> is(name, "idempotency-key");
                    case 'o' -> is(name, "openai-beta") || is(name, "openai-safety-identifier");
                    case 'r' -> is(name, "range");
                    case 't' -> is(name, "traceparent") || is(name, "tracestate");
                    case 'u' -> is(name, "user-agent");
                    default -> false;
                };
        if (!known && !further.isEmpty()) {
            String lower = name.toString().toLowerCase(Locale.ROOT);
            known = further.contains(lower) && !KEPT_BACK.contains(lower);
        }
        return known
                && (remote.headers().isEmpty()
                        || !remote.headers().containsKey(name.toString().toLowerCase(Locale.ROOT)));
    }

    private static boolean is(CharSequence name, String lower) {
        return name.length() == lower.length() && begins(name, lower);
    }

    private static boolean begins(CharSequence name, String lower) {
        if (name.length() < lower.length()) {
            return false;
        }
        for (int i = 0; i < lower.length(); i++) {
            char c = name.charAt(i);
            if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != lower.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
