package dev.sluice.core;

import dev.sluice.core.health.Health;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The health of every deployment, and whose turn it is in every group. Outlives reloads: what has
 * not changed keeps its health, what has changed starts clean. Safe for several threads.
 */
public final class HealthBook {
    private final ConcurrentHashMap<String, Health> entries = new ConcurrentHashMap<>();

    /** An empty book: everybody is well. */
    public HealthBook() {}

    /**
     * A deployment is what the configuration says of it. Its id may be a position in a file, which
     * changes with every entry that is put before it.
     */
    private static String entry(Deployment deployment) {
        String fingerprint = deployment.operation().fingerprint();
        return fingerprint.isEmpty() ? "id " + deployment.id() : fingerprint;
    }

    /** Returns the health of a deployment. */
    public Health of(Deployment deployment) {
        return entries.computeIfAbsent(entry(deployment), _ -> new Health());
    }

    /** Forgets all but these. */
    public void retain(Collection<Deployment> deployments) {
        Set<String> kept = new HashSet<>();
        deployments.forEach(each -> kept.add(entry(each)));
        entries.keySet().retainAll(kept);
    }
}
