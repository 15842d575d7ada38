package dev.sluice.providers;

import org.jspecify.annotations.Nullable;

/**
 * A proxy that the connection to a vendor goes through.
 *
 * @param kind how the proxy is asked
 * @param host name or address of the proxy
 * @param port 1 to 65535
 * @param user user name, or null when the proxy asks for none
 * @param password password, or null
 */
public record OutgoingProxy(
        Kind kind, String host, int port, @Nullable String user, @Nullable Secret password) {

    /** The two ways to ask a proxy for a connection. */
    public enum Kind {
        /** {@code CONNECT host:port}, RFC 9110 section 9.3.6. */
        HTTP_CONNECT,
        /** RFC 1928, with RFC 1929 for user and password. */
        SOCKS5
    }
}
