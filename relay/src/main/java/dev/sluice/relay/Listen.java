package dev.sluice.relay;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where and how the gateway listens. Changing it needs a restart.
 *
 * @param host address to bind, such as {@code 0.0.0.0}
 * @param port 0 for any free port
 * @param maxHeaderBytes largest request head; more is answered with 431
 * @param tls certificate and key, or null for plain HTTP
 * @param loops event loops, one per core as a rule
 * @param sharing whether another node may listen on the same port
 */
public record Listen(
        String host,
        int port,
        int maxHeaderBytes,
        @Nullable TlsFiles tls,
        int loops,
        Sharing sharing) {

    /** A port of one's own. */
    public Listen(String host, int port, int maxHeaderBytes, @Nullable TlsFiles tls, int loops) {
        this(host, port, maxHeaderBytes, tls, loops, Sharing.ALONE);
    }

    /** Whether another node may listen on the same port. */
    public enum Sharing {
        /** A second node is told that the port is taken. */
        ALONE,
        /** {@code SO_REUSEPORT}: a second node takes over while this one drains. */
        SHARED
    }

    /**
     * A certificate chain and its private key, both PEM.
     *
     * @param certificate leaf first, then the intermediates
     * @param key PKCS#8, not encrypted
     */
    public record TlsFiles(Path certificate, Path key) {}
}
