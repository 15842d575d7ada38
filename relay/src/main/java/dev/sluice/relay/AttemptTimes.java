package dev.sluice.relay;

import dev.sluice.core.failure.Failure;
import dev.sluice.providers.Timeouts;
import org.jspecify.annotations.Nullable;

/** The marks of one attempt, on the loop's clock, and which of its time limits has been passed. */
final class AttemptTimes {
    private enum Step {
        PREPARING,
        CONNECTING,
        SENDING,
        WAITING,
        READING,
        PAUSED
    }

    private long mark;
    private long answered;
    private Step step = Step.PREPARING;

    AttemptTimes(long now) {
        mark = now;
    }

    /** Something is asked before the vendor is: a token, a picture. */
    void preparing(long now) {
        step = Step.PREPARING;
        mark = now;
    }

    void connecting(long now) {
        step = Step.CONNECTING;
        mark = now;
    }

    void sending(long now) {
        step = Step.SENDING;
        mark = now;
    }

    /** Bytes of the request have gone. */
    void moved(long now) {
        if (step == Step.SENDING) {
            mark = now;
        }
    }

    void sent(long now) {
        if (step == Step.SENDING) {
            step = Step.WAITING;
            mark = now;
        }
    }

    void answered(long now) {
        step = Step.READING;
        mark = now;
        answered = now;
    }

    void read(long now) {
        if (step == Step.READING || step == Step.PAUSED) {
            step = Step.READING;
            mark = now;
        }
    }

    /** The client does not read: from here on the idle time is the client's. */
    void paused() {
        step = Step.PAUSED;
    }

    /**
     * Returns the limit that has been passed, or null.
     *
     * @param age nanoseconds since the call began
     * @param passing whether the answer is on its way to the client; until then nothing that
     *     trickles in counts as a first byte
     */
    Failure.@Nullable Phase overdue(long now, long age, Timeouts limits, boolean passing) {
        if (age > limits.total().toNanos()) {
            return Failure.Phase.TOTAL;
        }
        long since = now - mark;
        return switch (step) {
            case SENDING, PAUSED -> since > limits.idle().toNanos() ? Failure.Phase.IDLE : null;
            case READING -> {
                boolean trickles = !passing && now - answered > limits.firstByte().toNanos();
                yield trickles
                        ? Failure.Phase.FIRST_BYTE
                        : since > limits.idle().toNanos() ? Failure.Phase.IDLE : null;
            }
            case CONNECTING -> since > limits.connect().toNanos() ? Failure.Phase.CONNECT : null;
            case PREPARING, WAITING ->
                    since > limits.firstByte().toNanos() ? Failure.Phase.FIRST_BYTE : null;
        };
    }
}
