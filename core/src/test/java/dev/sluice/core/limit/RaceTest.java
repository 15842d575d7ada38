package dev.sluice.core.limit;

import static dev.sluice.core.limit.World.budget;
import static dev.sluice.core.limit.World.budgets;
import static dev.sluice.core.limit.World.cost;
import static dev.sluice.core.limit.World.limits;
import static dev.sluice.core.limit.World.parallel;
import static dev.sluice.core.limit.World.rpm;
import static dev.sluice.core.limit.World.tokens;
import static dev.sluice.core.limit.World.usd;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.limit.Admission.Allowance;
import dev.sluice.core.limit.Admission.Decision.Admitted;
import dev.sluice.core.limit.Admission.Demand;
import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Money;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Many calls at the same moment. */
class RaceTest {
    private static final int CALLS = 1_000;

    private final World world = new World();
    private final AtomicLong least = new AtomicLong(Long.MAX_VALUE);

    private static void together(int calls, Runnable call) throws InterruptedException {
        var start = new CountDownLatch(1);
        var done = new CountDownLatch(calls);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < calls; i++) {
                threads.execute(() -> {
                    try {
                        start.await();
                        call.run();
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    } finally {
                        done.countDown();
                    }
                });
            }
            start.countDown();
            done.await();
        }
    }

    private Collection<Permit> race(Allowance allowance, Demand demand, Consumer<Permit> then)
            throws InterruptedException {
        var permits = new ConcurrentLinkedQueue<Permit>();
        together(
                CALLS,
                () -> {
                    if (world.admissions.admit(allowance, demand) instanceof Admitted(Permit p)) {
                        permits.add(p);
                        then.accept(p);
                    }
                    for (Budget each : allowance.budgets()) {
                        least.accumulateAndGet(world.admissions.left(each).micro(), Math::min);
                    }
                });
        return permits;
    }

    @Test
    void aBudgetForAHundredCallsAdmitsAHundred() throws InterruptedException {
        Budget budget = budget("1", Budget.Window.DAY);
        Demand demand = cost(usd("0.01"));
        Collection<Permit> permits = race(budgets(budget), demand, _ -> {});
        assertEquals(100, permits.size());
        permits.forEach(each -> each.settle(1, List.of(usd("0.004")))); // 0.6 comes back
        assertEquals(60, race(budgets(budget), demand, _ -> {}).size());
        assertEquals(0, race(budgets(budget), demand, _ -> {}).size());
        assertEquals(usd("0"), world.admissions.left(budget));
        assertTrue(least.get() >= 0, "left at least: " + least);
    }

    @Test
    void aSecondBudgetThatRefusesGivesTheFirstItsMoneyBack() throws InterruptedException {
        Budget own = budget("100", Budget.Window.DAY);
        Budget team = new Budget("team:t", usd("1"), Budget.Window.DAY);
        assertEquals(100, race(budgets(own, team), cost(usd("0.01")), _ -> {}).size());
        assertEquals(usd("99"), world.admissions.left(own));
        assertEquals(usd("0"), world.admissions.left(team));
    }

    @Test
    void settlingWhileOthersAreAdmittedLosesNothing() throws InterruptedException {
        Budget budget = budget("1", Budget.Window.TOTAL);
        var spent = new AtomicLong();
        for (int i = 0; i < 20; i++) {
            race(
                    budgets(budget),
                    cost(usd("0.01")),
                    permit -> {
                        var cost = new Money(7, Currency.USD);
                        permit.settle(1, List.of(cost));
                        permit.settle(1, List.of(cost));
                        spent.addAndGet(7);
                    });
        }
        assertEquals(1_000_000 - spent.get(), world.admissions.left(budget).micro());
        assertTrue(least.get() >= 0, "left at least: " + least);
    }

    @Test
    void limitsAdmitExactlyTheirAmount() throws InterruptedException {
        assertEquals(100, race(limits(rpm(100)), tokens(0), _ -> {}).size());
        Collection<Permit> permits = race(limits(parallel(30)), tokens(0), _ -> {});
        assertEquals(30, permits.size());
        together(3, () -> permits.forEach(Permit::leave));
        assertEquals(30, race(limits(parallel(30)), tokens(0), _ -> {}).size());
    }

    @Test
    void forgettingIdleCountersMeanwhileLosesNone() throws InterruptedException {
        for (int i = 0; i < 30; i++) {
            world.pass(61);
            var swept = new CountDownLatch(1);
            Thread sweep =
                    Thread.ofVirtual()
                            .start(() -> {
                                world.admissions.tidy();
                                swept.countDown();
                            });
            assertEquals(100, race(limits(rpm(100)), tokens(0), _ -> {}).size());
            swept.await();
            sweep.join();
        }
    }

    /**
     * One counter that a node asks; is lost once, in the middle of a race, as one in a Redis is.
     */
    private static final class Forgetful implements Leases {
        private long charged;
        private long asked;

        @Override
        public boolean reachable() {
            return true;
        }

        @Override
        public long reachableFor() {
            return 0;
        }

        @Override
        public int nodes() {
            return 1;
        }

        @Override
        public synchronized void ask(Ask ask, Consumer<Grant> to) {
            var spend = (Ask.Spend) ask;
            Stand stand = spend.stand().get();
            asked++;
            boolean isLost = asked == 3;
            charged = isLost ? stand.holds() : charged + stand.debt() - spend.back();
            long units = isLost ? 0 : stand.want();
            charged += units;
            to.accept(
                    new Grant(units, spend.amount() - charged, 0, asked < 3 ? 1 : 2, stand.debt()));
        }
    }

    @Test
    void whatIsReservedIsCountedByACounterThatIsMadeAnewMeanwhile() throws InterruptedException {
        Allowance allowance = budgets(budget("100", Budget.Window.TOTAL));
        for (int i = 0; i < 300; i++) {
            var counter = new Forgetful();
            var node = Admissions.shared(world.clocks, World::rates, counter, Outage.LOCAL);
            var admitted = new AtomicLong();
            together(
                    100,
                    () -> {
                        if (node.admit(allowance, cost(usd("0.7"))) instanceof Admitted) {
                            admitted.incrementAndGet();
                        }
                    });
            world.pass(2);
            node.tidy();
            world.pass(6);
            node.tidy();
            assertEquals(admitted.get() * 700_000, counter.charged);
        }
    }
}
