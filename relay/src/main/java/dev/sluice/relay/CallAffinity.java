package dev.sluice.relay;

import dev.sluice.core.Affinity;
import dev.sluice.core.Route;
import dev.sluice.core.Strategy;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What a call says of belonging to others; only looked for where a route goes by it. */
final class CallAffinity {
    private static final byte[] USER = Ascii.bytes("user");
    private static final byte[] MESSAGES = Ascii.bytes("messages");

    /** So much of a prompt makes calls alike: vendors cache from about 1,024 tokens on. */
    private static final int PREFIX = 4096;

    private CallAffinity() {}

    static long of(Relay call, Route route) {
        Strategy.Sticky sticky = Affinity.sticky(route);
        return sticky == null ? 0 : Affinity.of(said(call, sticky.by()), call.key());
    }

    private static byte @Nullable [] said(Relay call, Strategy.By by) {
        String session = call.request().headers().get("x-session-id");
        CollectedBody body = call.requestBody() instanceof CollectedBody it ? it : null;
        return switch (by) {
            case USER -> body == null ? null : body.member(USER, PREFIX);
            case SESSION -> session == null ? null : session.getBytes(StandardCharsets.UTF_8);
            case PREFIX -> body == null ? null : body.member(MESSAGES, PREFIX);
        };
    }
}
