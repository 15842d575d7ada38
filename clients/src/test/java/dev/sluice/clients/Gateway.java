package dev.sluice.clients;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** The gateway under test, started in this process from the words of its command line. */
interface Gateway extends AutoCloseable {

    /** The port it listens on. */
    int port();

    @Override
    void close();

    /** Starts {@code sluice serve} on a free port with this configuration. */
    static Gateway start(Path configuration, Path data) throws Exception {
        String[] arguments = {
            "serve", "--config", configuration.toString(), "--port", "0", "--data", data.toString()
        };
        try {
            Class<?> server = Class.forName("dev.sluice.app.SluiceServer");
            Object started =
                    server.getMethod("start", String[].class).invoke(null, (Object) arguments);
            Method port = server.getMethod("port");
            int number = (int) port.invoke(started);
            return new Started((AutoCloseable) started, number);
        } catch (ClassNotFoundException absent) {
            return Assumptions.abort("the gateway's entry point is not in this tree yet");
        } catch (InvocationTargetException failed) {
            throw new IllegalStateException("the gateway did not start", failed.getCause());
        }
    }

    /** A running one. */
    record Started(AutoCloseable server, int port) implements Gateway {
        @Override
        public void close() {
            try {
                server.close();
            } catch (Exception e) {
                throw new IllegalStateException("the gateway did not stop", e);
            }
        }
    }
}
