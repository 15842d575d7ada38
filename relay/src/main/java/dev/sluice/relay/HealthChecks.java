package dev.sluice.relay;

import dev.sluice.core.Deployment;
import dev.sluice.core.Snapshot;
import dev.sluice.core.Upstream;
import dev.sluice.core.failure.Failure;
import dev.sluice.core.health.Effect;
import dev.sluice.core.health.Health;
import dev.sluice.core.health.Standing;
import dev.sluice.providers.Auth;
import dev.sluice.providers.Received;
import dev.sluice.providers.VendorRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks deployments that are configured so whether they work, now and then. Lives on one event loop.
 *
 * <p>A failed check counts like a failed call. A deployment that is out is let back in by a check
 * that succeeds once its time is over; calls do not probe it.
 */
final class HealthChecks {
    private static final int LARGEST_ANSWER = 4 << 20;

    private final EventLoopState loop;
    private final Supplier<Snapshot> snapshots;
    private final Map<String, Long> due = new HashMap<>();

    HealthChecks(EventLoopState loop, Supplier<Snapshot> snapshots) {
        this.loop = loop;
        this.snapshots = snapshots;
    }

    /** Begins the checks that are due; called about once a second. */
    void tick() {
        if (loop.draining()) {
            return;
        }
        long now = System.nanoTime();
        Map<String, Long> kept = new HashMap<>();
        for (Deployment each : snapshots.get().deployments()) {
            Deployment.HealthCheck check = each.operation().check();
            if (check == null) {
                continue;
            }
            long next = due.getOrDefault(each.id(), now);
            if (next - now <= 0) {
                begin(each, check);
                next = now + check.interval().toNanos();
            }
            kept.put(each.id(), next);
        }
        due.clear();
        due.putAll(kept);
    }

    private void begin(Deployment deployment, Deployment.HealthCheck check) {
        Upstream.@Nullable Remote remote = deployment.upstream().reached();
        if (remote == null || remote.auth() instanceof Auth.OAuth) {
            return; // there is nothing to ask, or nobody to ask it without a token
        }
        Health health = loop.health(deployment);
        Standing standing = health.standing(System.nanoTime());
        if (standing instanceof Standing.Out
                || (standing instanceof Standing.Probing
                        && !health.claimProbe(System.nanoTime()))) {
            return;
        }
        VendorRequest plain =
                VendorRequest.of(
                                remote.address().origin(),
                                "GET",
                                remote.address().target(check.path(), "", null))
                        .with("user-agent", "Sluice")
                        .with("accept", "*/*");
        var errand = Exchange.Errand.besideCalls(loop, remote, plain, LARGEST_ANSWER);
        new Exchange(errand, new Check(health))
                .begin(loop, check.timeout(), Failure.Phase.FIRST_BYTE);
    }

    /** One check under way. */
    private final class Check implements Exchange.Outcome {
        private final Health health;

        Check(Health health) {
            this.health = health;
        }

        @Override
        public void received(Received answer) {
            int status = answer.status();
            if (status >= 500 || status == 401 || status == 403 || status == 429) {
                failed(new Failure.Broken("its health check answered " + status));
                return;
            }
            if (!Standing.READY.equals(health.standing(System.nanoTime()))) {
                health.succeeded(System.nanoTime(), -1);
            }
        }

        @Override
        public void failed(Failure failure) {
            health.failed(Effect.of(failure), System.nanoTime(), loop.chance());
        }
    }
}
