package dev.sluice.app.config;

import dev.sluice.core.Deployment;
import dev.sluice.core.Digest;
import dev.sluice.core.Upstream;
import dev.sluice.core.VirtualKey;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a file comes to: who may call, and what answers.
 *
 * @param open the key of callers that present none, or null
 * @param usesGenerated whether the generated key is among the keys
 */
record Assembled(
        Map<Digest, VirtualKey> keys,
        @Nullable VirtualKey open,
        List<Deployment> deployments,
        boolean usesGenerated) {

    /** Returns the built-in deployment that answers when nothing is configured. */
    static Deployment echo() {
        return new Deployment(
                "echo",
                new Upstream.Echo(),
                null,
                "echo",
                Map.of(),
                Deployment.StreamMode.CONTRACT,
                Deployment.StreamUsage.ASK);
    }
}
