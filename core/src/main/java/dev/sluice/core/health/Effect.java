package dev.sluice.core.health;

import dev.sluice.core.failure.Failure;

/** What an attempt's failure means for the health of its deployment. */
public sealed interface Effect {
    /** Nothing: the deployment did its part. */
    record None() implements Effect {}

    /** One failure, which counts. */
    record Counted() implements Effect {}

    /**
     * The deployment is left alone at once.
     *
     * @param millis for how long; 0 lets the breaker's growing intervals decide
     */
    record Removed(Standing.Reason reason, long millis) implements Effect {}

    /** The longest that a vendor's wish to be left alone is obeyed. */
    long LONGEST_MILLIS = 300_000;

    /** Decides what a failure means. Client faults never mean anything. */
    static Effect of(Failure failure) {
        throw new UnsupportedOperationException("not built yet: " + failure);
    }
}
