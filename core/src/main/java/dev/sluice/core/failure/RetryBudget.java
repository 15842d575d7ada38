package dev.sluice.core.failure;

import java.util.concurrent.atomic.LongAdder;

/**
 * How many further attempts all calls together may make: a share of the calls, and a few per second
 * in any case (Finagle's retry budget: 20 % and 10 per second, kept for 10 seconds).
 *
 * <p>Safe for several threads.
 */
public final class RetryBudget {
    private static final double KEPT_SECONDS = 10;
    private static final double ROUNDING = 1e-9;

    private final double share;
    private final int perSecond;
    private final LongAdder calls = new LongAdder();
    private long callsSeen;
    private double earned;
    private double floor;
    private boolean started;
    private long last;

    /**
     * Creates a budget whose floor is full.
     *
     * @param share further attempts per call, at least 0
     * @param perSecond further attempts per second in any case, at least 0
     */
    public RetryBudget(double share, int perSecond) {
        if (!(share >= 0) || perSecond < 0) {
            throw new IllegalArgumentException(
                    "a retry budget is not negative: " + share + ", " + perSecond);
        }
        this.share = share;
        this.perSecond = perSecond;
        this.floor = perSecond * KEPT_SECONDS;
    }

    /** A call has come: it earns a share of an attempt. */
    public void earn() {
        calls.increment();
    }

    /**
     * Takes one attempt out of the budget.
     *
     * @param nanos the time, {@link System#nanoTime}
     * @return false when there is none left
     */
    public synchronized boolean spend(long nanos) {
        refill(nanos);
        if (earned + floor < 1 - ROUNDING) {
            return false;
        }
        double fromEarned = Math.min(earned, 1);
        earned -= fromEarned;
        floor = Math.max(0, floor - (1 - fromEarned));
        return true;
    }

    // What was earned long ago is spent no more. When the calls since the last time came is not
    // known: evenly, it is taken.
    private void refill(long nanos) {
        double seconds = started ? Math.max(0, nanos - last) / 1e9 : 0;
        last = started ? Math.max(nanos - last, 0) + last : nanos;
        started = true;
        long all = calls.sum();
        double fresh = (all - callsSeen) * share;
        callsSeen = all;
        double kept = seconds <= KEPT_SECONDS ? 1 : KEPT_SECONDS / seconds;
        earned = earned * Math.max(0, 1 - seconds / KEPT_SECONDS) + fresh * kept;
        floor = Math.min(perSecond * KEPT_SECONDS, floor + perSecond * seconds);
    }
}
