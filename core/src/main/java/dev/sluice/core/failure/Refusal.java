package dev.sluice.core.failure;

import dev.sluice.wire.chat.ApiError;

/**
 * The ways a vendor says no. Every dialect reads its vendor's words into the same {@link ApiError}s,
 * so that one table tells them apart.
 */
public enum Refusal {
    /** Our credential is wrong, expired or may not do this. */
    CREDENTIAL,
    /** The account behind our credential has no money or allowance left. */
    QUOTA,
    /** Too many calls or tokens in too short a time. */
    RATE,
    /** The vendor is overloaded or broken: 5xx. */
    OVERLOAD,
    /** The vendor gave up waiting for itself: 408, 504. */
    SLOW,
    /** A filter withholds the answer. */
    CONTENT,
    /** The conversation is longer than the model's context. */
    CONTEXT,
    /** The vendor does not know the model. */
    MISSING,
    /** The caller has to change the call. */
    CLIENT;

    /** Tells what kind of no an error is. */
    public static Refusal of(ApiError error) {
        throw new UnsupportedOperationException("not built yet: " + error.status());
    }
}
