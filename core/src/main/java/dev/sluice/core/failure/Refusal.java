package dev.sluice.core.failure;

import dev.sluice.wire.chat.ApiError;
import org.jspecify.annotations.Nullable;

/**
 * The ways a vendor says no. Every dialect reads its vendor's words into the same {@link
 * ApiError}s, so that one table tells them apart.
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
    /** The vendor does not know the model, or nothing at all is at its address. */
    MISSING,
    /** The caller has to change the call. */
    CLIENT;

    /** Tells what kind of no an error is: its code says more than its status. */
    public static Refusal of(ApiError error) {
        return switch (error.code()) {
            case "upstream_auth", "invalid_api_key" -> CREDENTIAL;
            case "insufficient_quota" -> QUOTA;
            case "content_filter" -> CONTENT;
            case "context_length_exceeded" -> CONTEXT;
            case "model_not_found" -> MISSING;
            case "upstream_timeout" -> SLOW;
            case null, default ->
                    error.type().equals("insufficient_quota") ? QUOTA : byStatus(error);
        };
    }

    private static Refusal byStatus(ApiError error) {
        return switch (error.status()) {
            case 401, 403 -> CREDENTIAL;
            case 402 -> QUOTA;
            // A 404 with a reason is about what the caller asked for. One without comes from a
            // server that knows nothing of the API: the address is wrong, not the call.
            case 404 -> reason(error) == null ? MISSING : CLIENT;
            case 408, 504 -> SLOW;
            case 429 -> RATE;
            default -> error.status() >= 500 ? OVERLOAD : CLIENT;
        };
    }

    private static @Nullable String reason(ApiError error) {
        return error.code() == null ? error.param() : error.code();
    }
}
