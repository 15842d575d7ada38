package dev.sluice.providers;

import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * Baidu's bce-auth-v1, with an IAM pair of access key and secret key. The body is not signed.
 * Source: Baidu AI Cloud "Authentication mechanism", read 2026-11.
 */
public final class BceSignature {
    private static final int LIFE_SECONDS = 1800;

    private BceSignature() {}

    /** Returns the request with its date and a signature over both date and host. */
    public static VendorRequest sign(
            VendorRequest request, String accessKey, Secret secretKey, Moment moment) {
        VendorRequest dated = request.with("x-bce-date", time(moment));
        return dated.with(
                "authorization", authorization(dated, accessKey, secretKey, moment, "x-bce-date"));
    }

    /**
     * Returns what belongs in the {@code Authorization} header.
     *
     * @param names headers that are signed besides the host, in lower case
     */
    static String authorization(
            VendorRequest request,
            String accessKey,
            Secret secretKey,
            Moment moment,
            String... names) {
        String prefix = "bce-auth-v1/" + accessKey + '/' + time(moment) + '/' + LIFE_SECONDS;
        Map<String, String> signed = Canonical.headers(request, names);
        signed.replaceAll((_, value) -> Canonical.encode(value, ""));
        String canonical =
                String.join(
                        "\n",
                        request.method(),
                        Canonical.path(request),
                        Canonical.query(request),
                        Canonical.lines(signed).stripTrailing());
        // The key is the hexadecimal text, not the bytes that it stands for.
        String key = Hmac.hex(Hmac.of(Hmac.utf8(secretKey.reveal().strip()), prefix));
        return prefix
                + '/'
                + Canonical.names(signed)
                + '/'
                + Hmac.hex(Hmac.of(Hmac.utf8(key), canonical));
    }

    private static String time(Moment moment) {
        return moment.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
