package dev.sluice.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.limit.Admission.Allowance;
import dev.sluice.core.limit.Admission.Decision.Admitted;
import dev.sluice.core.limit.Admission.Demand;
import dev.sluice.core.limit.Admissions;
import dev.sluice.core.limit.Budget;
import dev.sluice.core.limit.Clocks;
import dev.sluice.core.limit.Leases;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.limit.Outage;
import dev.sluice.core.limit.Permit;
import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Exchange;
import dev.sluice.core.money.Money;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Nodes that share limits and budgets through a Redis of their own. */
class RedisLeasesTest {
    private static final int NODES = 3;
    private static final int CALLS = 1_000;
    private static final Budget DOLLAR = new Budget("key:k1", usd(1_000_000), Budget.Window.TOTAL);
    private static final Allowance ALLOWANCE = new Allowance(List.of(), List.of(DOLLAR));
    private static final Demand CENT = new Demand("m", 1, usd(10_000));

    /** Added to the clock, so that slices become idle without waiting. */
    private final AtomicLong later = new AtomicLong();

    private final Map<String, Money> ledger = new ConcurrentHashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private final List<String> said = new ArrayList<>();

    private record Node(RedisLeases leases, Admissions admissions) {}

    private static Money usd(long micro) {
        return new Money(micro, Currency.USD);
    }

    private void nodes(RedisProgram redis, Outage outage) throws InterruptedException {
        for (int i = 0; i < NODES; i++) {
            var leases =
                    RedisLeases.connect(redis.uri(), "node-" + i, _ -> ledger, line -> note(line));
            nodes.add(new Node(leases, admissions(leases, outage)));
        }
        RedisProgram.until(() -> nodes.stream().allMatch(each -> each.leases.nodes() == NODES));
    }

    private Admissions admissions(RedisLeases leases, Outage outage) {
        var clocks = new Clocks(() -> System.nanoTime() + later.get(), System::currentTimeMillis);
        var exchange = new Exchange(7_200_000);
        return Admissions.shared(clocks, () -> exchange, leases, outage);
    }

    private void note(String line) {
        synchronized (said) {
            said.add(line);
        }
    }

    private void close() {
        for (Node each : nodes) {
            each.admissions.close();
            each.leases.close();
        }
    }

    /** Calls on all nodes at once. */
    private List<Permit> race(int calls) throws InterruptedException {
        var permits = new ConcurrentLinkedQueue<Permit>();
        var done = new CountDownLatch(calls);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < calls; i++) {
                Node node = nodes.get(i % NODES);
                threads.execute(() -> {
                    if (node.admissions.admit(ALLOWANCE, CENT) instanceof Admitted(Permit permit)) {
                        permits.add(permit);
                    }
                    done.countDown();
                });
            }
            done.await();
        }
        return List.copyOf(permits);
    }

    /** Calls again and again, as clients do, until nothing has been admitted for a while. */
    private List<Permit> exhaust() throws InterruptedException {
        List<Permit> all = new ArrayList<>(race(CALLS));
        for (int idle = 0; idle < 12; idle++) {
            List<Permit> more = race(30);
            all.addAll(more);
            idle = more.isEmpty() ? idle : 0;
            Thread.sleep(60); // what a client would wait, and longer than a node's pause
            if (idle % 4 == 3) {
                later.addAndGet(6_000_000_000L);
                nodes.forEach(each -> each.admissions.tidy());
                Thread.sleep(60); // for the slices that go back
            }
        }
        return all;
    }

    /**
     * As soon as Redis is back, and again when the nodes have had the time to say what they used.
     */
    private List<Permit> exhaustAfterOutage() throws InterruptedException {
        RedisProgram.until(() -> nodes.stream().allMatch(each -> each.leases.reachable()));
        List<Permit> all = new ArrayList<>(race(CALLS));
        RedisProgram.until(() ->
                nodes.stream().allMatch(each -> each.leases.reachableFor() > Leases.GATHERING));
        all.addAll(exhaust());
        return all;
    }

    /** Returns what Redis says, 0 when it has no counter, and leaves everything as it is. */
    private static long charged(RedisProgram redis, Budget budget) {
        try (var line = new RedisLine(redis.uri())) {
            List<Long> answer =
                    line.run(
                                    RedisScript.SPEND,
                                    "sluice:budget:" + budget.id() + "/0",
                                    Long.toString(budget.amount().micro()),
                                    "test",
                                    Long.toString(System.nanoTime() & Long.MAX_VALUE),
                                    "0",
                                    "0",
                                    "0",
                                    "0",
                                    "0",
                                    "1",
                                    "",
                                    "1",
                                    "60000",
                                    "0")
                            .join();
            return answer.isEmpty() ? 0 : budget.amount().micro() - answer.get(1);
        }
    }

    @Test
    void threeNodesShareABudgetForAHundredCalls() throws IOException, InterruptedException {
        try (var redis = new RedisProgram(false)) {
            nodes(redis, Outage.LOCAL);
            List<Permit> permits = exhaust();
            assertTrue(
                    permits.size() >= 100 && permits.size() <= 100 + NODES * 5,
                    "admitted " + permits.size());
            permits.forEach(each -> each.settle(1, List.of(usd(4_000))));
            int first = permits.size();
            later.addAndGet(6_000_000_000L);
            nodes.forEach(each -> each.admissions.tidy());
            int freed = (1_000_000 - first * 4_000) / 10_000;
            List<Permit> more = exhaust();
            assertTrue(
                    more.size() >= freed && more.size() <= freed + NODES * 5,
                    "admitted " + more.size() + " more of " + freed);
            more.forEach(each -> each.settle(1, List.of(usd(10_000))));
            close();
            assertEquals(first * 4_000L + more.size() * 10_000L, charged(redis, DOLLAR));
        }
    }

    @Test
    void callsGoOnWhileRedisIsStoppedAndWhatTheyUsedIsReportedAfterwards()
            throws IOException, InterruptedException {
        try (var redis = new RedisProgram(true)) {
            nodes(redis, Outage.LOCAL);
            List<Permit> permits = new ArrayList<>(race(30));
            redis.stop();
            RedisProgram.until(() -> nodes.stream().noneMatch(each -> each.leases.reachable()));
            List<Permit> alone = race(CALLS);
            assertFalse(alone.isEmpty());
            permits.addAll(alone);
            assertTrue(permits.size() <= 100 + NODES * 5, "admitted " + permits.size());
            permits.forEach(each -> each.settle(1, List.of(usd(9_000))));
            ledger.put(DOLLAR.id(), usd(permits.size() * 9_000L));
            redis.start();
            List<Permit> rest = exhaustAfterOutage();
            // A node may have overdrawn a slice that Redis had not heard of when it went away, and
            // may overdraw another before it has reported what it used alone.
            long most = 1_000_000 + 2 * NODES * 50_000;
            long spent = permits.size() * 9_000L + rest.size() * 10_000L;
            assertTrue(
                    spent <= most,
                    permits.size()
                            + " admitted before, of them alone "
                            + alone.size()
                            + ", "
                            + rest.size()
                            + " afterwards");
            rest.forEach(each -> each.settle(1, List.of(usd(10_000))));
            close();
            assertEquals(permits.size() * 9_000L + rest.size() * 10_000L, charged(redis, DOLLAR));
            assertTrue(said.contains("Redis does not answer; limits and budgets go on without it"));
        }
    }

    @Test
    void aRedisThatForgotEverythingLearnsItFromTheLedger()
            throws IOException, InterruptedException {
        try (var redis = new RedisProgram(false)) {
            nodes(redis, Outage.LOCAL);
            List<Permit> permits = new ArrayList<>(exhaust());
            permits.forEach(each -> each.settle(1, List.of(usd(6_000))));
            redis.stop();
            List<Permit> alone = race(20); // the nodes may not have noticed yet
            RedisProgram.until(() -> nodes.stream().noneMatch(each -> each.leases.reachable()));
            alone.forEach(each -> each.settle(1, List.of(usd(6_000))));
            permits.addAll(alone);
            ledger.put(DOLLAR.id(), usd(permits.size() * 6_000L));
            redis.start();
            int freed = (1_000_000 - permits.size() * 6_000) / 10_000;
            List<Permit> more = exhaustAfterOutage();
            assertTrue(
                    more.size() >= freed && more.size() <= freed + NODES * 5,
                    "admitted " + more.size() + " of " + freed);
            more.forEach(each -> each.settle(1, List.of(usd(10_000))));
            close();
            assertEquals(permits.size() * 6_000L + more.size() * 10_000L, charged(redis, DOLLAR));
        }
    }

    @Test
    void aRedisThatHangsHoldsUpNobody() throws IOException, InterruptedException {
        try (var redis = new RedisProgram(false)) {
            nodes(redis, Outage.DENY);
            assertEquals(1, race(1).size());
            redis.signal("STOP");
            race(CALLS); // would never end if a call waited
            RedisProgram.until(() -> nodes.stream().noneMatch(each -> each.leases.reachable()));
            assertEquals(0, race(CALLS).size());
            redis.signal("CONT");
            int all = exhaustAfterOutage().size();
            assertTrue(all > 0 && all <= 100 + NODES * 5, "admitted " + all);
            close();
        }
    }

    @Test
    void aRedisThatComesLaterIsFound() throws IOException, InterruptedException {
        try (var redis = new RedisProgram(false)) {
            redis.stop();
            try (var leases =
                    RedisLeases.connect(redis.uri(), "early", _ -> Map.of(), this::note)) {
                assertFalse(leases.reachable());
                var granted = new CountDownLatch(1);
                leases.ask(new Leases.Ask.Rate("r", 60, 0, 3), _ -> granted.countDown());
                redis.start();
                granted.await();
                assertTrue(leases.reachable());
            }
        }
    }

    @Test
    void aCallThatEndsWhileTheCounterIsMadeIsCountedOnce()
            throws IOException, InterruptedException {
        var underWay = new CompletableFuture<Permit>();
        try (var redis = new RedisProgram(false);
                var leases =
                        RedisLeases.connect(
                                redis.uri(),
                                "a",
                                _ -> {
                                    if (ledger.isEmpty()) {
                                        underWay.join().settle(1, List.of(usd(10_000)));
                                        ledger.put(DOLLAR.id(), usd(10_000));
                                    }
                                    return ledger;
                                },
                                this::note)) {
            RedisProgram.until(leases::reachable);
            Admissions admissions = admissions(leases, Outage.LOCAL);
            if (admissions.admit(ALLOWANCE, CENT) instanceof Admitted(Permit permit)) {
                underWay.complete(permit);
            }
            RedisProgram.until(() -> charged(redis, DOLLAR) > 0);
            long granted = 50_000; // one slice, besides the call
            assertEquals(10_000 + granted, charged(redis, DOLLAR));
        }
    }

    @Test
    void aLedgerThatCannotSayIsReplacedByWhatTheNodeKnows()
            throws IOException, InterruptedException {
        try (var redis = new RedisProgram(false);
                var leases =
                        RedisLeases.connect(
                                redis.uri(),
                                "a",
                                _ -> {
                                    throw new StoreUnavailable("gone", new IOException());
                                },
                                this::note)) {
            RedisProgram.until(leases::reachable);
            Admissions admissions = admissions(leases, Outage.LOCAL);
            admissions.seed(DOLLAR, 0, usd(950_000));
            assertTrue(admissions.admit(ALLOWANCE, CENT) instanceof Admitted);
            RedisProgram.until(() -> charged(redis, DOLLAR) >= 960_000);
        }
    }

    @Test
    void limitsAreSharedToo() throws IOException, InterruptedException {
        try (var redis = new RedisProgram(false)) {
            nodes(redis, Outage.LOCAL);
            var allowance =
                    new Allowance(
                            List.of(
                                    new Limit("team:t", Limit.Measure.PARALLEL, 20, null),
                                    new Limit("team:t", Limit.Measure.TOKENS, 1_000_000, "m*")),
                            List.of());
            int all = 0;
            for (int i = 0; i < 300; i++) {
                Node node = nodes.get(i % NODES);
                if (node.admissions.admit(allowance, CENT) instanceof Admitted) {
                    all++;
                }
                Thread.sleep(2); // for the answers to travel
            }
            assertTrue(all >= 20 - NODES && all <= 20 + NODES, "admitted " + all);
            close();
        }
    }

    @Test
    void anAddressIsNeverRepeated() {
        var e =
                assertThrows(
                        IllegalArgumentException.class,
                        () ->
                                RedisLeases.connect(
                                        "http://:secret@host", "a", _ -> Map.of(), this::note));
        assertFalse(e.toString().contains("secret"));
    }
}
