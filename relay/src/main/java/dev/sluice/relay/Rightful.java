package dev.sluice.relay;

import dev.sluice.core.VirtualKey;
import dev.sluice.core.access.Rights;
import dev.sluice.wire.chat.ApiError;
import java.net.InetAddress;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Whether a key may be used at all: now, from there, for this. Pure. */
final class Rightful {
    private Rightful() {}

    /**
     * Returns why a key may not be used, or null.
     *
     * @param clock milliseconds since 1970; only read for a key that expires
     */
    static @Nullable ApiError refusal(VirtualKey key, InetAddress from, LongSupplier clock) {
        Rights rights = key.rights();
        if (!rights.enabled()) {
            // As if there were no such key: whoever guesses learns nothing.
            return Answers.unauthorized("a key");
        }
        if (rights.expires() < Long.MAX_VALUE && clock.getAsLong() >= rights.expires()) {
            return ApiError.unauthorized(
                    "This key was valid until "
                            + Instant.ofEpochMilli(rights.expires())
                            + ". Ask whoever gave it to you for a new one.");
        }
        if (!rights.addresses().isEmpty() && !rights.allowsAddress(from)) {
            return new ApiError(
                    403,
                    "permission_error",
                    "This key may not be used from " + from.getHostAddress() + ".",
                    null,
                    "address_not_allowed");
        }
        return null;
    }

    /** Returns why a key may not call an endpoint, or null. */
    static @Nullable ApiError refusal(VirtualKey key, String path) {
        if (key.rights().endpoints().isEmpty() || key.rights().allowsEndpoint(path)) {
            return null;
        }
        return new ApiError(
                403,
                "permission_error",
                "This key may not be used for /v1" + path + ".",
                null,
                "endpoint_not_allowed");
    }
}
