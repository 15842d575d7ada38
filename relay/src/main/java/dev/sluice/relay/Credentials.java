package dev.sluice.relay;

import io.netty.handler.codec.http.HttpHeaders;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the key that a caller presents, in whichever place its library puts it. */
final class Credentials {
    private static final String PROTOCOL_PREFIX = "openai-insecure-api-key.";

    /** What libraries and manuals write where a key is demanded but none is needed. */
    private static final Set<String> PLACEHOLDERS =
            Set.of("none", "null", "empty", "no-key", "not-needed", "sk-no-key-required");

    private Credentials() {}

    /** Returns whether a key only fills a field that a library insists on. */
    static boolean placeholder(String presented) {
        return presented.length() <= 20
                && PLACEHOLDERS.contains(presented.toLowerCase(Locale.ROOT));
    }

    /**
     * Looks in {@code Authorization} (with or without the word Bearer, or with two of them), {@code
     * x-api-key}, {@code api-key}, {@code x-goog-api-key}, the WebSocket sub-protocol of OpenAI's
     * browser clients, and {@code ?key=}.
     *
     * @return the key, or null when none is presented
     */
    static @Nullable String of(HttpHeaders headers, String target) {
        @Nullable String authorization = headers.get("authorization");
        if (authorization != null) {
            String key = bare(authorization);
            if (!key.isEmpty()) {
                return key;
            }
        }
        for (String name : new String[] {"x-api-key", "api-key", "x-goog-api-key"}) {
            @Nullable String value = headers.get(name);
            if (value != null && !value.isBlank()) {
                return bare(value);
            }
        }
        @Nullable String protocols = headers.get("sec-websocket-protocol");
        if (protocols != null) {
            for (String each : protocols.split(",", -1)) {
                if (each.strip().startsWith(PROTOCOL_PREFIX)) {
                    return each.strip().substring(PROTOCOL_PREFIX.length());
                }
            }
        }
        return inQuery(target);
    }

    /** Returns whether a WebSocket sub-protocol carries a key and must not travel on. */
    static boolean carriesKey(String protocol) {
        return protocol.strip().startsWith(PROTOCOL_PREFIX);
    }

    private static String bare(String value) {
        String rest = unquoted(value.strip());
        while (rest.regionMatches(true, 0, "bearer", 0, 6)
                && (rest.length() == 6 || rest.charAt(6) == ' ')) {
            rest = unquoted(rest.substring(6).strip());
        }
        return rest;
    }

    private static String unquoted(String text) {
        return text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"")
                ? text.substring(1, text.length() - 1).strip()
                : text;
    }

    private static @Nullable String inQuery(String target) {
        int mark = target.indexOf('?');
        if (mark < 0) {
            return null;
        }
        for (String pair : target.substring(mark + 1).split("&", -1)) {
            if (pair.startsWith("key=") && pair.length() > 4) {
                try {
                    return URLDecoder.decode(pair.substring(4), StandardCharsets.UTF_8);
                } catch (IllegalArgumentException e) {
                    return pair.substring(4); // not percent-encoded after all
                }
            }
        }
        return null;
    }
}
