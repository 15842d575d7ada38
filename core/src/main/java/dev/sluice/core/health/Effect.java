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
        return switch (failure) {
            case Failure.NotConnected _,
                    Failure.Broken _,
                    Failure.Malformed _,
                    Failure.TimedOut _ ->
                    new Counted();
            case Failure.Internal _, Failure.ShuttingDown _ -> new None();
            case Failure.Refused(_, var refusal, var pause) -> {
                long wish = pause == null ? 0 : Math.min(pause.millis(), LONGEST_MILLIS);
                yield switch (refusal) {
                    case CREDENTIAL -> new Removed(Standing.Reason.CREDENTIAL, 0);
                    case QUOTA -> new Removed(Standing.Reason.QUOTA, wish > 0 ? wish : 60_000);
                    case RATE -> new Removed(Standing.Reason.COOLDOWN, wish > 0 ? wish : 1_000);
                    case OVERLOAD ->
                            wish > 0 ? new Removed(Standing.Reason.COOLDOWN, wish) : new Counted();
                    case SLOW -> new Counted();
                    case CONTENT, CONTEXT, MISSING, CLIENT -> new None();
                };
            }
        };
    }
}
