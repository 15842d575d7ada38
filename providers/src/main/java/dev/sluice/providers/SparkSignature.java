package dev.sluice.providers;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;

/**
 * iFlytek's signature in the query: over host, date and request line. Good for 300 seconds. Source:
 * iFlytek "General URL authentication", read 2026-11.
 */
final class SparkSignature {
    // RFC_1123_DATE_TIME writes the first nine days of a month with one digit; iFlytek wants two.
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
                    .withZone(ZoneOffset.UTC);

    private SparkSignature() {}

    /** Returns the request with the signature in its query; the secret is used as it is. */
    static VendorRequest sign(VendorRequest request, Auth.SignedUrl auth, Moment moment) {
        String host = request.origin().authority();
        String date = DATE.format(moment.now());
        String line = request.method() + ' ' + Canonical.path(request) + " HTTP/1.1";
        String text = "host: " + host + "\ndate: " + date + '\n' + line;
        byte[] secret = Hmac.utf8(auth.apiSecret().reveal().strip());
        String signature = Base64.getEncoder().encodeToString(Hmac.of(secret, text));
        String authorization =
                ("api_key=\"%s\", algorithm=\"hmac-sha256\", headers=\"host date request-line\","
                                + " signature=\"%s\"")
                        .formatted(auth.apiKey(), signature);
        String encoded = Base64.getEncoder().encodeToString(Hmac.utf8(authorization));
        return request.withTarget(
                request.target()
                        + (request.target().indexOf('?') < 0 ? '?' : '&')
                        + "authorization="
                        + form(encoded)
                        + "&date="
                        + form(date)
                        + "&host="
                        + form(host));
    }

    private static String form(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
