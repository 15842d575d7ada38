package dev.sluice.relay;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Where connections may lead. Addresses of the configuration may be anywhere; those that come from
 * a caller must be public, or a caller could make the gateway ask its own network for things.
 * Checked after the name has been resolved, and what was checked is what is connected to. Source:
 * the IANA special-purpose address registries (RFC 6890).
 */
enum AddressGuard {
    /** Chosen by the administrator. */
    ANYWHERE,
    /** Chosen by a caller. */
    PUBLIC;

    boolean admits(InetAddress address) {
        return switch (this) {
            case ANYWHERE -> true;
            case PUBLIC -> isPublic(address);
        };
    }

    private static boolean isPublic(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        byte[] b = address.getAddress();
        return switch (address) {
            case Inet4Address _ -> isPublic4(b);
            case Inet6Address _ -> isPublic6(b);
            default -> false;
        };
    }

    private static boolean isPublic4(byte[] b) {
        int first = b[0] & 0xff;
        int second = b[1] & 0xff;
        int third = b[2] & 0xff;
        return first != 0
                && first < 240
                && !(first == 100 && (second & 0xc0) == 64) // carrier NAT
                && !(first == 192 && second == 0 && (third == 0 || third == 2))
                && !(first == 198 && (second & 0xfe) == 18) // benchmarks
                && !(first == 198 && second == 51 && third == 100)
                && !(first == 203 && second == 0 && third == 113);
    }

    private static boolean isPublic6(byte[] b) {
        if ((b[0] & 0xfe) == 0xfc) {
            return false; // unique local
        }
        if (b[0] == 0x20 && b[1] == 0x01 && b[2] == 0x0d && (b[3] & 0xff) == 0xb8) {
            return false; // documentation
        }
        // Addresses that carry an IPv4 address are as public as that one.
        if (b[0] == 0x20 && b[1] == 0x02) {
            return embedded(b, 2); // 6to4
        }
        boolean nat64 = b[0] == 0 && b[1] == 0x64 && (b[2] & 0xff) == 0xff && (b[3] & 0xff) == 0x9b;
        if (nat64) {
            return embedded(b, 12);
        }
        boolean compatible = true;
        for (int i = 0; i < 10 && compatible; i++) {
            compatible = b[i] == 0;
        }
        return compatible ? embedded(b, 12) : true;
    }

    private static boolean embedded(byte[] b, int from) {
        try {
            return isPublic(InetAddress.getByAddress(Arrays.copyOfRange(b, from, from + 4)));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }
}
