package dev.sluice.core.failure;

import dev.sluice.wire.chat.ApiError;
import org.jspecify.annotations.Nullable;

/** Why an attempt failed. A value: what follows from it is the {@link Verdict}'s business. */
public sealed interface Failure {

    /** No connection came about: refused, unreachable, unknown host, TLS or proxy refused. */
    record NotConnected(String why) implements Failure {}

    /** The connection ended before the answer did. */
    record Broken(String why) implements Failure {}

    /** The answer is not HTTP, or not what was asked for. */
    record Malformed(String why) implements Failure {}

    /** A mistake of ours, which the log tells. */
    record Internal() implements Failure {}

    /** The time for calls under way ran out while the gateway was shutting down. */
    record ShuttingDown() implements Failure {}

    /** A configured time ran out. */
    record TimedOut(Phase phase) implements Failure {}

    /**
     * The vendor said no, in whatever words.
     *
     * @param error what the caller will be told when nobody else answers
     * @param refusal what kind of no it is
     * @param pause what the vendor says of when to come back, or null
     */
    record Refused(ApiError error, Refusal refusal, @Nullable Wait pause) implements Failure {
        /** A refusal as the vendor's dialect has read it. */
        public static Refused of(ApiError error, @Nullable Wait pause) {
            return new Refused(error, Refusal.of(error), pause);
        }
    }

    /**
     * How long a vendor wants to be left alone.
     *
     * @param millis at least 0
     */
    record Wait(long millis) {}

    /** The phases of an attempt that have a time limit. */
    enum Phase {
        CONNECT("connecting"),
        FIRST_BYTE("waiting for the first byte"),
        IDLE("waiting for the next byte"),
        TOTAL("the whole call");

        private final String words;

        Phase(String words) {
            this.words = words;
        }

        /** Returns the phase as part of a sentence. */
        public String words() {
            return words;
        }
    }
}
