package dev.sluice.relay;

import dev.sluice.providers.Timeouts;

/**
 * The marks of one call. How long its attempts take is theirs, see {@link AttemptTimes}.
 *
 * <p>Marks come from the loop's clock, which moves every {@link EventLoopState#TICK_MILLIS}: a
 * limit needs no more, and reading the machine's clock for every byte would cost more than the
 * limit is worth. Only the durations that are reported are taken exactly.
 */
final class CallTimes {
    private final long begun = System.nanoTime();
    private final long started;
    private long firstByte = -1;
    private long mark;
    private boolean receiving = true;

    CallTimes(long now) {
        started = now;
        mark = now;
    }

    /** Bytes of the request have come. */
    void moved(long now) {
        if (receiving) {
            mark = now;
        }
    }

    /** The request is there, as far as its way depends on it. */
    void routed() {
        receiving = false;
    }

    /** The call waits for its turn. */
    void queued(long now) {
        mark = now;
    }

    /** Nanoseconds since {@link #queued}. */
    long waited(long now) {
        return now - mark;
    }

    /** Returns whether the client does not send what it announced. */
    boolean receivesTooSlowly(long now) {
        return receiving
                && (now - mark > Timeouts.DEFAULT.idle().toNanos()
                        || now - started > Timeouts.DEFAULT.total().toNanos());
    }

    /** An answer's head has come. */
    void answered(long exactly) {
        firstByte = exactly - begun;
    }

    /** When the call began, {@link System#nanoTime}. */
    long begun() {
        return begun;
    }

    /** Nanoseconds on the loop's clock since the call began. */
    long age(long now) {
        return now - started;
    }

    /** Nanoseconds from the request's head to now. */
    long elapsed() {
        return System.nanoTime() - begun;
    }

    /** Nanoseconds from the request's head to the answer's; -1 when none came. */
    long firstByte() {
        return firstByte;
    }
}
