package dev.sluice.core.limit;

import dev.sluice.core.money.Exchange;
import dev.sluice.core.money.Money;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts who uses how much, and admits what fits. One counter for each limit and each budget,
 * shared by all threads; taking from it is one compare-and-set.
 *
 * <p>What is counted belongs to the holder's name and outlives every {@link Admission.Allowance};
 * amounts are those of the allowance at hand.
 */
public final class Admissions implements Admission, AutoCloseable {
    /** Allowances whose counters are found without a look-up. A power of two. */
    private static final int AT_HAND = 1 << 13;

    private final AtomicReferenceArray<@Nullable Resolved> atHand =
            new AtomicReferenceArray<>(AT_HAND);
    private final Clocks clocks;
    private final Supplier<Exchange> exchange;
    private final Stock stock;
    private final Decision.Admitted free = new Decision.Admitted(Permit.FREE);

    private Admissions(Clocks clocks, Supplier<Exchange> exchange, Stock stock) {
        this.clocks = clocks;
        this.exchange = exchange;
        this.stock = stock;
    }

    /**
     * For a node that is alone.
     *
     * @param exchange what currencies are worth; asked for each call whose budget is in another
     *     currency
     */
    public static Admissions local(Clocks clocks, Supplier<Exchange> exchange) {
        return new Admissions(clocks, exchange, new Stock(clocks, null));
    }

    /** For one of several nodes that share their limits and budgets. */
    public static Admissions shared(
            Clocks clocks, Supplier<Exchange> exchange, Leases leases, Outage outage) {
        return new Admissions(
                clocks, exchange, new Stock(clocks, new Line(leases, outage, clocks)));
    }

    @Override
    public Decision admit(Allowance allowance, Demand demand) {
        if (allowance.isUnlimited()) {
            return free;
        }
        Resolved resolved = resolved(allowance);
        while (true) {
            var now = Standing.Moment.of(clocks);
            var reservation = new Reservation(this, resolved, demand, now);
            long outcome = reservation.take();
            if (outcome == Counter.TAKEN) {
                return new Decision.Admitted(reservation);
            }
            if (outcome != Counter.GONE) {
                var standing = new Standing(this, resolved, demand, now);
                return new Denial(standing, reservation.refusedAt(), outcome).denied();
            }
            resolved = resolve(allowance);
        }
    }

    @SuppressWarnings("ReferenceEquality") // comparing all limits would take longer than resolving
    private Resolved resolved(Allowance allowance) {
        Resolved found = atHand.get(place(allowance));
        return found != null && found.allowance() == allowance ? found : resolve(allowance);
    }

    private Resolved resolve(Allowance allowance) {
        Resolved made = Resolved.of(allowance, stock);
        atHand.set(place(allowance), made);
        return made;
    }

    private static int place(Allowance allowance) {
        int hash = System.identityHashCode(allowance);
        return (hash ^ (hash >>> 13)) & (AT_HAND - 1);
    }

    /**
     * Tells what the ledger knows to be spent of a budget. To be called at the start for every
     * budget, and for each that a configuration names for the first time; may be repeated at any
     * time, for it counts only what is not known yet.
     *
     * @param begun the window that it was spent in, as {@link Budget.Window#begun} says; another
     *     than the open one is ignored
     * @throws IllegalArgumentException when the amount is in another currency than the budget
     */
    public void seed(Budget budget, long begun, Money spent) {
        if (spent.currency() != budget.amount().currency()) {
            throw new IllegalArgumentException(
                    "found " + spent + ", expected " + budget.amount().currency());
        }
        Purse purse = purse(budget);
        if (purse.begun() == begun) {
            purse.seed(spent.micro());
        }
    }

    /** Returns what is neither spent nor reserved of a budget; negative when overspent. */
    public Money left(Budget budget) {
        long micro = purse(budget).left(budget.amount().micro());
        return new Money(micro, budget.amount().currency());
    }

    /** Returns how many units of a limit could be taken now, as far as this node knows. */
    public long left(Limit limit) {
        return stock.counter(limit).left(limit.amount(), clocks.nanos().getAsLong());
    }

    private Purse purse(Budget budget) {
        while (true) {
            Purse open = stock.account(budget).purse(clocks.millis().getAsLong());
            if (open != null) {
                return open;
            }
        }
    }

    /**
     * To be called about once a second, not on an event loop: gives back slices that are not used,
     * repeats those that would be forgotten, and throws away idle counters.
     */
    public void tidy() {
        stock.tidy();
    }

    /** Gives back all slices. Calls under way may still be settled. */
    @Override
    public void close() {
        stock.giveBack();
    }

    /** Returns how many counters there are. */
    int size() {
        return stock.size();
    }

    Clocks clocks() {
        return clocks;
    }

    Stock stock() {
        return stock;
    }

    Exchange rates() {
        return exchange.get();
    }

    /** Returns an amount in a budget's currency, in millionths. */
    long in(Budget budget, Money amount) {
        return amount.currency() == budget.amount().currency()
                ? amount.micro()
                : exchange.get().in(budget.amount().currency(), amount).micro();
    }
}
