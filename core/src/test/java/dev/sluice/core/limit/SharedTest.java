package dev.sluice.core.limit;

import static dev.sluice.core.limit.World.budget;
import static dev.sluice.core.limit.World.budgets;
import static dev.sluice.core.limit.World.cost;
import static dev.sluice.core.limit.World.limits;
import static dev.sluice.core.limit.World.parallel;
import static dev.sluice.core.limit.World.rpm;
import static dev.sluice.core.limit.World.tokens;
import static dev.sluice.core.limit.World.tpm;
import static dev.sluice.core.limit.World.usd;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.limit.Admission.Allowance;
import dev.sluice.core.limit.Admission.Decision;
import dev.sluice.core.limit.Admission.Decision.Admitted;
import dev.sluice.core.limit.Admission.Decision.Denied;
import dev.sluice.core.limit.Admission.Demand;
import dev.sluice.core.money.Money;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several nodes that share limits and budgets, with questions that travel at their own pace. */
class SharedTest {
    private static final int NODES = 3;

    private final World world = new World();
    private final Sharing sharing = new Sharing(world, NODES, Outage.LOCAL);

    private boolean admits(int node, Allowance allowance, Demand demand) {
        return World.isAdmitted(decide(node, allowance, demand));
    }

    private Decision decide(int node, Allowance allowance, Demand demand) {
        return sharing.nodes.get(node).admissions.admit(allowance, demand);
    }

    private int admitted(int calls, int node, Allowance allowance, Demand demand) {
        int count = 0;
        for (int i = 0; i < calls; i++) {
            count += admits(node, allowance, demand) ? 1 : 0;
        }
        return count;
    }

    /** Calls on all nodes, with time between them, until none is admitted for a while. */
    private int exhaust(Allowance allowance, Demand demand) {
        int count = 0;
        for (int idle = 0; idle < 3; idle++) {
            for (int node = 0; node < NODES; node++) {
                int more = admitted(40, node, allowance, demand);
                sharing.deliverAll();
                more += admitted(40, node, allowance, demand); // who was refused tries again
                count += more;
                idle = more > 0 ? 0 : idle;
                sharing.deliverAll();
            }
            sharing.rest(7);
        }
        return count;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void aBudgetIsOverdrawnByASliceOfEachNodeAtMostAndUsedUpInTheEnd(int seed) {
        var random = new Random(seed);
        Allowance allowance = budgets(budget("1", Budget.Window.TOTAL));
        Demand demand = cost(usd("0.01"));
        int count = 0;
        for (int i = 0; i < 600; i++) {
            switch (random.nextInt(6)) {
                case 0 -> sharing.nodes.get(random.nextInt(NODES)).deliver();
                case 1 -> world.nanos.addAndGet(random.nextInt(100_000_000));
                default -> count += admits(random.nextInt(NODES), allowance, demand) ? 1 : 0;
            }
            if (random.nextInt(50) == 0) {
                sharing.nodes.get(random.nextInt(NODES)).admissions.tidy();
            }
        }
        count += exhaust(allowance, demand);
        assertTrue(count >= 100 && count <= 100 + NODES * 5, "admitted " + count);
        sharing.rest(7);
        assertEquals(count * 10_000L, sharing.charged("key:k1/total/USD"));
    }

    @Test
    void whatIsNotSpentComesBackToAll() {
        Allowance allowance = budgets(budget("1", Budget.Window.TOTAL));
        var random = new Random(3);
        Deque<Permit> open = new ArrayDeque<>();
        long spent = 0;
        for (int i = 0; i < 4_000; i++) {
            if (decide(random.nextInt(NODES), allowance, cost(usd("0.01")))
                    instanceof Admitted(Permit permit)) {
                open.add(permit);
            }
            if (open.size() > 10 || random.nextInt(5) == 0) {
                Permit permit = open.poll();
                if (permit != null) {
                    long micro = random.nextInt(3_000);
                    permit.settle(1, List.of(new Money(micro, usd("1").currency())));
                    spent += micro;
                }
            }
            sharing.nodes.get(random.nextInt(NODES)).deliver();
        }
        open.forEach(each -> each.settle(0, List.of()));
        sharing.rest(8);
        assertEquals(spent, sharing.charged("key:k1/total/USD"));
        assertTrue(spent > 900_000, "spent " + spent);
    }

    @Test
    void aLimitPerMinuteIsSharedAndABurstIsServedOnTheSecondTry() {
        Allowance allowance = limits(rpm(60));
        assertEquals(3, admitted(30, 0, allowance, tokens(0)));
        Denied denied = (Denied) decide(0, allowance, tokens(0));
        assertEquals(
                "The limit of key 'k1', 60 requests per minute, is shared by several nodes, and"
                        + " this one waits for its part. Come back in a second.",
                denied.error().message());
        assertTrue(denied.headers().contains("retry-after: 1"));
        sharing.deliverAll();
        assertTrue(admitted(27, 0, allowance, tokens(0)) >= 15); // no more than its equal share
        sharing.deliverAll();
        int all = 0;
        for (int i = 0; i < 60; i++) {
            all += admitted(5, i % NODES, allowance, tokens(0));
            sharing.deliverAll();
        }
        assertTrue(all <= 60 + NODES * 3, "admitted " + all);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void overManyMinutesTheRateIsKept(int seed) {
        var random = new Random(seed);
        Allowance allowance = limits(tpm(10_000));
        long used = 0;
        long start = world.nanos.get();
        for (int i = 0; i < 6_000; i++) {
            world.nanos.addAndGet(random.nextInt(200_000_000));
            long wanted = 1L + random.nextInt(900); // some are larger than a slice
            used += admits(random.nextInt(NODES), allowance, tokens(wanted)) ? wanted : 0;
            sharing.nodes.get(random.nextInt(NODES)).deliver();
            if (i % 10 == 0) {
                sharing.nodes.forEach(each -> each.admissions.tidy());
            }
        }
        long allowed = 10_000 + (world.nanos.get() - start) / (60 * World.SECOND / 10_000);
        assertTrue(used <= allowed + NODES * 900, used + " of " + allowed);
        assertTrue(used >= allowed * 0.9, used + " of " + allowed);
    }

    @Test
    void placesAreSharedAndComeBack() {
        Allowance allowance = limits(parallel(10));
        var random = new Random(1);
        List<Permit> open = new ArrayList<>();
        int most = 0;
        for (int i = 0; i < 3_000; i++) {
            if (random.nextInt(5) < 3
                    && decide(random.nextInt(NODES), allowance, tokens(0))
                            instanceof Admitted(Permit permit)) {
                open.add(permit);
            } else if (!open.isEmpty() && random.nextInt(3) == 0) {
                open.remove(random.nextInt(open.size())).leave();
            }
            most = Math.max(most, open.size());
            world.nanos.addAndGet(10_000_000);
            sharing.nodes.get(random.nextInt(NODES)).deliver();
            if (i % 100 == 0) {
                sharing.nodes.forEach(each -> each.admissions.tidy());
            }
        }
        assertTrue(most >= 10 && most <= 10 + NODES, "at once: " + most);
        open.forEach(Permit::leave);
        sharing.rest(8);
        int all = 0;
        for (int i = 0; i < 20; i++) {
            all += admitted(3, 0, allowance, tokens(0));
            sharing.deliverAll();
            world.pass(1);
        }
        assertEquals(10, all); // the whole, on one node
    }

    @Test
    void anExhaustedBudgetIsRefusedAsSuch() {
        Allowance allowance = budgets(budget("1", Budget.Window.TOTAL));
        exhaust(allowance, cost(usd("0.01")));
        Denied denied = (Denied) decide(1, allowance, cost(usd("0.01")));
        assertEquals("insufficient_quota", denied.error().code());
    }

    @Test
    void aNodeThatKnowsThatAllIsSpentIsNotTrusting() {
        Budget budget = budget("1", Budget.Window.TOTAL);
        sharing.nodes.getFirst().admissions.seed(budget, 0, usd("0.99"));
        assertEquals(1, admitted(5, 0, budgets(budget), cost(usd("0.01"))));
    }

    @Test
    void aloneEachNodeHasItsShareAndReportsItAfterwards() {
        Allowance allowance =
                new Allowance(
                        List.of(rpm(60), parallel(9)),
                        List.of(budget("0.45", Budget.Window.TOTAL)));
        sharing.down = true;
        for (int node = 0; node < NODES; node++) {
            int count = 0;
            for (int i = 0; i < 40; i++) {
                if (decide(node, allowance, cost(usd("0.01"))) instanceof Admitted(Permit permit)) {
                    count++;
                    permit.leave();
                }
            }
            assertEquals(15, count, "node " + node); // 0.15 USD each
        }
        sharing.up();
        sharing.rest(2);
        int more = 0;
        for (int i = 0; i < 12; i++) {
            more += admitted(10, i % NODES, limits(rpm(60)), tokens(0));
            sharing.deliverAll();
        }
        assertTrue(more <= 60 - 45 + 1 + NODES * 3, "admitted " + more); // 45 were used
        sharing.rest(8);
        assertEquals(450_000, sharing.charged("key:k1/total/USD"));
        int after = exhaust(allowance, cost(usd("0.01")));
        assertTrue(after <= NODES * 2, "a slice each at most: " + after);
    }

    @Test
    void aloneAndToldToRefuseANodeUsesUpWhatItHolds() {
        var strict = new Sharing(world, NODES, Outage.DENY);
        Allowance allowance = budgets(budget("1", Budget.Window.TOTAL));
        Admissions node = strict.nodes.getFirst().admissions;
        assertTrue(World.isAdmitted(node.admit(allowance, cost(usd("0.01")))));
        strict.deliverAll();
        strict.down = true;
        int count = 0;
        while (World.isAdmitted(node.admit(allowance, cost(usd("0.01"))))) {
            count++;
        }
        assertTrue(count >= 4 && count <= 34, "admitted " + count);
        Denied denied = (Denied) node.admit(allowance, cost(usd("0.01")));
        assertEquals(503, denied.error().status());
        assertEquals("limits_unavailable", denied.error().code());
        assertTrue(denied.headers().contains("retry-after: 1"));
        assertEquals(503, ((Denied) node.admit(limits(rpm(5)), tokens(0))).error().status());
        assertEquals(503, ((Denied) node.admit(limits(parallel(5)), tokens(0))).error().status());
        strict.up();
        assertTrue(World.isAdmitted(node.admit(limits(rpm(5)), tokens(0))));
    }

    @Test
    void aCounterThatWasLostIsMadeAnewFromTheLedger() {
        Allowance allowance = budgets(budget("1", Budget.Window.TOTAL));
        Demand demand = cost(usd("0.01"));
        int settled = 0;
        List<Permit> open = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            if (decide(i % NODES, allowance, demand) instanceof Admitted(Permit permit)) {
                open.add(permit);
            }
            sharing.deliverAll();
        }
        for (int i = 0; i < 20; i++) {
            open.removeFirst().settle(1, List.of(usd("0.01")));
            settled++;
        }
        int before = open.size() + settled;
        sharing.ledger.put("key:k1/total/USD", settled * 10_000L);
        sharing.loseAll();
        int count = before + exhaust(allowance, demand);
        assertTrue(count >= 100 && count <= 100 + NODES * 5, "admitted " + count);
        open.forEach(each -> each.settle(0, List.of()));
        sharing.rest(8);
        assertEquals((count - open.size()) * 10_000L, sharing.charged("key:k1/total/USD"));
    }

    @Test
    void aQuestionThatWaitedForAnOutageToEndSaysHowThingsStandThen() {
        Allowance allowance = budgets(budget("1", Budget.Window.TOTAL));
        Admissions node = sharing.nodes.getFirst().admissions;
        List<Permit> open = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            if (node.admit(allowance, cost(usd("0.01"))) instanceof Admitted(Permit permit)) {
                open.add(permit);
            }
            if (i == 0) {
                sharing.deliverAll();
            }
            sharing.down = i >= 5; // with a question on its way
        }
        assertTrue(open.size() > 20, "admitted " + open.size());
        open.forEach(each -> each.settle(1, List.of(usd("0.01"))));
        sharing.ledger.put("key:k1/total/USD", open.size() * 10_000L);
        sharing.loseAll();
        sharing.up();
        sharing.rest(8);
        assertEquals(open.size() * 10_000L, sharing.charged("key:k1/total/USD"));
    }

    @Test
    void whatNodesSpentBeforeThereWasACounterIsCountedOnce() {
        Allowance allowance = budgets(budget("1", Budget.Window.TOTAL));
        sharing.down = true;
        int count = 0;
        for (int i = 0; i < 60; i++) {
            world.pass(1);
            Decision decision = decide(i % NODES, allowance, cost(usd("0.01")));
            if (decision instanceof Admitted(Permit permit)) {
                permit.settle(1, List.of(usd("0.01")));
                count++;
            }
        }
        assertEquals(60, count);
        sharing.ledger.put("key:k1/total/USD", 600_000L);
        sharing.up();
        sharing.rest(8);
        assertEquals(600_000, sharing.charged("key:k1/total/USD"));
    }

    @Test
    void aCounterMadeAnewIsNotTrustedWithMoreThanTheLostOne() {
        Allowance allowance = budgets(budget("1", Budget.Window.TOTAL));
        Demand demand = cost(usd("0.01"));
        List<Permit> open = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            int node = i < 380 ? 0 : 1 + i % 2; // the others begin when the first has had all
            if (decide(node, allowance, demand) instanceof Admitted(Permit permit)) {
                open.add(permit);
            }
            sharing.nodes.getFirst().deliver();
            world.nanos.addAndGet(10_000_000);
        }
        assertEquals(110, open.size());
        sharing.deliverAll();
        open.forEach(each -> each.settle(1, List.of(usd("0.006"))));
        sharing.ledger.put("key:k1/total/USD", 660_000L);
        sharing.loseAll();
        world.nanos.addAndGet(60_000_000);
        int more = 0;
        for (int node = 2; node >= 0; node--) {
            for (int i = 0; i < 60; i++) {
                more += admits(node, allowance, demand) ? 1 : 0;
                sharing.deliverAll();
            }
        }
        more += exhaust(allowance, demand);
        assertTrue(more >= 34 && more <= 34 + NODES * 5, "admitted " + more + " of 34");
    }

    @Test
    void closingGivesEverythingBack() {
        Allowance allowance =
                new Allowance(
                        List.of(rpm(60), parallel(9)), List.of(budget("1", Budget.Window.TOTAL)));
        Admissions node = sharing.nodes.getFirst().admissions;
        var admitted = (Admitted) node.admit(allowance, cost(usd("0.01")));
        sharing.deliverAll();
        assertTrue(sharing.charged("key:k1/total/USD") > 10_000);
        admitted.permit().settle(1, List.of(usd("0.002")));
        node.close();
        sharing.deliverAll();
        assertEquals(2_000, sharing.charged("key:k1/total/USD"));
    }
}
