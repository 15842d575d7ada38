package dev.sluice.providers;

import org.jspecify.annotations.Nullable;

/** How a vendor wants to see the credential. */
public sealed interface Auth {

    /** The same header on every request; it is written once and never computed again. */
    sealed interface Fixed extends Auth {}

    /** Computed for each request by {@link Signer}. */
    sealed interface PerRequest extends Auth {}

    /** {@code Authorization: Bearer KEY}. */
    record Bearer(Secret key) implements Fixed {}

    /**
     * The key alone in a header of its own.
     *
     * @param name header name in lower case, such as {@code api-key} or {@code cookie}
     * @param key the credential
     */
    record HeaderKey(String name, Secret key) implements Fixed {}

    /** No credential: a local server. */
    record None() implements Fixed {}

    /**
     * The key as a parameter of the query.
     *
     * @param name such as {@code key}
     */
    record QueryKey(String name, Secret key) implements PerRequest {}

    /**
     * A signature over method, path, query, headers and body: AWS Signature Version 4 and what
     * Volcengine and Tencent made of it.
     *
     * @param family whose variant it is
     * @param accessKey the public half of the credential
     * @param secretKey the secret half
     * @param session a session token, or null
     * @param region such as {@code us-east-1}; "" where the variant has none
     * @param service such as {@code bedrock}
     */
    record SigV4(
            Family family,
            String accessKey,
            Secret secretKey,
            @Nullable Secret session,
            String region,
            String service)
            implements PerRequest {
        /** The variants. */
        public enum Family {
            /** AWS4-HMAC-SHA256. */
            AWS,
            /** Volcengine's HMAC-SHA256. */
            VOLCENGINE,
            /** Tencent's TC3-HMAC-SHA256. */
            TENCENT
        }
    }

    /** iFlytek's signature in the query of the address. */
    record SignedUrl(String apiKey, Secret apiSecret) implements PerRequest {
        /** Shows neither: the one is worth as little to a reader as the other. */
        @Override
        public String toString() {
            return "SignedUrl[***]";
        }
    }

    /**
     * Zhipu's token, made of the key {@code id.secret}.
     *
     * @param scheme what stands before the token in {@code Authorization}, with its blank: {@code
     *     "Bearer "}, or "" for v3
     */
    record Jwt(Secret key, String scheme) implements PerRequest {}

    /** An access token that is fetched with a credential, kept, and renewed in time. */
    record OAuth(Grant grant) implements PerRequest {}
}
