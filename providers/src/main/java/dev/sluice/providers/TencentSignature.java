package dev.sluice.providers;

import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;

/**
 * Tencent's TC3-HMAC-SHA256. The content type must be sent exactly as it stands on the request; a
 * charset that a client adds breaks the signature. Source: Tencent Cloud "Signature v3", read
 * 2026-11.
 */
final class TencentSignature {
    private static final String ALGORITHM = "TC3-HMAC-SHA256";

    private TencentSignature() {}

    /** Returns the request with its time and its signature over content type, host and body. */
    static VendorRequest sign(VendorRequest request, Auth.SigV4 auth, Moment moment) {
        return sign(request, auth, moment, "content-type");
    }

    /**
     * The same over other headers.
     *
     * @param names headers that are signed besides the host, in lower case
     */
    static VendorRequest sign(
            VendorRequest request, Auth.SigV4 auth, Moment moment, String... names) {
        String time = Long.toString(moment.now().getEpochSecond());
        String day = moment.now().atOffset(ZoneOffset.UTC).toLocalDate().toString();
        Map<String, String> signed = Canonical.headers(request, names);
        String scope = day + '/' + auth.service() + "/tc3_request";
        String hash = Hmac.hash(Hmac.utf8(canonical(request, names)));
        String text = String.join("\n", ALGORITHM, time, scope, hash);
        byte[] key =
                Hmac.chain(
                        "TC3" + auth.secretKey().reveal().strip(),
                        day,
                        auth.service(),
                        "tc3_request");
        VendorRequest dated = request.with("x-tc-timestamp", time);
        if (auth.session() != null) {
            dated = dated.with("x-tc-token", auth.session().reveal().strip());
        }
        return dated.with(
                "authorization",
                "%s Credential=%s/%s, SignedHeaders=%s, Signature=%s"
                        .formatted(
                                ALGORITHM,
                                auth.accessKey(),
                                scope,
                                Canonical.names(signed),
                                Hmac.hex(Hmac.of(key, text))));
    }

    /** Returns the canonical request; the values of its headers are in lower case. */
    static String canonical(VendorRequest request, String... names) {
        Map<String, String> signed = Canonical.headers(request, names);
        signed.replaceAll((_, value) -> value.toLowerCase(Locale.ROOT));
        return String.join(
                "\n",
                request.method(),
                Canonical.path(request),
                Canonical.query(request),
                Canonical.lines(signed),
                Canonical.names(signed),
                Hmac.hash(request.body()));
    }
}
