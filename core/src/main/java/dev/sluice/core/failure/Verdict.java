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

    /** Judges. Whether the retry budget allows what is decided here is the caller's to ask. */
    static Verdict judge(Failure failure, Situation now) {
        throw new UnsupportedOperationException("not built yet: " + failure + now);
    }
}
