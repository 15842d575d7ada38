package dev.sluice.relay;

import dev.sluice.core.Upstream;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** TLS settings, made once: the system's trust store, or the authorities of a provider. */
final class TlsContexts {
    private static final Path SYSTEM = Path.of("");

    private final Map<Path, SslContext> clients = new ConcurrentHashMap<>();

    /** Returns what a connection to this upstream needs, or null for plain HTTP. */
    @Nullable SslContext client(Upstream.Remote remote) {
        if (!remote.address().origin().tls()) {
            return null;
        }
        @Nullable Path ca = remote.ca();
        return clients.computeIfAbsent(ca == null ? SYSTEM : ca, TlsContexts::build);
    }

    private static SslContext build(Path ca) {
        try {
            SslContextBuilder builder = SslContextBuilder.forClient();
            if (!ca.equals(SYSTEM)) {
                builder.trustManager(ca.toFile());
            }
            return builder.build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new IllegalStateException("cannot read the authorities in " + ca, e);
        }
    }

    /** Reads the front's certificate and key. */
    static SslContext server(Listen.TlsFiles files) throws IOException {
        try {
            return SslContextBuilder.forServer(files.certificate().toFile(), files.key().toFile())
                    .build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new IOException(
                    "cannot use the certificate "
                            + files.certificate()
                            + " with the key "
                            + files.key()
                            + ": "
                            + e.getMessage(),
                    e);
        }
    }
}
