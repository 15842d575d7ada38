package dev.sluice.providers;

import java.util.Map;

/**
 * Volcengine's variant of Signature Version 4: no prefix before the secret, the path encoded once,
 * and the hash of the body as a header. The content type must be sent exactly as it stands on the
 * request. Source: Volcengine "Signature method V4", read 2026-11.
 */
final class VolcengineSignature {
    private static final String ALGORITHM = "HMAC-SHA256";

    private VolcengineSignature() {}

    /** Returns the request with its date, the hash of its body and its signature. */
    static VendorRequest sign(VendorRequest request, Auth.SigV4 auth, Moment moment) {
        String time = Canonical.basicTime(moment.now());
        VendorRequest dated =
                request.with("x-date", time).with("x-content-sha256", Hmac.hash(request.body()));
        if (auth.session() != null) {
            dated = dated.with("x-security-token", auth.session().reveal().strip());
        }
        String day = time.substring(0, 8);
        String scope = day + '/' + auth.region() + '/' + auth.service() + "/request";
        String text =
                String.join("\n", ALGORITHM, time, scope, Hmac.hash(Hmac.utf8(canonical(dated))));
        byte[] key =
                Hmac.chain(
                        auth.secretKey().reveal().strip(),
                        day,
                        auth.region(),
                        auth.service(),
                        "request");
        return dated.with(
                "authorization",
                "%s Credential=%s/%s, SignedHeaders=%s, Signature=%s"
                        .formatted(
                                ALGORITHM,
                                auth.accessKey(),
                                scope,
                                Canonical.names(signed(dated)),
                                Hmac.hex(Hmac.of(key, text))));
    }

    /** Returns the canonical request. */
    static String canonical(VendorRequest request) {
        return String.join(
                "\n",
                request.method(),
                Canonical.path(request),
                Canonical.query(request),
                Canonical.lines(signed(request)),
                Canonical.names(signed(request)),
                Hmac.hash(request.body()));
    }

    private static Map<String, String> signed(VendorRequest request) {
        return Canonical.headers(
                request, "content-type", "x-content-sha256", "x-date", "x-security-token");
    }
}
