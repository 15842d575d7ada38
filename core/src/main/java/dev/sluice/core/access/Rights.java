package dev.sluice.core.access;

import dev.sluice.core.limit.Admission;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a key in force may do beside using models: its own terms and its team's, taken together.
 *
 * @param owner who uses it, or null
 * @param team whose it is, or null
 * @param enabled whether it may call at all
 * @param expires milliseconds since 1970; {@link Long#MAX_VALUE} for never
 * @param endpoints lists of path patterns, each of which must allow a call
 * @param addresses lists of ranges, each of which must allow a call
 * @param allowance how much
 */
public record Rights(
        @Nullable String owner,
        @Nullable String team,
        boolean enabled,
        long expires,
        List<List<String>> endpoints,
        List<List<AddressRange>> addresses,
        Admission.Allowance allowance) {
    /** Everything, for ever. */
    public static final Rights ALL =
            new Rights(
                    null,
                    null,
                    true,
                    Long.MAX_VALUE,
                    List.of(),
                    List.of(),
                    Admission.Allowance.UNLIMITED);

    /** Returns whether a path below {@code /v1} may be called. */
    public boolean allowsEndpoint(String path) {
        for (List<String> patterns : endpoints) {
            if (!matchesAny(patterns, path)) {
                return false;
            }
        }
        return true;
    }

    private static boolean matchesAny(List<String> patterns, String path) {
        for (String each : patterns) {
            boolean matches =
                    each.endsWith("*")
                            ? path.startsWith(each.substring(0, each.length() - 1))
                            : path.equals(each);
            if (matches) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether a call may come from an address. */
    public boolean allowsAddress(InetAddress from) {
        for (List<AddressRange> ranges : addresses) {
            if (ranges.stream().noneMatch(each -> each.contains(from))) {
                return false;
            }
        }
        return true;
    }
}
