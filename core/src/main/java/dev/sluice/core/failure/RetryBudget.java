package dev.sluice.core.failure;

/**
 * How many further attempts all calls together may make: a share of the calls, and a few per second
 * in any case (Finagle's retry budget: 20 % and 10 per second, kept for 10 seconds).
 *
 * <p>Safe for several threads.
 */
public final class RetryBudget {
    /** Creates a budget. */
    public RetryBudget(double share, int perSecond) {
        throw new UnsupportedOperationException("not built yet: " + share + perSecond);
    }

    /** A call has come: it earns a share of an attempt. */
    public void earn() {
        throw new UnsupportedOperationException("not built yet");
    }

    /**
     * Takes one attempt out of the budget.
     *
     * @param nanos the time, {@link System#nanoTime}
     * @return false when there is none left
     */
    public boolean spend(long nanos) {
        throw new UnsupportedOperationException("not built yet: " + nanos);
    }
}
