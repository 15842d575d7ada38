package dev.sluice.app.control;

import dev.sluice.core.Route;
import dev.sluice.core.Strategy;
import dev.sluice.core.VirtualKey;
import dev.sluice.wire.json.JsonText;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What sticky routes go by, worked out as for a call: from the same bytes, by the same hash. */
final class Affinity {
    private Affinity() {}

    /** Whoever says nothing goes by his key. */
    static long of(Route route, VirtualKey key, @Nullable String user) {
        Strategy.@Nullable Sticky sticky = sticky(route);
        if (sticky == null) {
            return 0;
        }
        if (user == null) {
            return hash(utf8(key.id()));
        }
        return hash(
                switch (sticky.by()) {
                    case USER -> JsonText.quote(user); // a call's is taken as it stands there
                    case SESSION, PREFIX -> utf8(user);
                });
    }

    private static Strategy.@Nullable Sticky sticky(Route route) {
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

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** FNV-1a, 64 bits. */
    private static long hash(byte[] bytes) {
        long hash = 0xcbf29ce484222325L;
        for (byte each : bytes) {
            hash = (hash ^ (each & 0xff)) * 0x100000001b3L;
        }
        return hash;
    }
}
