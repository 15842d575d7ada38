package dev.sluice.relay;

import dev.sluice.core.Deployment;
import dev.sluice.core.Settings;
import dev.sluice.core.Snapshot;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The gates of a gateway: one in front of everything, one before each limited deployment. */
final class Gates {
    private final ConcurrentHashMap<String, Gate> byDeployment = new ConcurrentHashMap<>();
    private volatile @Nullable Gate intake;

    /** Puts the limits of a snapshot in force; whoever is in or waits stays where it is. */
    void install(Snapshot snapshot) {
        Settings.Intake wanted = snapshot.settings().intake();
        Gate entrance = intake;
        if (entrance == null && wanted.maxCalls() > 0) {
            intake = new Gate(wanted.maxCalls(), wanted.queue());
        } else if (entrance != null) {
            entrance.resize(unlimited(wanted.maxCalls()), wanted.queue());
            intake = wanted.maxCalls() > 0 ? entrance : null;
        }
        Set<String> limited = new HashSet<>();
        for (Deployment each : snapshot.deployments()) {
            Deployment.Operation operation = each.operation();
            Gate gate = byDeployment.get(each.id());
            if (gate != null) {
                gate.resize(unlimited(operation.maxCalls()), operation.queue());
            }
            if (operation.maxCalls() > 0) {
                limited.add(each.id());
            }
        }
        byDeployment.keySet().retainAll(limited);
    }

    private static int unlimited(int maxCalls) {
        return maxCalls > 0 ? maxCalls : Integer.MAX_VALUE;
    }

    /** Returns the gate in front of everything, or null when there is no limit. */
    @Nullable Gate intake() {
        return intake;
    }

    /** Returns the gate of a deployment, or null when it has no limit. */
    @Nullable Gate of(Deployment deployment) {
        Deployment.Operation operation = deployment.operation();
        return operation.maxCalls() == 0
                ? null
                : byDeployment.computeIfAbsent(
                        deployment.id(), _ -> new Gate(operation.maxCalls(), operation.queue()));
    }
}
