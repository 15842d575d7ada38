package dev.sluice.core.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.health.Standing.Out;
import dev.sluice.core.health.Standing.Probing;
import dev.sluice.core.health.Standing.Ready;
import dev.sluice.core.health.Standing.Reason;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a deployment is out, and how it comes back. */
class BreakerTest {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;
    private static final List<Reason> REMOVALS =
            List.of(Reason.COOLDOWN, Reason.CREDENTIAL, Reason.QUOTA);
    private static final Effect COUNTED = new Effect.Counted();

    private final Breaker breaker = new Breaker();
    private long now = -7 * SECOND;

    private void fail(Effect effect) {
        breaker.failed(effect, now, 0);
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            fail(COUNTED);
        }
    }

    private void pass(long millis) {
        now += millis * MILLI;
    }

    private Standing standing() {
        return breaker.standing(now);
    }

    @Test
    void threeFailuresInARowTakeItOut() {
        fail(2);
        breaker.succeeded(now);
        fail(2);
        assertSame(Standing.READY, standing());
        fail(1);
        assertEquals(new Out(Reason.FAILING, 5_000), standing());
        pass(4_999);
        assertEquals(new Out(Reason.FAILING, 1), standing());
        pass(1);
        assertInstanceOf(Probing.class, standing());
    }

    @ParameterizedTest
    @CsvSource({"9, false", "10, true", "50, true"})
    void halfOfTenTakeItOut(int attempts, boolean out) {
        for (int i = 1; i <= attempts; i++) {
            if (i % 2 == 0) {
                fail(COUNTED);
            } else {
                breaker.succeeded(now);
            }
        }
        assertEquals(out, standing() instanceof Out);
    }

    @Test
    void lessThanHalfOfManyDoNotTakeItOut() {
        for (int i = 0; i < 3_000; i++) {
            pass(10);
            if (i % 5 == 1 || i % 5 == 3) {
                fail(COUNTED);
            } else {
                breaker.succeeded(now);
            }
            assertSame(Standing.READY, standing());
        }
    }

    @Test
    void whatIsOlderThanHalfAMinuteIsForgotten() {
        for (int i = 0; i < 4; i++) {
            fail(2);
            breaker.succeeded(now);
            if (i < 2) {
                assertSame(Standing.READY, standing());
            }
            pass(31_000);
        }
        assertSame(Standing.READY, standing());
        assertEquals(0, breaker.calls(now));
        assertEquals(0, breaker.failures(now));
    }

    @ParameterizedTest
    @CsvSource({
        "CREDENTIAL, 0,      5000",
        "QUOTA,      60000,  60000",
        "COOLDOWN,   1,      1",
        "COOLDOWN,   300000, 300000",
        "COOLDOWN,   900000, 300000",
    })
    void someFailuresTakeItOutAtOnce(Reason reason, long millis, long out) {
        fail(new Effect.Removed(reason, millis));
        assertEquals(new Out(reason, out), standing());
        pass(out);
        assertInstanceOf(Probing.class, standing());
    }

    @Test
    void ofTwoWishesTheLaterOneCounts() {
        fail(new Effect.Removed(Reason.COOLDOWN, 30_000));
        fail(new Effect.Removed(Reason.COOLDOWN, 10_000));
        assertEquals(new Out(Reason.COOLDOWN, 30_000), standing());
        fail(new Effect.Removed(Reason.QUOTA, 60_000));
        assertEquals(new Out(Reason.QUOTA, 60_000), standing());
    }

    @Test
    void oneCallProbesAndItsSuccessBringsItBackSlowly() {
        fail(3);
        pass(5_000);
        assertTrue(breaker.claimProbe(now));
        assertFalse(breaker.claimProbe(now));
        assertEquals(Reason.PROBED, assertInstanceOf(Out.class, standing()).reason());
        breaker.succeeded(now);
        assertEquals(new Ready(0.2), standing());
        pass(5_000);
        assertEquals(0.6, assertInstanceOf(Ready.class, standing()).share(), 1e-9);
        pass(4_999);
        assertTrue(assertInstanceOf(Ready.class, standing()).share() < 1);
        assertFalse(breaker.sound());
        pass(1);
        assertSame(Standing.READY, standing());
        assertTrue(breaker.sound());
        assertEquals(0, breaker.opened());
    }

    @Test
    void nobodyProbesWhoIsNotOut() {
        assertFalse(breaker.claimProbe(now));
        fail(3);
        assertFalse(breaker.claimProbe(now));
    }

    @Test
    void intervalsGrowWhileProbesFail() {
        fail(3);
        for (long seconds : new long[] {5, 10, 20, 40, 60, 60, 60}) {
            assertEquals(new Out(Reason.FAILING, seconds * 1000), standing());
            pass(seconds * 1000);
            assertTrue(breaker.claimProbe(now));
            fail(1);
        }
        pass(60_000);
        assertTrue(breaker.claimProbe(now));
        breaker.succeeded(now);
        fail(3);
        assertEquals(new Out(Reason.FAILING, 5_000), standing());
    }

    @Test
    void jitterLengthensWhatTheVendorDidNotAskFor() {
        breaker.failed(new Effect.Removed(Reason.CREDENTIAL, 0), now, 1);
        assertEquals(new Out(Reason.CREDENTIAL, 5_500), standing());
        breaker.reset();
        breaker.failed(new Effect.Removed(Reason.COOLDOWN, 30_000), now, 0.5);
        assertEquals(new Out(Reason.COOLDOWN, 30_000), standing());
        breaker.reset();
        breaker.failed(new Effect.Removed(Reason.COOLDOWN, 300_000), now, 0.5);
        assertEquals(new Out(Reason.COOLDOWN, 300_000), standing());
    }

    @Test
    void aProbeThatIsGivenBackOrLostIsFreeAgain() {
        fail(3);
        pass(5_000);
        assertTrue(breaker.claimProbe(now));
        breaker.abandoned();
        assertTrue(breaker.claimProbe(now));
        pass(299_999);
        assertFalse(breaker.claimProbe(now));
        pass(1);
        assertTrue(breaker.claimProbe(now));
    }

    @Test
    void whatWasSentBeforeSaysNothingNew() {
        fail(10);
        breaker.succeeded(now);
        fail(new Effect.None());
        fail(new Effect.Removed(Reason.CREDENTIAL, 0));
        assertEquals(new Out(Reason.FAILING, 5_000), standing());
        assertEquals(1, breaker.opened());
    }

    @Test
    void cooldownsDoNotMakeIntervalsGrow() {
        for (int i = 0; i < 5; i++) {
            fail(new Effect.Removed(Reason.COOLDOWN, 1_000));
            pass(1_000);
            assertTrue(breaker.claimProbe(now));
        }
        fail(1);
        assertEquals(new Out(Reason.FAILING, 5_000), standing());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, Long.MAX_VALUE - 8 * SECOND, Long.MIN_VALUE, -1})
    void theClockMayStandAnywhere(long start) {
        now = start;
        breaker.succeeded(now);
        fail(3);
        pass(5_000);
        assertInstanceOf(Probing.class, standing());
        breaker.succeeded(now);
        pass(10_000);
        assertSame(Standing.READY, standing());
    }

    @Test
    void clientsFaultsNeverOpenIt() {
        Random random = new Random(3);
        for (int i = 0; i < 10_000; i++) {
            pass(random.nextInt(1000));
            fail(new Effect.None());
            assertSame(Standing.READY, standing());
        }
    }

    /** Any history: one probe at a time, bounded times, and always a way back. */
    @Test
    void holdsOverAnyHistory() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            Breaker any = new Breaker();
            long time = random.nextLong();
            boolean probing = false;
            long claimed = 0;
            for (int i = 0; i < 500; i++) {
                time += random.nextLong(random.nextBoolean() ? SECOND / 10 : 20 * SECOND);
                if (probing && time - claimed >= 300 * SECOND) {
                    probing = false; // lost
                }
                switch (any.standing(time)) {
                    case Ready(double share) -> assertTrue(share >= 0.2 && share <= 1);
                    case Probing _ -> assertFalse(probing, "two probes, seed " + seed);
                    case Out(var reason, long millis) -> {
                        assertTrue(millis > 0 && millis <= 300_000, "seed " + seed);
                        assertEquals(probing, reason == Reason.PROBED, "seed " + seed);
                    }
                }
                if (any.claimProbe(time)) {
                    assertFalse(probing, "two probes, seed " + seed);
                    probing = true;
                    claimed = time;
                }
                if (random.nextInt(4) > 0) {
                    act(any, random, time);
                    probing =
                            probing
                                    && any.standing(time) instanceof Out(var why, _)
                                    && why == Reason.PROBED;
                }
            }
            comesBack(any, time);
        }
    }

    private static void act(Breaker breaker, Random random, long now) {
        switch (random.nextInt(6)) {
            case 0 -> breaker.succeeded(now);
            case 1 -> breaker.abandoned();
            case 2 ->
                    breaker.failed(
                            new Effect.Removed(
                                    REMOVALS.get(random.nextInt(REMOVALS.size())),
                                    random.nextBoolean() ? 0 : random.nextLong(400_000)),
                            now,
                            random.nextDouble());
            default -> breaker.failed(COUNTED, now, random.nextDouble());
        }
    }

    private static void comesBack(Breaker breaker, long end) {
        long time = end + 300 * SECOND;
        breaker.claimProbe(time);
        breaker.succeeded(time);
        assertInstanceOf(Ready.class, breaker.standing(time));
        assertSame(Standing.READY, breaker.standing(time + 10 * SECOND));
        assertEquals(0, breaker.opened());
    }
}
