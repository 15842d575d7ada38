package dev.sluice.core;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What makes a call belong to others, as a number. */
public final class Affinity {
    private Affinity() {}

    /** Returns the strategy by which a route keeps calls together, the outermost; null for none. */
    public static Strategy.@Nullable Sticky sticky(Route route) {
        if (!(route instanceof Route.Group group)) {
            return null;
        }
        if (group.strategy() instanceof Strategy.Sticky sticky) {
            return sticky;
        }
        for (Route.Member member : group.members()) {
            Strategy.@Nullable Sticky inner = sticky(member.route());
            if (inner != null) {
                return inner;
            }
        }
        return null;
    }

    /**
     * Returns the number of what calls have in common; what is not said is stood in for by the key,
     * whose calls stay together. FNV-1a, 64 bits: spreads well, and is the same on every node.
     *
     * @param said the user, the session or the beginning of the prompt, as it stands in the call
     */
    public static long of(byte @Nullable [] said, VirtualKey key) {
        byte[] bytes =
                said == null || said.length == 0 ? key.id().getBytes(StandardCharsets.UTF_8) : said;
        long hash = 0xcbf29ce484222325L;
        for (byte each : bytes) {
            hash = (hash ^ (each & 0xff)) * 0x100000001b3L;
        }
        return hash;
    }
}
