package dev.sluice.providers;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A configured base address, repaired to one form whichever way its owner wrote it: {@code
 * http://host}, {@code http://host/v1}, {@code http://host/v1/} and {@code
 * http://host/v1/chat/completions} all mean the same.
 *
 * @param origin the place to connect to
 * @param path path without a trailing slash and without an endpoint; empty for a bare host
 */
public record BaseUrl(Origin origin, String path) {
    private static final List<String> ENDPOINTS =
            List.of("/chat/completions", "/completions", "/embeddings", "/models", "/responses");

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException with a sentence that shows the value, a credential in it
     *     hidden, and what was expected
     */
    public static BaseUrl parse(String text) {
        String address = text.strip();
        URI uri;
        try {
            uri = new URI(address);
        } catch (URISyntaxException e) {
            throw unusable(address, e.getReason());
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw unusable(address, "it must begin with http:// or https://");
        }
        @Nullable String authority = uri.getRawAuthority();
        if (authority == null) {
            throw unusable(address, "it names no host");
        }
        if (authority.indexOf('@') >= 0) {
            throw unusable(address, "put the credential in api_key");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw unusable(address, "a base address has no query and no fragment");
        }
        try {
            return new BaseUrl(origin(scheme.equals("https"), authority), path(uri.getRawPath()));
        } catch (IllegalArgumentException e) {
            throw unusable(address, String.valueOf(e.getMessage()));
        }
    }

    /** Returns the OpenAI base: a bare host gets {@code /v1}, everything else stays as written. */
    public Address.OpenAiBase openAi() {
        return new Address.OpenAiBase(origin, path.isEmpty() ? "/v1" : path);
    }

    /**
     * Reads host and port. By hand, because {@link URI#getHost()} knows no host with an underscore,
     * as container networks have them, and none beyond ASCII.
     */
    private static Origin origin(boolean tls, String authority) {
        int colon = authority.lastIndexOf(':');
        boolean withPort = colon > authority.lastIndexOf(']') && colon < authority.length() - 1;
        int end = colon > authority.lastIndexOf(']') ? colon : authority.length();
        String host = authority.substring(0, end);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw new IllegalArgumentException("an IPv6 address stands in brackets");
        }
        if (host.isEmpty()) {
            throw new IllegalArgumentException("it names no host");
        }
        int port = tls ? 443 : 80;
        if (withPort) {
            try {
                port = Integer.parseInt(authority.substring(colon + 1));
            } catch (NumberFormatException _) {
                throw new IllegalArgumentException("its port is no number");
            }
        }
        boolean ascii = host.chars().allMatch(c -> c < 128);
        return new Origin(tls, ascii ? host : IDN.toASCII(host), port);
    }

    private static String path(@Nullable String raw) {
        String path = raw == null ? "" : raw.replaceAll("/{2,}", "/");
        while (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        for (String endpoint : ENDPOINTS) {
            if (path.endsWith(endpoint)) {
                return path.substring(0, path.length() - endpoint.length());
            }
        }
        return path;
    }

    private static IllegalArgumentException unusable(String text, String why) {
        int scheme = text.indexOf("://");
        int at = text.lastIndexOf('@');
        String shown =
                at < 0
                        ? text
                        : (scheme >= 0 && scheme < at ? text.substring(0, scheme + 3) : "")
                                + "***"
                                + text.substring(at);
        return new IllegalArgumentException(
                "'" + shown + "' is not a usable address: " + why + ", as in https://host/v1");
    }
}
