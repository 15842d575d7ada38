package dev.sluice.providers;

import java.util.Locale;

/**
 * A place to connect to.
 *
 * @param tls whether the connection is encrypted
 * @param host name or address literal, an IPv6 address without brackets
 * @param port 1 to 65535
 */
public record Origin(boolean tls, String host, int port) {

    /** Checks the port and writes the host in lower case. */
    public Origin {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + " is not between 1 and 65535");
        }
        host = host.toLowerCase(Locale.ROOT);
    }

    /** Returns what belongs in a {@code Host} header: the port only where it is not the usual. */
    public String authority() {
        String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return port == (tls ? 443 : 80) ? name : name + ":" + port;
    }
}
