package dev.sluice.core.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The time to the first token of late. */
class LatenciesTest {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;

    private final Latencies latencies = new Latencies();

    @Test
    void nothingIsKnownAtFirst() {
        assertEquals(0, latencies.mean());
        assertEquals(0, latencies.quantile(0.95));
    }

    @Test
    void quantilesNeedTwentyTimes() {
        for (int i = 0; i < 19; i++) {
            latencies.record(i, 100 * MILLI);
        }
        assertEquals(0, latencies.quantile(0.5));
        latencies.record(20, 100 * MILLI);
        assertTrue(latencies.quantile(0.5) >= 100 * MILLI);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1, 0.5, 0.9, 0.95, 0.99, 1})
    void quantilesAreAtMostAnEighthTooLong(double share) {
        Random random = new Random(11);
        long[] times = new long[1000];
        for (int i = 0; i < times.length; i++) {
            times[i] = (long) (MILLI * Math.exp(random.nextDouble() * 10));
            latencies.record(i, times[i]);
        }
        Arrays.sort(times);
        long exact = times[(int) Math.max(0, Math.ceil(share * times.length) - 1)];
        long told = latencies.quantile(share);
        assertTrue(told >= exact && told <= exact * 1.126, told + " for " + exact);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 131_071, 1L << 44, Long.MAX_VALUE})
    void anyTimeHasABucket(long nanos) {
        for (int i = 0; i < 20; i++) {
            latencies.record(i, nanos);
        }
        assertTrue(latencies.quantile(1) > 0);
    }

    @Test
    void meansFollowWhatChanges() {
        for (int i = 0; i < 1000; i++) {
            latencies.record(i * MILLI, 100 * MILLI);
        }
        assertEquals(100 * MILLI, latencies.mean());
        for (int i = 0; i < 300; i++) {
            latencies.record((1000 + i) * MILLI, 900 * MILLI);
        }
        assertTrue(latencies.mean() > 880 * MILLI);
    }

    @Test
    void afterASilenceTheNewestTimeCountsMost() {
        for (int i = 0; i < 1000; i++) {
            latencies.record(i * MILLI, 100 * MILLI);
        }
        latencies.record(91 * SECOND, 900 * MILLI);
        assertEquals(820.0, latencies.mean() / (double) MILLI, 1);
    }

    @Test
    void quantilesFollowWhatChanges() {
        for (int i = 0; i < 5000; i++) {
            latencies.record(i, 100 * MILLI);
        }
        for (int i = 0; i < 2000; i++) {
            latencies.record(5000 + i, 900 * MILLI);
        }
        assertTrue(latencies.quantile(0.5) >= 900 * MILLI);
        latencies.record(86_400 * SECOND, 100 * MILLI);
        assertEquals(0, latencies.quantile(0.5));
    }
}
