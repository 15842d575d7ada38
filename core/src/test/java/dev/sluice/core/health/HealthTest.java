package dev.sluice.core.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.health.Standing.Out;
import dev.sluice.core.health.Standing.Reason;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Breaker, load and latencies of one deployment, together. */
class HealthTest {
    private static final long SECOND = 1_000_000_000;

    private final Health health = new Health();

    private void fail(long now) {
        health.failed(new Effect.Counted(), now, 0);
    }

    @Test
    void theHealthyShareOneStanding() {
        health.succeeded(0, 5_000_000);
        assertSame(Standing.READY, health.standing(0));
        fail(0);
        assertSame(Standing.READY, health.standing(0));
    }

    @Test
    void goesOutAndComesBack() {
        fail(0);
        fail(0);
        fail(0);
        assertEquals(new Out(Reason.FAILING, 5_000), health.standing(0));
        assertTrue(health.claimProbe(5 * SECOND));
        health.abandoned(5 * SECOND);
        assertTrue(health.claimProbe(5 * SECOND));
        health.succeeded(5 * SECOND, 5_000_000);
        assertEquals(new Standing.Ready(0.2), health.standing(5 * SECOND));
        assertSame(Standing.READY, health.standing(15 * SECOND));
        assertSame(Standing.READY, health.standing(0)); // no lock, no look at the clock
    }

    @Test
    void tellsItsStateInNumbers() {
        health.begun();
        health.begun();
        health.over();
        health.succeeded(0, 7_000_000);
        fail(1);
        fail(1);
        assertEquals(new Health.Report(Standing.READY, 3, 2, 2, 0, 1, 7_000_000), health.report(2));
        fail(1);
        assertEquals(1, health.report(2).opened());
        health.reset();
        assertEquals(new Health.Report(Standing.READY, 0, 0, 0, 0, 1, 0), health.report(2));
        assertSame(Standing.READY, health.standing(2));
    }

    @Test
    void anUnknownTimeIsNotLearned() {
        health.succeeded(0, -1);
        assertEquals(0, health.firstToken());
    }

    @Test
    void ofManyThreadsOneProbes() throws InterruptedException {
        fail(0);
        fail(0);
        fail(0);
        var start = new CountDownLatch(1);
        var claims = new AtomicInteger();
        Thread[] threads = new Thread[8];
        for (int i = 0; i < threads.length; i++) {
            threads[i] =
                    new Thread(() -> {
                        try {
                            start.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        health.begun();
                        if (health.standing(6 * SECOND) instanceof Standing.Probing
                                && health.claimProbe(6 * SECOND)) {
                            claims.incrementAndGet();
                        }
                        health.over();
                    });
            threads[i].start();
        }
        start.countDown();
        for (Thread each : threads) {
            each.join();
        }
        assertEquals(1, claims.get());
        assertEquals(0, health.load());
        assertInstanceOf(Out.class, health.standing(6 * SECOND));
    }
}
