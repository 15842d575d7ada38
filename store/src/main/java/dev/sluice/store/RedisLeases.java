package dev.sluice.store;

import dev.sluice.core.limit.Leases;
import dev.sluice.core.money.Money;
import io.lettuce.core.RedisCommandExecutionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counters that several nodes share through a Redis. One thread asks for all; a question that is
 * not answered is asked again when Redis is back, which is tried four times a second.
 *
 * <p>A budget's counter that Redis does not have (yet, or any more) begins with what the ledger
 * says is spent.
 */
public final class RedisLeases implements Leases, AutoCloseable {
    private static final Duration TRY = Duration.ofMillis(250);
    private static final Duration BEAT = Duration.ofSeconds(1);

    /** A node that was not heard of for so long is gone, and its places are free. */
    private static final Duration LIFE = Duration.ofSeconds(15);

    /** A budget's counter that nobody asked for so long is made anew from the ledger. */
    private static final Duration KEPT = Duration.ofDays(1);

    private static final Duration HANGING = Duration.ofSeconds(3);

    /**
     * After so long a call that has ended is in the ledger, unless its database is slow. In a rush
     * for a new budget each node uses a slice at once; a counter that was made before those calls
     * are in the ledger would know nothing of them.
     */
    private static final Duration BOOKED = Duration.ofMillis(600);

    /** How often the ledger is asked for one counter, at most. */
    private static final int MOST_LOOKS = 10;

    private static final String NODES = "sluice:nodes";

    /** The ledger: what is spent of budgets; {@link Reports#spent}. Blocks. */
    @FunctionalInterface
    public interface Spent {
        /** Returns amounts by budget id; none for a budget of which nothing is spent. */
        Map<String, Money> spent(List<Reports.Window> windows) throws StoreUnavailable;
    }

    /** A question on its way. */
    private record Pending(long number, Ask ask, Consumer<Grant> to) {}

    private final String node;
    private final Spent ledger;
    private final Consumer<String> log;
    private final RedisLine redis;
    private final LongSupplier nanos = System::nanoTime;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("sluice-leases").factory());
    private final Map<Long, CompletableFuture<?>> underWay = new ConcurrentHashMap<>();
    private final AtomicLong tracked = new AtomicLong();
    private volatile boolean reachable;
    private volatile long upSince;
    private volatile int nodes = 1;

    // From here on: only on the thread.
    private final List<Pending> waiting = new ArrayList<>();
    private long number = System.currentTimeMillis(); // greater than before a restart
    private long lastBeat;

    /** Whether there was a time, since the start, at which it did not answer. */
    private boolean cutOff;

    private boolean beating;
    private boolean complained;
    private long downSince;

    private RedisLeases(String uri, String node, Spent ledger, Consumer<String> log) {
        this.node = node;
        this.ledger = ledger;
        this.log = log;
        redis = new RedisLine(uri);
        downSince = nanos.getAsLong();
        upSince = downSince - Duration.ofDays(1).toNanos();
        lastBeat = downSince - BEAT.toNanos();
    }

    /**
     * Begins to connect, waits for the first answer for at most half a second, and goes on without
     * it in the background.
     *
     * @param uri {@code redis://host:6379}, {@code rediss://} with TLS; may hold a password, which
     *     is not printed
     * @param node a name that no other node has
     * @param log one sentence for each change
     * @throws IllegalArgumentException when it is no address of a Redis
     */
    public static RedisLeases connect(String uri, String node, Spent ledger, Consumer<String> log) {
        var leases = new RedisLeases(uri, node, ledger, log);
        var first = CompletableFuture.runAsync(leases::beat, leases.thread);
        first.thenCompose(_ -> CompletableFuture.allOf(leases.all()))
                .handle((_, _) -> true)
                .completeOnTimeout(false, RedisLine.TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        var _ =
                leases.thread.scheduleWithFixedDelay(
                        leases::beat, TRY.toMillis(), TRY.toMillis(), TimeUnit.MILLISECONDS);
        return leases;
    }

    @Override
    public boolean reachable() {
        return reachable;
    }

    @Override
    public long reachableFor() {
        return nanos.getAsLong() - upSince;
    }

    @Override
    public int nodes() {
        return nodes;
    }

    @Override
    public void ask(Ask ask, Consumer<Grant> to) {
        try {
            thread.execute(() -> send(new Pending(++number, ask, to)));
        } catch (RejectedExecutionException _) {
            reachable = false; // closed: the slice stays with this node until it ends
        }
    }

    private void send(Pending each) {
        if (!reachable) {
            waiting.add(each);
            return;
        }
        CompletableFuture<List<Long>> answer =
                switch (each.ask) {
                    case Ask.Rate rate -> rate(rate);
                    case Ask.Parallel parallel -> parallel(parallel);
                    case Ask.Spend spend -> spend(spend, each.number);
                };
        track(answer.handleAsync((said, e) -> answered(each, said, e), thread));
    }

    private void track(CompletableFuture<?> future) {
        long id = tracked.incrementAndGet();
        underWay.put(id, future);
        var _ = future.whenComplete((_, _) -> underWay.remove(id));
    }

    private CompletableFuture<?>[] all() {
        return underWay.values().toArray(CompletableFuture<?>[]::new);
    }

    private CompletableFuture<List<Long>> rate(Ask.Rate ask) {
        return redis.run(
                RedisScript.RATE,
                "sluice:limit:" + ask.counter(),
                text(ask.amount()),
                text(ask.debt()),
                text(ask.want()),
                text(nodes));
    }

    private CompletableFuture<List<Long>> parallel(Ask.Parallel ask) {
        return redis.run(
                RedisScript.PARALLEL,
                "sluice:limit:" + ask.counter(),
                text(ask.amount()),
                node,
                text(ask.used()),
                text(ask.want()),
                text(nodes),
                text(LIFE.toMillis()));
    }

    private CompletableFuture<List<Long>> spend(Ask.Spend ask, long number) {
        return spend(ask, number, ask.stand().get(), "")
                .thenCompose(said ->
                        said.isEmpty()
                                ? made(ask, number)
                                : CompletableFuture.completedFuture(said));
    }

    private CompletableFuture<List<Long>> made(Ask.Spend ask, long number) {
        long early = Math.max(BOOKED.toNanos(), GATHERING - reachableFor());
        var later =
                CompletableFuture.delayedExecutor(
                        early, TimeUnit.NANOSECONDS, Thread::startVirtualThread);
        return CompletableFuture.supplyAsync(() -> seeded(ask), later)
                .thenCompose(seed -> spend(ask, number, seed.stand, text(seed.spent)));
    }

    /** How a node stands, and what the ledger says is spent. */
    private record Seed(Stand stand, long spent) {}

    /**
     * Looks again when a call of this node ended meanwhile: it may be in both, in what the node
     * holds and in the ledger. Where calls never cease to end, one may be counted twice.
     */
    private Seed seeded(Ask.Spend ask) {
        Stand before = ask.stand().get();
        for (int look = 1; ; look++) {
            long spent = spent(ask);
            Stand after = ask.stand().get();
            if (after.settled() == before.settled()) {
                return new Seed(after, spent);
            }
            if (look == MOST_LOOKS) {
                return new Seed(before, spent);
            }
            before = after;
        }
    }

    private CompletableFuture<List<Long>> spend(
            Ask.Spend ask, long number, Stand stand, String seed) {
        return redis.run(
                RedisScript.SPEND,
                "sluice:budget:" + ask.counter() + "/" + ask.window().begun(),
                text(ask.amount()),
                node,
                text(number),
                text(stand.debt()),
                text(ask.back()),
                text(stand.want()),
                text(stand.holds()),
                text(ask.window().life()),
                text(nodes),
                seed,
                text(ThreadLocalRandom.current().nextLong(1, 1L << 53)),
                text(KEPT.toMillis()),
                text(stand.since()));
    }

    private static String text(long number) {
        return Long.toString(number);
    }

    private boolean answered(Pending each, @Nullable List<Long> said, @Nullable Throwable failure) {
        if (said == null) {
            waiting.add(each);
            lost(failure);
            return false;
        }
        each.to.accept(grant(each.ask, said));
        return true;
    }

    private static Grant grant(Ask ask, List<Long> said) {
        return switch (ask) {
            case Ask.Rate _ -> new Grant(said.get(0), said.get(1), said.get(2) * 1_000);
            case Ask.Parallel _ -> new Grant(said.get(0), said.get(1), 0);
            case Ask.Spend _ -> new Grant(said.get(0), said.get(1), 0, said.get(2), said.get(3));
        };
    }

    private long spent(Ask.Spend spend) {
        try {
            var window = new Reports.Window(spend.counter(), spend.window().begun());
            Money spent = ledger.spent(List.of(window)).get(spend.counter());
            return spent == null ? 0 : spent.micro();
        } catch (StoreUnavailable _) {
            return spend.window().spent(); // what this node knows is better than nothing
        }
    }

    private void lost(@Nullable Throwable failure) {
        Throwable cause = failure == null ? null : RedisLine.cause(failure);
        if (cause instanceof RedisCommandExecutionException said) {
            if (!complained) {
                complained = true;
                log.accept("Redis refused a question about limits: " + said.getMessage());
            }
        } else {
            away();
        }
    }

    private void away() {
        cutOff = true;
        if (reachable) {
            reachable = false;
            downSince = nanos.getAsLong();
            log.accept("Redis does not answer; limits and budgets go on without it");
        }
    }

    /** Says that this node lives, and finds out whether Redis does. */
    private void beat() {
        long now = nanos.getAsLong();
        if (beating || (reachable && now - lastBeat < BEAT.toNanos())) {
            return;
        }
        if (!reachable && now - downSince > HANGING.toNanos()) {
            downSince = now;
            redis.drop();
        }
        beating = true;
        lastBeat = now;
        track(
                redis.run(RedisScript.BEAT, NODES, node, text(LIFE.toMillis()))
                        .handleAsync(this::heard, thread));
    }

    private boolean heard(@Nullable List<Long> said, @Nullable Throwable failure) {
        beating = false;
        if (said == null) {
            away();
            return false;
        }
        nodes = (int) Math.max(1, said.getFirst());
        if (!reachable) {
            upSince = cutOff ? nanos.getAsLong() : upSince;
            reachable = true;
            log.accept("Redis answers; limits and budgets are shared by " + nodes + " nodes");
        }
        List<Pending> again = List.copyOf(waiting);
        waiting.clear();
        again.forEach(this::send);
        return true;
    }

    /** Waits for questions under way for at most a second, says goodbye, and disconnects. */
    @Override
    public void close() {
        try {
            CompletableFuture.runAsync(() -> {}, thread).get(1, TimeUnit.SECONDS);
            CompletableFuture.allOf(all()).get(1, TimeUnit.SECONDS);
            if (reachable) {
                redis.run(RedisScript.BEAT, NODES, node, "0").get(1, TimeUnit.SECONDS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException _) {
            log.accept("Redis did not answer at the end; it forgets this node in a while");
        }
        reachable = false;
        thread.shutdownNow();
        redis.close();
    }
}
