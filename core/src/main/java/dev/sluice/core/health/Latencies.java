package dev.sluice.core.health;

import java.util.Arrays;

/**
 * The times to the first token of late: a mean and a histogram that forget. Not safe for several
 * threads.
 *
 * <p>The buckets grow by an eighth of a power of two, so that a quantile is at most 12.5 % too
 * long.
 */
final class Latencies {
    private static final int STEPS = 8;
    private static final int STEP_BITS = 3;

    /** Shorter times (131 microseconds) and longer ones (4.8 hours) share a bucket. */
    private static final int LEAST_POWER = 17;

    private static final int MOST_POWER = 44;

    private static final int FEWEST = 20;
    private static final float MOST = 1024;
    private static final long HALF_LIFE = 600_000_000_000L;

    /** The mean forgets within so many samples or so long, whichever is less. */
    private static final int MEAN_SAMPLES = 64;

    private static final double MEAN_NANOS = 10e9;

    private final float[] buckets = new float[(MOST_POWER - LEAST_POWER) * STEPS];
    private float known;
    private long aged;
    private double mean;
    private int samples;
    private long last;

    void record(long now, long nanos) {
        age(now);
        buckets[bucket(nanos)]++;
        known++;
        samples = Math.min(samples + 1, MEAN_SAMPLES);
        double passed = Math.max(0, now - last);
        double fresh = Math.max(1.0 / samples, passed / (passed + MEAN_NANOS));
        mean += (nanos - mean) * (samples == 1 ? 1 : fresh);
        last = now;
    }

    private void age(long now) {
        if (samples == 0) {
            aged = now;
        }
        long halvings = (now - aged) / HALF_LIFE;
        if (halvings > 0) {
            aged += halvings * HALF_LIFE;
            scale((float) Math.scalb(1.0, (int) -Math.min(halvings, 100)));
        }
        if (known >= MOST) {
            scale(0.5f);
        }
    }

    private void scale(float factor) {
        known = 0;
        for (int i = 0; i < buckets.length; i++) {
            buckets[i] *= factor;
            known += buckets[i];
        }
    }

    private static int bucket(long nanos) {
        long value = Math.clamp(nanos, 1L << LEAST_POWER, (1L << MOST_POWER) - 1);
        int power = Long.SIZE - 1 - Long.numberOfLeadingZeros(value);
        int step = (int) (value >>> (power - STEP_BITS)) & (STEPS - 1);
        return (power - LEAST_POWER) * STEPS + step;
    }

    private static long upperEnd(int bucket) {
        int power = LEAST_POWER + bucket / STEPS;
        return (long) (STEPS + bucket % STEPS + 1) << (power - STEP_BITS);
    }

    /** Returns the mean in nanoseconds; 0 when nothing is known. */
    long mean() {
        return samples == 0 ? 0 : Math.max(1, Math.round(mean));
    }

    /** Returns the time that this share did not exceed; 0 when fewer than 20 are known. */
    long quantile(double share) {
        if (known < FEWEST) {
            return 0;
        }
        double wanted = share * known;
        double seen = 0;
        int at = -1;
        do {
            at++;
            seen += buckets[at];
        } while (at < buckets.length - 1 && (seen < wanted || seen == 0));
        return upperEnd(at);
    }

    void clear() {
        Arrays.fill(buckets, 0);
        known = 0;
        mean = 0;
        samples = 0;
    }
}
