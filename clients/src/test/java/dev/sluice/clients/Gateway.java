package dev.sluice.clients;

import dev.sluice.app.SluiceServer;
import java.nio.file.Path;

/** The gateway under test, started in this process from the words of its command line. */
record Gateway(SluiceServer server) implements AutoCloseable {

    /** Starts {@code sluice serve} on a free port with this configuration. */
    static Gateway start(Path configuration, Path data) throws Exception {
        return new Gateway(
                SluiceServer.start(
                        "serve",
                        "--config",
                        configuration.toString(),
                        "--port",
                        "0",
                        "--data",
                        data.toString()));
    }

    /** The port it listens on. */
    int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.close();
    }
}
