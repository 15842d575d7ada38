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
    private final ConcurrentHashMap<Entry, Health> entries = new ConcurrentHashMap<>();

    /** An empty book: everybody is well. */
    public HealthBook() {}

    private record Entry(String id, String fingerprint) {
        static Entry of(Deployment deployment) {
            return new Entry(deployment.id(), deployment.operation().fingerprint());
        }
    }

    /** Returns the health of a deployment. */
    public Health of(Deployment deployment) {
        return entries.computeIfAbsent(Entry.of(deployment), _ -> new Health());
    }

    /** Forgets all but these. */
    public void retain(Collection<Deployment> deployments) {
        Set<Entry> kept = new HashSet<>();
        deployments.forEach(each -> kept.add(Entry.of(each)));
        entries.keySet().retainAll(kept);
    }
}
