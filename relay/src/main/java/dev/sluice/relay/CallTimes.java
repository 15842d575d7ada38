package dev.sluice.relay;

import dev.sluice.providers.Timeouts;
import org.jspecify.annotations.Nullable;

/**
 * The marks of one call, and which of its time limits has been passed.
 *
 * <p>Marks come from the loop's clock, which moves every {@link EventLoopState#TICK_MILLIS}: a
 * limit needs no more, and reading the machine's clock for every byte would cost more than the
 * limit is worth. Only the durations that are reported are taken exactly.
 */
final class CallTimes {
    private enum Step {
        RECEIVING,
        PREPARING,
        CONNECTING,
        SENDING,
        WAITING,
        READING,
        PAUSED
    }

    private final long begun = System.nanoTime();
    private final long started;
    private long firstByte = -1;
    private long mark;
    private Step step = Step.RECEIVING;

    CallTimes(long now) {
        started = now;
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

    /** Bytes of the request have come or gone. */
    void moved(long now) {
        if (step == Step.RECEIVING || step == Step.SENDING) {
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
        firstByte = System.nanoTime() - begun;
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

    /** Nanoseconds from the request's head to now. */
    long elapsed() {
        return System.nanoTime() - begun;
    }

    /** Nanoseconds from the request's head to the answer's; -1 when none came. */
    long firstByte() {
        return firstByte;
    }

    /** Returns the limit that has been passed, or null. */
    Failure.@Nullable Phase overdue(long now, Timeouts limits) {
        if (now - started > limits.total().toNanos()) {
            return Failure.Phase.TOTAL;
        }
        long since = now - mark;
        return switch (step) {
            case RECEIVING, SENDING, PAUSED, READING ->
                    since > limits.idle().toNanos() ? Failure.Phase.IDLE : null;
            case CONNECTING -> since > limits.connect().toNanos() ? Failure.Phase.CONNECT : null;
            case PREPARING, WAITING ->
                    since > limits.firstByte().toNanos() ? Failure.Phase.FIRST_BYTE : null;
        };
    }
}
