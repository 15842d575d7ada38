package dev.sluice.relay;

import dev.sluice.core.Route;
import dev.sluice.core.Strategy;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What makes a call belong to others, as a number; only worked out where a route goes by it. */
final class Affinity {
    private static final byte[] USER = Ascii.bytes("user");
    private static final byte[] MESSAGES = Ascii.bytes("messages");

    /** So much of a prompt makes calls alike: vendors cache from about 1,024 tokens on. */
    private static final int PREFIX = 4096;

    private Affinity() {}

    static long of(Relay call, Route route) {
        Strategy.Sticky sticky = sticky(route);
        return sticky == null ? 0 : hash(call, sticky.by());
    }

    private static Strategy.@Nullable Sticky sticky(Route route) {
        if (!(route instanceof Route.Group group)) {
            return null;
        }
        if (group.strategy() instanceof Strategy.Sticky sticky) {
            return sticky;
        }
        for (Route.Member member : group.members()) {
            Strategy.Sticky inner = sticky(member.route());
            if (inner != null) {
                return inner;
            }
        }
        return null;
    }

    /** What is not said is stood in for by the key: its calls stay together. */
    private static long hash(Relay call, Strategy.By by) {
        String session = call.request().headers().get("x-session-id");
        CollectedBody body = call.requestBody() instanceof CollectedBody it ? it : null;
        byte[] found =
                switch (by) {
                    case USER -> body == null ? null : body.member(USER, PREFIX);
                    case SESSION ->
                            session == null ? null : session.getBytes(StandardCharsets.UTF_8);
                    case PREFIX -> body == null ? null : body.member(MESSAGES, PREFIX);
                };
        return fnv(
                found == null || found.length == 0
                        ? call.key().id().getBytes(StandardCharsets.UTF_8)
                        : found);
    }

    /** FNV-1a, 64 bits: good enough to spread, and the same on every node. */
    private static long fnv(byte[] bytes) {
        long hash = 0xcbf29ce484222325L;
        for (byte each : bytes) {
            hash = (hash ^ (each & 0xff)) * 0x100000001b3L;
        }
        return hash;
    }
}
