package dev.sluice.providers;

import java.util.Map;

/**
 * AWS Signature Version 4 in the {@code Authorization} header. The content type must be sent
 * exactly as it stands on the request. Source: AWS "Create a signed AWS API request", read 2026-11.
 */
final class AwsSignature {
    private static final Version4 VERSION =
            new Version4("AWS4-HMAC-SHA256", "AWS4", "aws4_request");

    private AwsSignature() {}

    /** Returns the request with its date, its session token if any, and its signature. */
    static VendorRequest sign(VendorRequest request, Auth.SigV4 auth, Moment moment) {
        String time = Canonical.basicTime(moment.now());
        VendorRequest dated = request.with("x-amz-date", time);
        if (auth.session() != null) {
            dated = dated.with("x-amz-security-token", auth.session().reveal().strip());
        }
        return VERSION.authorize(dated, auth, time, canonical(dated), signed(dated));
    }

    /** Returns the canonical request, whose path is the sent one encoded once more. */
    static String canonical(VendorRequest request) {
        return Canonical.request(
                request, Canonical.encode(Canonical.path(request), "/"), signed(request));
    }

    private static Map<String, String> signed(VendorRequest request) {
        return Canonical.headers(request, "content-type", "x-amz-date", "x-amz-security-token");
    }
}
