package dev.sluice.core.access;

import java.net.InetAddress;
import java.util.regex.Pattern;

/**
 * A range of IP addresses: {@code 10.0.0.0/8}, {@code 2001:db8::/32}, or one address.
 *
 * @param text as it was written
 * @param base the range's first address
 * @param bits how many leading bits are fixed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared as a whole
public record AddressRange(String text, byte[] base, int bits) {
    /** Not 1.2.3, which some take for 1.2.0.3. */
    private static final Pattern NUMERIC =
            Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*");

    /**
     * Reads a range.
     *
     * @throws IllegalArgumentException when it is none; the message says what was expected
     */
    public static AddressRange of(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        byte[] base = bytes(address.strip(), text);
        int most = base.length * 8;
        int bits = most;
        if (slash >= 0) {
            try {
                bits = Integer.parseInt(text.substring(slash + 1).strip());
            } catch (NumberFormatException _) {
                bits = -1;
            }
        }
        if (bits < 0 || bits > most) {
            throw new IllegalArgumentException(
                    "found '" + text + "', expected a prefix length from 0 to " + most);
        }
        return new AddressRange(text, base, bits);
    }

    private static byte[] bytes(String address, String text) {
        try {
            if (NUMERIC.matcher(address).matches()) {
                return InetAddress.ofLiteral(address).getAddress(); // never looks up a name
            }
        } catch (IllegalArgumentException _) {
            // said below
        }
        throw new IllegalArgumentException(
                "found '" + text + "', expected an address such as 10.0.0.0/8 or 2001:db8::1");
    }

    /** Returns whether an address lies in it. */
    public boolean contains(InetAddress address) {
        byte[] other = address.getAddress();
        if (other.length != base.length) {
            return false;
        }
        int whole = bits / 8;
        for (int i = 0; i < whole; i++) {
            if (base[i] != other[i]) {
                return false;
            }
        }
        int rest = bits % 8;
        return rest == 0 || ((base[whole] ^ other[whole]) & 0xff & (0xff << (8 - rest))) == 0;
    }

    @Override
    public String toString() {
        return text;
    }
}
