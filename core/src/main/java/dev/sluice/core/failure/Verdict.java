package dev.sluice.core.failure;

import java.time.Duration;

/** What is done after a failed attempt. */
public sealed interface Verdict {

    /** The same deployment is asked once more, after a pause. */
    record RetrySame(Duration pause) implements Verdict {}

    /** The next deployment of the plan is asked. */
    record TryNext() implements Verdict {}

    /** A deployment with a larger context is asked. */
    record TryLarger() implements Verdict {}

    /** The caller is told. */
    record GiveUp() implements Verdict {}

    /**
     * What is known when an attempt has failed.
     *
     * @param next whether the plan has another deployment
     * @param larger whether the plan has one for long conversations that has not been asked
     * @param retriesLeft how often the same deployment may still be asked
     * @param retriesMade how often it has been asked again already
     * @param begun whether a byte of an answer has reached the caller
     * @param replayable whether the request can be sent once more
     * @param chance a random number from 0 (inclusive) to 1, for the pause
     */
    record Situation(
            boolean next,
            boolean larger,
            int retriesLeft,
            int retriesMade,
            boolean begun,
            boolean replayable,
            double chance) {}

    /**
     * Judges. Whether the retry budget allows what is decided here is the caller's to ask.
     *
     * <p>Another deployment is always better than the same one again.
     */
    static Verdict judge(Failure failure, Situation now) {
        if (now.begun() || !now.replayable()) {
            return new GiveUp();
        }
        return switch (failure) {
            case Failure.NotConnected _, Failure.Broken _, Failure.Malformed _ -> again(0, now);
            case Failure.TimedOut(var phase) ->
                    switch (phase) {
                        case CONNECT, FIRST_BYTE, IDLE -> again(0, now);
                        case TOTAL -> new GiveUp();
                    };
            case Failure.Internal _, Failure.ShuttingDown _ -> new GiveUp();
            case Failure.Refused(_, var refusal, var pause) ->
                    switch (refusal) {
                        case RATE, OVERLOAD, SLOW -> again(pause == null ? 0 : pause.millis(), now);
                        case CREDENTIAL, QUOTA, MISSING ->
                                now.next() ? new TryNext() : new GiveUp();
                        case CONTEXT -> now.larger() ? new TryLarger() : new GiveUp();
                        case CONTENT, CLIENT -> new GiveUp();
                    };
        };
    }

    /** The longest pause before the same deployment is asked again; who wants more is not. */
    long LONGEST_PAUSE_MILLIS = 2_000;

    private static Verdict again(long wishMillis, Situation now) {
        if (now.next()) {
            return new TryNext();
        }
        if (now.retriesLeft() <= 0 || wishMillis > LONGEST_PAUSE_MILLIS) {
            return new GiveUp();
        }
        // Full jitter: AWS Architecture Blog, "Exponential Backoff and Jitter", 2015.
        long backoff = Math.min(LONGEST_PAUSE_MILLIS, 100L << Math.clamp(now.retriesMade(), 0, 5));
        return new RetrySame(
                Duration.ofMillis(Math.max(wishMillis, (long) (now.chance() * backoff))));
    }
}
