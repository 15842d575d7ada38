package dev.sluice.core.limit;

import dev.sluice.core.money.Exchange;
import dev.sluice.core.money.Money;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one call has taken of each limit and each budget. */
final class Reservation implements Permit {
    private static final VarHandle LEFT;
    private static final VarHandle SETTLED;

    static {
        try {
            var lookup = MethodHandles.lookup();
            LEFT = lookup.findVarHandle(Reservation.class, "left", boolean.class);
            SETTLED = lookup.findVarHandle(Reservation.class, "settled", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Admissions from;
    private final Resolved of;
    private final Admission.Demand demand;
    private final Standing.Moment at;
    private final @Nullable Purse[] purses;
    private final long[] held;

    @SuppressWarnings("UnusedVariable") // through its handle
    private volatile boolean left;

    @SuppressWarnings("UnusedVariable") // through its handle
    private volatile boolean settled;

    /** Where it was refused: a limit's place, or a budget's beyond all limits. */
    private int refusedAt;

    Reservation(Admissions from, Resolved of, Admission.Demand demand, Standing.Moment at) {
        this.from = from;
        this.of = of;
        this.demand = demand;
        this.at = at;
        purses = new Purse[of.budgets().length];
        held = new long[of.budgets().length];
    }

    int refusedAt() {
        return refusedAt;
    }

    /** Takes everything or nothing. Returns {@link Counter#TAKEN} or the first refusal. */
    long take() {
        Limit[] limits = of.limits();
        for (int i = 0; i < limits.length; i++) {
            Limit each = limits[i];
            if (each.covers(demand.model())) {
                long units = Resolved.units(each, demand);
                long outcome = of.counters()[i].take(units, each.amount(), at.nanos());
                if (outcome != Counter.TAKEN) {
                    return refused(i, outcome);
                }
            }
        }
        return held.length == 0 ? Counter.TAKEN : takeMoney();
    }

    private long takeMoney() {
        for (int i = 0; i < held.length; i++) {
            Budget each = of.budgets()[i];
            Purse purse = of.accounts()[i].purse(at.millis());
            long outcome = purse == null ? Counter.GONE : Counter.TAKEN;
            long micro = demand.cost() == null ? 0 : from.in(each, demand.cost());
            if (purse != null && (micro > 0 || demand.cost() == null)) {
                outcome = purse.take(micro, each.amount().micro(), at.nanos());
            } // what is known to be free needs no money
            if (outcome != Counter.TAKEN) {
                return refused(of.limits().length + i, outcome);
            }
            purses[i] = purse;
            held[i] = micro;
        }
        return Counter.TAKEN;
    }

    private long refused(int at, long outcome) {
        refusedAt = at;
        for (int i = Math.min(at, of.limits().length) - 1; i >= 0; i--) {
            Limit each = of.limits()[i];
            if (each.covers(demand.model())) {
                from.stock().add(each, of.counters()[i], -Resolved.units(each, demand));
            }
        }
        for (int i = at - of.limits().length - 1; i >= 0; i--) {
            pay(i, 0);
        }
        return outcome;
    }

    private void pay(int at, long spent) {
        Purse purse = purses[at];
        if (purse != null) {
            purse.settle(held[at], spent);
        }
    }

    @Override
    public String headers() {
        return new Standing(from, of, demand, at).headers();
    }

    @Override
    public List<Hold> holds() {
        List<Hold> all = new ArrayList<>(held.length);
        for (int i = 0; i < held.length; i++) {
            all.add(hold(i));
        }
        return all;
    }

    private Hold hold(int at) {
        Purse purse = purses[at];
        long begun = purse == null ? 0 : purse.begun();
        var amount = new Money(held[at], of.budgets()[at].amount().currency());
        return new Hold(of.ids()[at], begun, amount);
    }

    @Override
    public void leave() {
        if (!LEFT.compareAndSet(this, false, true)) {
            return;
        }
        for (int i = 0; i < of.limits().length; i++) {
            Limit each = of.limits()[i];
            if (each.measure() == Limit.Measure.PARALLEL && each.covers(demand.model())) {
                from.stock().add(each, of.counters()[i], -1);
            }
        }
    }

    @Override
    public List<Settled> settle(long tokens, List<Money> cost) {
        if (!SETTLED.compareAndSet(this, false, true)) {
            return List.of();
        }
        leave();
        for (int i = 0; i < of.limits().length; i++) {
            Limit each = of.limits()[i];
            if (each.measure() == Limit.Measure.TOKENS && each.covers(demand.model())) {
                long more = Math.max(0, tokens) - Resolved.units(each, demand);
                from.stock().add(each, of.counters()[i], more);
            }
        }
        Exchange rates = from.rates();
        List<Settled> all = new ArrayList<>(held.length);
        for (int i = 0; i < held.length; i++) {
            Money spent = Money.none(of.budgets()[i].amount().currency());
            for (Money each : cost) {
                spent = spent.plus(rates.in(spent.currency(), each));
            }
            pay(i, spent.micro());
            all.add(new Settled(hold(i), spent));
        }
        return all;
    }
}
