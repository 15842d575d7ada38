package dev.sluice.app.config;

import dev.sluice.providers.OutgoingProxy;
import dev.sluice.providers.Secret;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the address of an outgoing proxy: {@code http://user:password@host:port} and its kin. */
final class ProxyAddress {
    /** What the reader of a message should write; the value itself may hold a password. */
    static final String EXPECTED =
            "expected a proxy address such as http://host:3128 or socks5://user:password@host:1080";

    private ProxyAddress() {}

    /**
     * Reads an address; one without a scheme is taken for HTTP.
     *
     * @throws IllegalArgumentException when it is none; the message shows nothing of it
     */
    static OutgoingProxy parse(String text) {
        String rest = text.strip();
        int mark = rest.indexOf("://");
        String scheme = mark < 0 ? "http" : rest.substring(0, mark).toLowerCase(Locale.ROOT);
        rest = mark < 0 ? rest : rest.substring(mark + 3);
        OutgoingProxy.Kind kind =
                switch (scheme) {
                    case "http" -> OutgoingProxy.Kind.HTTP_CONNECT;
                    case "socks5", "socks5h", "socks" -> OutgoingProxy.Kind.SOCKS5;
                    default -> throw new IllegalArgumentException(EXPECTED);
                };
        int at = rest.lastIndexOf('@');
        @Nullable String user = null;
        @Nullable Secret password = null;
        if (at >= 0) {
            String credentials = rest.substring(0, at);
            int colon = credentials.indexOf(':');
            user = decoded(colon < 0 ? credentials : credentials.substring(0, colon));
            password = Secret.of(colon < 0 ? "" : decoded(credentials.substring(colon + 1)));
            rest = rest.substring(at + 1);
        }
        int slash = rest.indexOf('/');
        rest = slash < 0 ? rest : rest.substring(0, slash);
        int colon = rest.lastIndexOf(':');
        boolean withPort = colon > rest.lastIndexOf(']');
        String host = withPort ? rest.substring(0, colon) : rest;
        int usual = kind == OutgoingProxy.Kind.SOCKS5 ? 1080 : 80;
        int port = withPort ? port(rest.substring(colon + 1)) : usual;
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        if (host.isBlank() || host.indexOf(' ') >= 0) {
            throw new IllegalArgumentException(EXPECTED);
        }
        return new OutgoingProxy(kind, host, port, user, password);
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 1 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException _) {
            // said below: a word is as wrong as a number out of range
        }
        throw new IllegalArgumentException(EXPECTED);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
