package dev.sluice.providers;

/** How a vendor wants to see the credential. */
public sealed interface Auth {

    /** {@code Authorization: Bearer KEY}. */
    record Bearer(Secret key) implements Auth {}

    /**
     * The key alone in a header of its own.
     *
     * @param name header name in lower case, such as {@code api-key}
     * @param key the credential
     */
    record HeaderKey(String name, Secret key) implements Auth {}

    /** No credential: a local server. */
    record None() implements Auth {}
}
