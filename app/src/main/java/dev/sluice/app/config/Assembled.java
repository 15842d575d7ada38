package dev.sluice.app.config;

import dev.sluice.core.Deployment;
import dev.sluice.core.Digest;
import dev.sluice.core.NameTable;
import dev.sluice.core.Route;
import dev.sluice.core.Upstream;
import dev.sluice.core.VirtualKey;
import dev.sluice.core.access.TeamSpec;
import dev.sluice.core.price.Price;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a file comes to: who may call, and what answers.
 *
 * @param open the key of callers that present none, or null
 * @param usesGenerated whether the generated key is among the keys
 * @param names all names, for keys that are issued while the gateway runs
 * @param teams the teams of the file
 * @param prices those of the file
 */
record Assembled(
        Map<Digest, VirtualKey> keys,
        @Nullable VirtualKey open,
        List<Deployment> deployments,
        boolean usesGenerated,
        NameTable<Route> names,
        List<TeamSpec> teams,
        List<Price> prices) {

    /** Returns the built-in deployment that answers when nothing is configured. */
    static Deployment echo() {
        return new Deployment(
                "echo",
                new Upstream.Echo(),
                null,
                "echo",
                Map.of(),
                Deployment.StreamMode.CONTRACT,
                Deployment.StreamUsage.ASK,
                Deployment.Operation.DEFAULT,
                new Deployment.Origin("echo", "echo"));
    }
}
