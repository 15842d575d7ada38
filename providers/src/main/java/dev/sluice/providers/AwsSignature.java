package dev.sluice.providers;

import java.util.Map;

/**
 * AWS Signature Version 4 in the {@code Authorization} header. The content type must be sent
 * exactly as it stands on the request. Source: AWS "Create a signed AWS API request", read 2026-11.
 */
final class AwsSignature {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";

    private AwsSignature() {}

    /** Returns the request with its date, its session token if any, and its signature. */
    static VendorRequest sign(VendorRequest request, Auth.SigV4 auth, Moment moment) {
        String time = Canonical.basicTime(moment.now());
        VendorRequest dated = request.with("x-amz-date", time);
        if (auth.session() != null) {
            dated = dated.with("x-amz-security-token", auth.session().reveal().strip());
        }
        String day = time.substring(0, 8);
        String scope = day + '/' + auth.region() + '/' + auth.service() + "/aws4_request";
        String text =
                String.join("\n", ALGORITHM, time, scope, Hmac.hash(Hmac.utf8(canonical(dated))));
        byte[] key =
                Hmac.chain(
                        "AWS4" + auth.secretKey().reveal().strip(),
                        day,
                        auth.region(),
                        auth.service(),
                        "aws4_request");
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

    /** Returns the canonical request, whose path is the sent one encoded once more. */
    static String canonical(VendorRequest request) {
        return String.join(
                "\n",
                request.method(),
                Canonical.encode(Canonical.path(request), "/"),
                Canonical.query(request),
                Canonical.lines(signed(request)),
                Canonical.names(signed(request)),
                Hmac.hash(request.body()));
    }

    private static Map<String, String> signed(VendorRequest request) {
        return Canonical.headers(request, "content-type", "x-amz-date", "x-amz-security-token");
    }
}
