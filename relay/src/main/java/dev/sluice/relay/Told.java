package dev.sluice.relay;

import dev.sluice.core.Upstream;
import dev.sluice.core.failure.Failure;
import dev.sluice.core.failure.Refusal;
import dev.sluice.wire.chat.ApiError;
import java.util.List;

/**
 * What the caller is told when nobody else answers.
 *
 * @param by the attempt that failed
 * @param hints header lines of the vendor's refusal
 */
record Told(Attempt by, Failure failure, ApiError error, List<String> hints) {

    /** A failure that only the gateway has words for. */
    static Told of(Attempt by, Failure failure) {
        return new Told(by, failure, Failures.explain(failure, by.deploymentId()), List.of());
    }

    /** Returns it without what the vendor quotes of what only the gateway and it may know. */
    Told discreet() {
        Upstream upstream = by.deployment().upstream();
        return new Told(
                by,
                failure,
                OwnSecrets.without(upstream, error),
                hints.stream().map(line -> OwnSecrets.without(upstream, line)).toList());
    }

    /**
     * Returns which of two failures says more: what the caller can change or wait for before what
     * it cannot, a vendor's words before a silent line. Of equals the later one.
     */
    static Told better(Told earlier, Told later) {
        return rank(later.failure()) >= rank(earlier.failure()) ? later : earlier;
    }

    /**
     * Returns whether the caller's conversation was too long, which a larger model may not mind.
     */
    boolean isTooLong() {
        return failure instanceof Failure.Refused(_, Refusal refusal, _)
                && refusal == Refusal.CONTEXT;
    }

    private static int rank(Failure failure) {
        return switch (failure) {
            case Failure.Refused(_, Refusal refusal, _) ->
                    switch (refusal) {
                        case CLIENT, CONTENT, CONTEXT -> 6;
                        case RATE -> 5;
                        case QUOTA -> 4;
                        case OVERLOAD, SLOW -> 3;
                        case CREDENTIAL, MISSING -> 2;
                    };
            case Failure.TimedOut _, Failure.Malformed _, Failure.Broken _ -> 1;
            case Failure.NotConnected _ -> 0;
            case Failure.Internal(), Failure.ShuttingDown() -> 7;
        };
    }
}
