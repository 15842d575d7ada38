package dev.sluice.core.health;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * How one deployment is doing: a sliding-window breaker with half-open probes and slow start, calls
 * under way, the time to the first token.
 *
 * <p>Safe for several threads; the time is passed in, {@link System#nanoTime}.
 */
public final class Health {
    private final Breaker breaker = new Breaker();
    private final Latencies latencies = new Latencies();
    private final AtomicInteger load = new AtomicInteger();
    private volatile boolean sound = true;
    private volatile long firstToken;

    /** A deployment of which nothing is known: in best health. */
    public Health() {}

    // Every call asks for the standing: for a healthy deployment that takes no lock.
    private void settle() {
        if (sound != breaker.sound()) {
            sound = breaker.sound();
        }
    }

    /** Where a deployment stands; has no effect. */
    public Standing standing(long now) {
        return standing(() -> now);
    }

    /** The same; the clock is only read where the answer depends on it. */
    public Standing standing(LongSupplier clock) {
        if (sound) {
            return Standing.READY;
        }
        long now = clock.getAsLong();
        synchronized (this) {
            Standing standing = breaker.standing(now);
            settle();
            return standing;
        }
    }

    /** Claims the probe of a deployment that is {@link Standing.Probing}; true for one caller. */
    public synchronized boolean claimProbe(long now) {
        return breaker.claimProbe(now);
    }

    /** An attempt has begun. */
    public void begun() {
        load.incrementAndGet();
    }

    /** An attempt is over, whatever became of it; called once for each {@link #begun}. */
    public void over() {
        load.decrementAndGet();
    }

    /**
     * An attempt succeeded, or failed without fault of the deployment ({@link Effect.None}).
     *
     * @param firstTokenNanos from sending to the first byte of the answer; -1 when unknown
     */
    public synchronized void succeeded(long now, long firstTokenNanos) {
        breaker.succeeded(now);
        if (firstTokenNanos >= 0) {
            latencies.record(now, firstTokenNanos);
            firstToken = latencies.mean();
        }
        settle();
    }

    /**
     * An attempt failed.
     *
     * @param chance a random number from 0 to 1, so that many gateways do not probe at once
     */
    public synchronized void failed(Effect effect, long now, double chance) {
        breaker.failed(effect, now, chance);
        settle();
    }

    /** An attempt was broken off by us before it could succeed or fail; gives a probe back. */
    public synchronized void abandoned(long now) {
        breaker.abandoned();
    }

    /** Forgets everything but the calls under way. */
    public synchronized void reset() {
        breaker.reset();
        latencies.clear();
        firstToken = 0;
        settle();
    }

    /** Returns how many attempts are under way. */
    public int load() {
        return load.get();
    }

    /** Returns the decayed mean of the time to the first token in nanoseconds; 0 when unknown. */
    public long firstToken() {
        return firstToken;
    }

    /**
     * Returns the time within which this share of the recent answers began, in nanoseconds; 0 when
     * fewer than 20 are known.
     */
    public synchronized long quantile(double share) {
        return latencies.quantile(share);
    }

    /** Returns what an administrator sees. */
    public synchronized Report report(long now) {
        return new Report(
                breaker.standing(now),
                breaker.calls(now),
                breaker.failures(now),
                breaker.row(),
                breaker.opened(),
                load(),
                firstToken);
    }

    /**
     * The state in numbers.
     *
     * @param calls attempts in the window
     * @param failures failed ones among them
     * @param row failures in a row
     * @param opened how often in a row it has been taken out without recovering; cooldowns that it
     *     asked for do not count
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
