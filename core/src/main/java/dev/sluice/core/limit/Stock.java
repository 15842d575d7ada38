package dev.sluice.core.limit;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All counters of a node. They are found by whose they are and what they count, so that they
 * outlive the configuration that names them.
 */
final class Stock {
    private static final long SWEEP = 60_000_000_000L;

    private final Map<Slot, Counter> counters = new ConcurrentHashMap<>();
    private final Map<String, Account> accounts = new ConcurrentHashMap<>();
    private final Clocks clocks;
    private final @Nullable Line line;
    private long swept;

    /** What makes two limits the same. */
    private record Slot(String holder, Limit.Measure measure, @Nullable String model) {
        String name() {
            String plain = holder + "/" + measure.name().toLowerCase(Locale.ROOT);
            return model == null ? plain : plain + "/" + model;
        }
    }

    /** Without a line the node counts alone. */
    Stock(Clocks clocks, @Nullable Line line) {
        this.clocks = clocks;
        this.line = line;
        swept = clocks.nanos().getAsLong();
    }

    Counter counter(Limit limit) {
        var slot = new Slot(limit.holder(), limit.measure(), limit.model());
        return counters.computeIfAbsent(slot, this::open);
    }

    private Counter open(Slot slot) {
        long now = clocks.nanos().getAsLong();
        return switch (slot.measure) {
            case REQUESTS, TOKENS ->
                    line == null ? new Gcra(now) : new LeasedRate(slot.name(), line, now);
            case PARALLEL -> line == null ? new Places() : new LeasedPlaces(slot.name(), line, now);
        };
    }

    Account account(Budget budget) {
        return accounts.computeIfAbsent(
                budget.id(), _ -> new Account(budget, clocks.millis().getAsLong(), this::open));
    }

    private Purse open(String budget, long begun, long ends) {
        return line == null
                ? new OwnPurse(begun, ends)
                : new LeasedPurse(budget, begun, ends, line);
    }

    /** Changes a counter, or the one that has taken its place. */
    void add(Limit limit, Counter counter, long units) {
        long now = clocks.nanos().getAsLong();
        Counter at = counter;
        while (units != 0 && !at.add(units, limit.amount(), now)) {
            at = counter(limit);
        }
    }

    /** Looks after the slices, and now and then throws away what is idle. */
    synchronized void tidy() {
        long now = clocks.nanos().getAsLong();
        if (line != null) {
            line.tidy(now);
        }
        if (now - swept >= SWEEP) {
            swept = now;
            long millis = clocks.millis().getAsLong();
            counters.forEach((slot, each) -> forget(each.retire(now), counters::remove, slot));
            accounts.forEach((id, each) -> forget(each.retire(millis), accounts::remove, id));
        }
    }

    private static <T> void forget(boolean idle, Consumer<T> removal, T name) {
        if (idle) {
            removal.accept(name);
        }
    }

    void giveBack() {
        if (line != null) {
            line.giveBack();
        }
    }

    /** Returns how many counters there are. */
    int size() {
        return counters.size() + accounts.size();
    }
}
