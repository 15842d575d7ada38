package dev.sluice.providers;

import java.util.Map;

/**
 * What the dialects of Signature Version 4 have in common: a key bound to day, region and service
 * signs the hash of a canonical request.
 *
 * @param algorithm the algorithm's name
 * @param prefix what is put before the secret
 * @param end the last step of the scope
 */
record Version4(String algorithm, String prefix, String end) {
    /**
     * Returns the request with its signature.
     *
     * @param dated the request with all headers that are signed
     * @param time as its header of the date has it
     * @param canonical the canonical request
     * @param signed the signed headers
     */
    VendorRequest authorize(
            VendorRequest dated,
            Auth.SigV4 auth,
            String time,
            String canonical,
            Map<String, String> signed) {
        String day = time.substring(0, 8);
        String scope = String.join("/", day, auth.region(), auth.service(), end);
        String text = String.join("\n", algorithm, time, scope, Hmac.hash(Hmac.utf8(canonical)));
        String secret = prefix + auth.secretKey().reveal().strip();
        byte[] key = Hmac.chain(secret, day, auth.region(), auth.service(), end);
        return dated.with(
                "authorization",
                "%s Credential=%s/%s, SignedHeaders=%s, Signature=%s"
                        .formatted(
                                algorithm,
                                auth.accessKey(),
                                scope,
                                Canonical.names(signed),
                                Hmac.hex(Hmac.of(key, text))));
    }
}
