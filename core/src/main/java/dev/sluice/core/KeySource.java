package dev.sluice.core;

import org.jspecify.annotations.Nullable;

/** Keys that were issued while the gateway runs. Never blocks; safe for several threads. */
@FunctionalInterface
public interface KeySource {
    /** No such keys. */
    KeySource NONE = (_, _) -> null;

    /**
     * Finds a key.
     *
     * @param sha256 32 bytes
     * @param snapshot the configuration that the call goes by
     * @return the key, or null when nobody holds it
     */
    @Nullable VirtualKey find(byte[] sha256, Snapshot snapshot);
}
