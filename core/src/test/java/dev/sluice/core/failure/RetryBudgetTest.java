package dev.sluice.core.failure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many further attempts there may be. */
class RetryBudgetTest {
    private static final long SECOND = 1_000_000_000;

    private static int spendAll(RetryBudget budget, long now) {
        int spent = 0;
        while (budget.spend(now)) {
            spent++;
        }
        return spent;
    }

    private static void earn(RetryBudget budget, int calls) {
        for (int i = 0; i < calls; i++) {
            budget.earn();
        }
    }

    @Test
    void beginsWithTenSecondsOfItsFloor() {
        assertEquals(100, spendAll(new RetryBudget(0.2, 10), 5));
        assertEquals(0, spendAll(new RetryBudget(0.2, 0), 5));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, Long.MAX_VALUE - 3 * SECOND, Long.MIN_VALUE, -SECOND})
    void grantsTheFloorEverySecond(long start) {
        var budget = new RetryBudget(0, 10);
        spendAll(budget, start);
        assertEquals(10, spendAll(budget, start + SECOND));
        assertEquals(5, spendAll(budget, start + SECOND + SECOND / 2));
        assertEquals(100, spendAll(budget, start + 1000 * SECOND));
    }

    @Test
    void callsEarnTheirShare() {
        var budget = new RetryBudget(0.2, 0);
        earn(budget, 4);
        assertFalse(budget.spend(0));
        earn(budget, 1);
        assertTrue(budget.spend(0));
        assertFalse(budget.spend(0));
        earn(budget, 1000);
        assertEquals(200, spendAll(budget, 0));
    }

    @Test
    void whatWasEarnedLongAgoIsLost() {
        var budget = new RetryBudget(0.2, 0);
        budget.spend(0);
        earn(budget, 36_000); // in an hour
        assertEquals(20, spendAll(budget, 3600 * SECOND));

        earn(budget, 1000);
        assertTrue(budget.spend(3600 * SECOND));
        assertEquals(0, spendAll(budget, 3610 * SECOND));
    }

    @Test
    void aClockThatStepsBackGrantsNothing() {
        var budget = new RetryBudget(0, 10);
        assertEquals(100, spendAll(budget, 10 * SECOND));
        assertEquals(0, spendAll(budget, 9 * SECOND));
        assertEquals(0, spendAll(budget, 10 * SECOND));
        assertEquals(10, spendAll(budget, 11 * SECOND));
    }

    @Test
    void neverSpendsMoreThanCallsAndTimeHaveBrought() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            double share = random.nextInt(6) / 10.0;
            int perSecond = random.nextInt(20);
            var budget = new RetryBudget(share, perSecond);
            long start = random.nextLong();
            long now = start;
            long calls = 0;
            long spent = 0;
            for (int i = 0; i < 2000; i++) {
                if (random.nextInt(100) < 2) {
                    now += random.nextLong(20 * SECOND);
                } else {
                    now += random.nextLong(SECOND / 100);
                }
                if (random.nextBoolean()) {
                    budget.earn();
                    calls++;
                } else if (budget.spend(now)) {
                    spent++;
                }
                double seconds = (now - start) / 1e9;
                double most = share * calls + perSecond * (10 + seconds);
                assertTrue(spent <= most + 1e-6, spent + " of " + most + ", seed " + seed);
            }
        }
    }

    @Test
    void keepsItsLimitOverThreads() throws InterruptedException {
        var budget = new RetryBudget(0.2, 0);
        var spent = new AtomicInteger();
        Thread[] threads = new Thread[4];
        for (int i = 0; i < threads.length; i++) {
            threads[i] =
                    new Thread(() -> {
                        for (int n = 0; n < 10_000; n++) {
                            budget.earn();
                            if (budget.spend(0)) {
                                spent.incrementAndGet();
                            }
                        }
                    });
            threads[i].start();
        }
        for (Thread each : threads) {
            each.join();
        }
        spent.addAndGet(spendAll(budget, 0));
        assertEquals(8_000, spent.get());
    }

    @Test
    void refusesNegativeLimits() {
        assertThrows(IllegalArgumentException.class, () -> new RetryBudget(-0.1, 1));
        assertThrows(IllegalArgumentException.class, () -> new RetryBudget(Double.NaN, 1));
        assertThrows(IllegalArgumentException.class, () -> new RetryBudget(0.1, -1));
    }
}
