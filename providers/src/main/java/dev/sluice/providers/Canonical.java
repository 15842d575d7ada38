package dev.sluice.providers;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The pieces of a request in the one form that signer and vendor agree on. */
final class Canonical {
    private static final String PLAIN =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    private static final DateTimeFormatter BASIC =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private Canonical() {}

    /** Returns a time in the style {@code 20231114T221320Z}. */
    static String basicTime(Instant time) {
        return BASIC.format(time);
    }

    /** Returns a request in the form that its signature covers. */
    static String request(VendorRequest request, String path, Map<String, String> signed) {
        return String.join(
                "\n",
                request.method(),
                path,
                query(request),
                lines(signed),
                names(signed),
                Hmac.hash(request.body()));
    }

    /** Returns the path of a target as it is sent, at least a slash. */
    static String path(VendorRequest request) {
        String target = request.target();
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        return path.isEmpty() ? "/" : path;
    }

    /** Returns the pairs of the query, sorted, each with its equals sign. */
    static String query(VendorRequest request) {
        String target = request.target();
        int query = target.indexOf('?');
        if (query < 0 || query == target.length() - 1) {
            return "";
        }
        String[] pairs = target.substring(query + 1).split("&");
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = pairs[i].indexOf('=') < 0 ? pairs[i] + '=' : pairs[i];
        }
        Arrays.sort(pairs);
        return String.join("&", pairs);
    }

    /**
     * Returns the host and those of the named headers that the request has, sorted by name, blanks
     * within the values run together.
     */
    static Map<String, String> headers(VendorRequest request, String... names) {
        var headers = new TreeMap<String, String>();
        headers.put("host", request.origin().authority());
        for (String name : names) {
            String value = request.header(name);
            if (value != null) {
                headers.put(name, value.strip().replaceAll("\\s+", " "));
            }
        }
        return headers;
    }

    /** Returns header lines, each with its line end. */
    static String lines(Map<String, String> headers) {
        var lines = new StringBuilder();
        headers.forEach((name, value) -> lines.append(name).append(':').append(value).append('\n'));
        return lines.toString();
    }

    /** Returns the names of headers, as a signature lists them. */
    static String names(Map<String, String> headers) {
        return String.join(";", headers.keySet());
    }

    /** Encodes all but RFC 3986's unreserved characters and those to spare. */
    static String encode(String text, String spared) {
        var encoded = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = PLAIN.indexOf(c) >= 0 || spared.indexOf(c) >= 0;
            if (plain) {
                encoded.append(c);
            } else {
                encoded.append('%').append("%02X".formatted((int) c));
            }
        }
        return encoded.toString();
    }
}
