package dev.sluice.app.cli;

import dev.sluice.app.Failure;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Asks a running gateway whether it takes calls: the health check of a container, which has neither
 * a shell nor curl.
 */
@Command(
        name = "health",
        description = "Ask a running gateway whether it takes calls; exit code 0 if it does.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class HealthCommand implements Callable<Integer> {
    private static final int PATIENCE_MS = 3_000;

    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "The gateway; SLUICE_URL, or http://127.0.0.1:8090 when absent.")
    @Nullable String url;

    @Override
    public Integer call() throws Failure {
        var options = new GatewayOptions();
        options.url = url;
        String base = options.url();
        int status = status(base);
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        out.println(status == 200 ? "ready" : "not ready: " + status);
        out.flush();
        return status == 200 ? 0 : Failure.FAILED;
    }

    /** The JDK's older client loads a tenth of the classes that the newer one needs. */
    private static int status(String base) throws Failure {
        if (!base.matches("https?://[^/?#\\s]+")) {
            throw new Failure(
                    Failure.USAGE, "expected an address like http://127.0.0.1:8090 as --url");
        }
        try {
            URI address = URI.create(base + "/health/ready");
            var asked = (HttpURLConnection) address.toURL().openConnection(Proxy.NO_PROXY);
            asked.setConnectTimeout(PATIENCE_MS);
            asked.setReadTimeout(PATIENCE_MS);
            asked.setInstanceFollowRedirects(false);
            try {
                return asked.getResponseCode();
            } finally {
                asked.disconnect();
            }
        } catch (IllegalArgumentException e) {
            throw new Failure(Failure.USAGE, base + " is no address", e);
        } catch (IOException e) {
            throw new Failure(Failure.FAILED, base + " does not answer", e);
        }
    }
}
