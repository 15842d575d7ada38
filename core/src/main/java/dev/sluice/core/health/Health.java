package dev.sluice.core.health;

/**
 * How one deployment is doing: a sliding-window breaker with half-open probes and slow start, calls
 * under way, the time to the first token.
 *
 * <p>Safe for several threads; the time is passed in, {@link System#nanoTime}.
 */
public final class Health {
    /** Where a deployment stands; has no effect. */
    public Standing standing(long now) {
        throw new UnsupportedOperationException("not built yet: " + now);
    }

    /** Claims the probe of a deployment that is {@link Standing.Probing}; true for one caller. */
    public boolean claimProbe(long now) {
        throw new UnsupportedOperationException("not built yet: " + now);
    }

    /** An attempt has begun. */
    public void begun() {
        throw new UnsupportedOperationException("not built yet");
    }

    /** An attempt is over, whatever became of it; called once for each {@link #begun}. */
    public void over() {
        throw new UnsupportedOperationException("not built yet");
    }

    /**
     * An attempt succeeded, or failed without fault of the deployment ({@link Effect.None}).
     *
     * @param firstTokenNanos from sending to the first byte of the answer; -1 when unknown
     */
    public void succeeded(long now, long firstTokenNanos) {
        throw new UnsupportedOperationException("not built yet: " + now + firstTokenNanos);
    }

    /**
     * An attempt failed.
     *
     * @param chance a random number from 0 to 1, so that many gateways do not probe at once
     */
    public void failed(Effect effect, long now, double chance) {
        throw new UnsupportedOperationException("not built yet: " + effect + now + chance);
    }

    /** An attempt was broken off by us before it could succeed or fail; gives a probe back. */
    public void abandoned(long now) {
        throw new UnsupportedOperationException("not built yet: " + now);
    }

    /** Forgets everything but the calls under way. */
    public void reset() {
        throw new UnsupportedOperationException("not built yet");
    }

    /** Returns how many attempts are under way. */
    public int load() {
        throw new UnsupportedOperationException("not built yet");
    }

    /** Returns the decayed mean of the time to the first token in nanoseconds; 0 when unknown. */
    public long firstToken() {
        throw new UnsupportedOperationException("not built yet");
    }

    /**
     * Returns the time within which this share of the recent answers began, in nanoseconds; 0 when
     * fewer than 20 are known.
     */
    public long quantile(double share) {
        throw new UnsupportedOperationException("not built yet: " + share);
    }

    /** Returns what an administrator sees. */
    public Report report(long now) {
        throw new UnsupportedOperationException("not built yet: " + now);
    }

    /**
     * The state in numbers.
     *
     * @param calls attempts in the window
     * @param failures failed ones among them
     * @param row failures in a row
     * @param opened how often in a row it has been taken out without recovering
     */
    public record Report(
            Standing standing,
            int calls,
            int failures,
            int row,
            int opened,
            int load,
            long firstTokenNanos) {}
}
