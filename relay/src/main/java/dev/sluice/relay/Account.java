package dev.sluice.relay;

import dev.sluice.core.VirtualKey;
import java.util.Map;

/** Answers the holder of a key what it may still use. Runs on a thread of its own: may block. */
@FunctionalInterface
public interface Account {
    /**
     * Answers.
     *
     * @param path below {@code /v1}: {@code /dashboard/billing/usage}
     * @param query decoded
     */
    Control.Reply answer(VirtualKey key, String path, Map<String, String> query);
}
