package dev.sluice.relay;

import dev.sluice.core.HealthBook;
import dev.sluice.core.Snapshot;
import dev.sluice.core.failure.RetryBudget;

/**
 * What the event loops share of routing; it outlives reloads. Everything in it is safe for several
 * threads.
 */
record RoutingState(
        HealthBook book, Gates gates, RetryBudget budget, Hedges hedges, Outlooks outlooks) {
    /** Further attempts as a share of calls (Finagle: 20 % and 10 per second). */
    private static final double RETRY_SHARE = 0.2;

    private static final int RETRIES_PER_SECOND = 10;

    RoutingState() {
        this(
                new HealthBook(),
                new Gates(),
                new RetryBudget(RETRY_SHARE, RETRIES_PER_SECOND),
                new Hedges(),
                new Outlooks());
    }

    /** Puts a snapshot's limits in force and forgets the health of what is gone. */
    void install(Snapshot snapshot) {
        gates.install(snapshot);
        book.retain(snapshot.deployments());
    }
}
