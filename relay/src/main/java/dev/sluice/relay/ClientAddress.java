package dev.sluice.relay;

import dev.sluice.core.access.AddressRange;
import java.net.InetAddress;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a call comes from. Pure.
 *
 * <p>A proxy in front writes its client's address at the end of {@code x-forwarded-for}; what
 * stands before that the client may have written itself. So the list is read from its end, and only
 * as far as proxies are trusted.
 */
final class ClientAddress {
    private static final Pattern NUMERIC =
            Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*");

    private ClientAddress() {}

    /**
     * Returns the client's address.
     *
     * @param peer the other end of the connection
     * @param forwarded {@code x-forwarded-for} as it came, or null
     * @param trusted where trusted proxies are
     */
    static InetAddress of(
            InetAddress peer, @Nullable String forwarded, List<AddressRange> trusted) {
        if (forwarded == null || trusted.isEmpty()) {
            return peer;
        }
        InetAddress at = peer;
        String[] hops = forwarded.split(",", -1);
        for (int i = hops.length - 1; i >= 0 && isTrusted(at, trusted); i--) {
            InetAddress before = parse(hops[i].strip());
            if (before == null) {
                return at;
            }
            at = before;
        }
        return at;
    }

    private static boolean isTrusted(InetAddress address, List<AddressRange> trusted) {
        for (AddressRange each : trusted) {
            if (each.contains(address)) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable InetAddress parse(String text) {
        try {
            // Never a name, not even one such as cafe.de: that would be looked up.
            return NUMERIC.matcher(text).matches() ? InetAddress.ofLiteral(text) : null;
        } catch (IllegalArgumentException _) {
            return null;
        }
    }
}
