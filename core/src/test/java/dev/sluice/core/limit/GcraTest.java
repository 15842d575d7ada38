package dev.sluice.core.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A limit per minute. */
class GcraTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MINUTE = 60 * SECOND;
    private static final int STEPS = 4_000;

    private long now = Long.MAX_VALUE - 30 * SECOND; // a clock that will overflow soon
    private final Gcra gcra = new Gcra(now);

    /** The same limit, slowly: all that ever happened, drained from the beginning each time. */
    private static final class Reference {
        private record Event(long at, long nanos) {}

        private final List<Event> events = new ArrayList<>();
        private final long unit;
        private final long amount;

        Reference(long amount) {
            this.amount = amount;
            unit = Math.max(1, MINUTE / amount);
        }

        BigInteger filled(long at) {
            BigInteger level = BigInteger.ZERO;
            long last = 0;
            for (Event each : events) {
                level = level.subtract(BigInteger.valueOf(each.at - last)).max(BigInteger.ZERO);
                level = level.add(BigInteger.valueOf(each.nanos)).max(BigInteger.ZERO);
                last = each.at;
            }
            return level.subtract(BigInteger.valueOf(at - last)).max(BigInteger.ZERO);
        }

        BigInteger missing(long units, long at) {
            BigInteger wanted = BigInteger.valueOf(Math.min(units, amount) * unit);
            BigInteger over = filled(at).add(wanted).subtract(BigInteger.valueOf(amount * unit));
            return over.max(BigInteger.ZERO);
        }

        void add(long units, long at) {
            events.add(new Event(at, units * unit));
            if (filled(at).signum() == 0) {
                events.clear(); // nothing of it matters any more
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 3, 7, 60, 500, 10_007, 1_000_000, 70_000_000})
    void decidesLikeTheReference(long amount) {
        var random = new Random(amount);
        var reference = new Reference(amount);
        long start = now;
        for (int i = 0; i < STEPS; i++) {
            now += random.nextInt(5) == 0 ? 0 : (long) (random.nextDouble() * 3 * MINUTE / 40);
            long since = now - start;
            long units = 1 + (long) (random.nextDouble() * random.nextDouble() * amount * 1.2);
            switch (random.nextInt(8)) {
                case 0 -> {
                    gcra.add(-units, amount, now);
                    reference.add(-units, since);
                }
                case 1 -> {
                    gcra.add(units / 4, amount, now);
                    reference.add(units / 4, since);
                }
                default -> {
                    long missing = reference.missing(units, since).longValueExact();
                    assertEquals(missing, gcra.take(units, amount, now), "step " + i);
                    if (missing == 0) {
                        reference.add(Math.min(units, amount), since);
                    }
                }
            }
            assertEquals(reference.filled(since).longValueExact(), gcra.reset(amount, now));
        }
    }

    @Test
    void aBurstOfTheAmountIsAllowedAndThenWhatComesBack() {
        for (int i = 0; i < 60; i++) {
            assertEquals(59 - i, leftAfterTaking(1, 60));
        }
        assertEquals(SECOND, gcra.take(1, 60, now));
        now += SECOND - 1;
        assertEquals(1, gcra.take(1, 60, now));
        now += 1;
        assertEquals(Counter.TAKEN, gcra.take(1, 60, now));
        assertEquals(MINUTE, gcra.reset(60, now));
    }

    private long leftAfterTaking(long units, long amount) {
        assertEquals(Counter.TAKEN, gcra.take(units, amount, now));
        return gcra.left(amount, now);
    }

    @Test
    void whoWantsMoreThanTheAmountTakesAllOfIt() {
        assertEquals(0, leftAfterTaking(5_000, 1_000));
        now += MINUTE / 2;
        assertEquals(MINUTE / 2, gcra.take(5_000, 1_000, now));
    }

    @Test
    void whatWasNotUsedComesBackAndWhatWasUsedBeyondIsOwed() {
        assertEquals(400, leftAfterTaking(600, 1_000));
        gcra.add(-500, 1_000, now);
        assertEquals(900, gcra.left(1_000, now));
        gcra.add(1_900, 1_000, now);
        assertEquals(0, gcra.left(1_000, now));
        assertEquals(2 * MINUTE, gcra.reset(1_000, now));
        assertEquals(MINUTE + MINUTE / 1_000, gcra.take(1, 1_000, now));
        gcra.add(-1_000_000, 1_000, now);
        assertEquals(1_000, gcra.left(1_000, now)); // never more than there is
    }

    @Test
    void hugeNumbersDoNotOverflow() {
        assertEquals(Counter.TAKEN, gcra.take(Long.MAX_VALUE, 10, now));
        assertTrue(gcra.add(Long.MAX_VALUE, 10, now));
        assertTrue(gcra.add(Long.MAX_VALUE, 10, now));
        assertTrue(gcra.take(1, 10, now) > MINUTE);
        assertTrue(gcra.add(-Long.MAX_VALUE, 10, now));
        var wide = new Gcra(now);
        assertEquals(Counter.TAKEN, wide.take(1_000, Long.MAX_VALUE, now));
        assertTrue(wide.left(Long.MAX_VALUE, now) > 0);
    }

    @Test
    void aChangedAmountHoldsAtOnce() {
        assertEquals(0, leftAfterTaking(10, 10));
        now += MINUTE / 2;
        assertEquals(500, gcra.left(1_000, now));
        assertEquals(Counter.TAKEN, gcra.take(500, 1_000, now));
    }

    @Test
    void onlyAnIdleCounterIsThrownAway() {
        assertEquals(Counter.TAKEN, gcra.take(1, 60, now));
        assertFalse(gcra.retire(now));
        now += SECOND;
        assertTrue(gcra.retire(now));
        assertEquals(Counter.GONE, gcra.take(1, 60, now));
        assertFalse(gcra.add(1, 60, now));
        assertFalse(gcra.retire(now));
    }
}
