package dev.sluice.providers;

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
     * @throws IllegalArgumentException with a sentence that shows the value and what was expected
     */
    public static BaseUrl parse(String text) {
        URI uri;
        try {
            uri = new URI(text.strip());
        } catch (URISyntaxException e) {
            throw unusable(text, e.getReason());
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw unusable(text, "it must begin with http:// or https://");
        }
        @Nullable String host = uri.getHost();
        if (host == null) {
            throw unusable(text, "it names no host");
        }
        if (uri.getUserInfo() != null) {
            throw unusable(text.replace(uri.getUserInfo(), "***"), "put the credential in api_key");
        }
        if (uri.getQuery() != null || uri.getFragment() != null) {
            throw unusable(text, "a base address has no query and no fragment");
        }
        boolean tls = scheme.equals("https");
        int port = uri.getPort() < 0 ? (tls ? 443 : 80) : uri.getPort();
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return new BaseUrl(new Origin(tls, bare, port), path(uri.getRawPath()));
    }

    /** Returns the OpenAI base: a bare host gets {@code /v1}, everything else stays as written. */
    public Address.OpenAiBase openAi() {
        return new Address.OpenAiBase(origin, path.isEmpty() ? "/v1" : path);
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
        return new IllegalArgumentException(
                "'" + text + "' is not a usable address: " + why + ", as in https://host/v1");
    }
}
