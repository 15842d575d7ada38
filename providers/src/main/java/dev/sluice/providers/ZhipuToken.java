package dev.sluice.providers;

import java.util.Base64;

/**
 * Zhipu's token: a JWT whose times are milliseconds, which no JWT library writes. Good for three
 * minutes, made anew for each request. Source: Zhipu "API authentication", read 2026-11.
 */
final class ZhipuToken {
    /** The header that Zhipu describes. */
    static final String HEADER = "{\"alg\":\"HS256\",\"sign_type\":\"SIGN\"}";

    private static final long LIFE_MILLIS = 180_000;

    private ZhipuToken() {}

    /**
     * Returns the request with its token.
     *
     * @throws IllegalArgumentException when the key is not {@code id.secret}
     */
    static VendorRequest sign(VendorRequest request, Auth.Jwt auth, Moment moment) {
        return request.with(
                "authorization",
                auth.scheme() + token(auth.key(), HEADER, moment.now().toEpochMilli()));
    }

    /**
     * Makes a token.
     *
     * @param header the JSON text of the header
     * @param now Unix milliseconds
     */
    static String token(Secret key, String header, long now) {
        String both = key.reveal().strip();
        int dot = both.indexOf('.');
        if (dot < 1 || dot == both.length() - 1) {
            throw new IllegalArgumentException("a key of Zhipu has the form id.secret");
        }
        String payload =
                "{\"api_key\":\"%s\",\"exp\":%d,\"timestamp\":%d}"
                        .formatted(quoted(both.substring(0, dot)), now + LIFE_MILLIS, now);
        String said = base64(Hmac.utf8(header)) + '.' + base64(Hmac.utf8(payload));
        return said + '.' + base64(Hmac.of(Hmac.utf8(both.substring(dot + 1)), said));
    }

    private static String quoted(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
