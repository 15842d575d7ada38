package dev.sluice.providers;

import java.util.Map;

/**
 * Volcengine's variant of Signature Version 4: no prefix before the secret, the path encoded once,
 * and the hash of the body as a header. The content type must be sent exactly as it stands on the
 * request. Source: Volcengine "Signature method V4", read 2026-11.
 */
final class VolcengineSignature {
    private static final Version4 VERSION = new Version4("HMAC-SHA256", "", "request");

    private VolcengineSignature() {}

    /** Returns the request with its date, the hash of its body and its signature. */
    static VendorRequest sign(VendorRequest request, Auth.SigV4 auth, Moment moment) {
        String time = Canonical.basicTime(moment.now());
        VendorRequest dated =
                request.with("x-date", time).with("x-content-sha256", Hmac.hash(request.body()));
        if (auth.session() != null) {
            dated = dated.with("x-security-token", auth.session().reveal().strip());
        }
        return VERSION.authorize(dated, auth, time, canonical(dated), signed(dated));
    }

    /** Returns the canonical request. */
    static String canonical(VendorRequest request) {
        return Canonical.request(request, Canonical.path(request), signed(request));
    }

    private static Map<String, String> signed(VendorRequest request) {
        return Canonical.headers(
                request, "content-type", "x-content-sha256", "x-date", "x-security-token");
    }
}
