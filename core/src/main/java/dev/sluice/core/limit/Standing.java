package dev.sluice.core.limit;

import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Money;
import org.jspecify.annotations.Nullable;

/** How things stand for a call at this moment, in OpenAI's header lines. */
final class Standing {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;
    private static final String CRLF = "\r\n";

    /** A measure that is shown: what its lines begin with, and what ends the line before. */
    private enum Shown {
        REQUESTS(Limit.Measure.REQUESTS, "requests: "),
        TOKENS(Limit.Measure.TOKENS, "tokens: ");

        final Limit.Measure measure;
        final String limit;
        final String remaining;
        final String reset;

        Shown(Limit.Measure measure, String name) {
            this.measure = measure;
            limit = "x-ratelimit-limit-" + name;
            remaining = CRLF + "x-ratelimit-remaining-" + name;
            reset = CRLF + "x-ratelimit-reset-" + name;
        }
    }

    /** Room for the lines of two limits and a budget. */
    private static final int LINES = 320;

    private final Admissions from;
    private final Resolved of;
    private final Admission.Demand demand;
    private final long now;
    private final long millis;

    Standing(Admissions from, Resolved of, Admission.Demand demand, Moment at) {
        this.from = from;
        this.of = of;
        this.demand = demand;
        now = at.nanos();
        millis = at.millis();
    }

    /** One reading of both clocks: a call is admitted at one moment. */
    record Moment(long nanos, long millis) {
        static Moment of(Clocks clocks) {
            return new Moment(clocks.nanos().getAsLong(), clocks.millis().getAsLong());
        }
    }

    Resolved of() {
        return of;
    }

    Admission.Demand demand() {
        return demand;
    }

    long millis() {
        return millis;
    }

    long left(int limit) {
        return of.counters()[limit].left(of.limits()[limit].amount(), now);
    }

    /** Returns how long until a limit has what the call wants, as far as is known. */
    long wait(int limit) {
        Limit each = of.limits()[limit];
        if (!each.covers(demand.model())) {
            return 0;
        }
        if (each.measure() == Limit.Measure.PARALLEL) {
            return left(limit) > 0 ? 0 : Places.WAIT;
        }
        long unit = 60 * SECOND / each.amount();
        long free = (each.amount() - Resolved.units(each, demand)) * unit;
        return Math.max(0, of.counters()[limit].reset(each.amount(), now) - free);
    }

    /**
     * Returns the open purse of a budget, or null when it was just thrown away: nothing is spent.
     */
    @Nullable Purse purse(int budget) {
        return of.accounts()[budget].purse(millis);
    }

    Money left(Budget budget, @Nullable Purse purse) {
        long amount = budget.amount().micro();
        long micro = purse == null ? amount : purse.left(amount);
        return new Money(micro, budget.amount().currency());
    }

    /** The cost of the call in a budget's currency, or null when it is not known. */
    @Nullable Money cost(Budget budget) {
        Money cost = demand.cost();
        return cost == null ? null : new Money(from.in(budget, cost), budget.amount().currency());
    }

    /** Returns whole header lines, each with its CRLF. */
    String headers() {
        var lines = new StringBuilder(LINES);
        tightest(Shown.REQUESTS, lines);
        tightest(Shown.TOKENS, lines);
        Money least = null;
        Money leastUsd = null;
        for (int i = 0; i < of.budgets().length; i++) {
            Money left = left(of.budgets()[i], purse(i));
            Money usd = from.rates().in(Currency.USD, left);
            if (leastUsd == null || usd.micro() < leastUsd.micro()) {
                least = left;
                leastUsd = usd;
            }
        }
        if (least != null) {
            var shown = new Money(Math.max(0, least.micro()), least.currency());
            lines.append("x-sluice-budget-remaining: ").append(shown).append(CRLF);
        }
        return lines.toString();
    }

    /** Shows the tightest limit of a measure. */
    private void tightest(Shown shown, StringBuilder lines) {
        int tightest = -1;
        long least = Long.MAX_VALUE;
        for (int i = 0; i < of.limits().length; i++) {
            Limit each = of.limits()[i];
            if (each.measure() == shown.measure && each.covers(demand.model())) {
                long left = left(i);
                if (tightest < 0 || left < least) {
                    tightest = i;
                    least = left;
                }
            }
        }
        if (tightest >= 0) {
            long amount = of.limits()[tightest].amount();
            long reset = of.counters()[tightest].reset(amount, now);
            lines.append(shown.limit).append(amount);
            lines.append(shown.remaining).append(least);
            lines.append(shown.reset);
            duration(reset, lines);
            lines.append(CRLF);
        }
    }

    /** Returns a time as OpenAI writes it, rounded up: {@code 120ms}, {@code 1s}, {@code 6m0s}. */
    static String duration(long nanos) {
        var out = new StringBuilder();
        duration(nanos, out);
        return out.toString();
    }

    private static void duration(long nanos, StringBuilder out) {
        long thousandths = Math.ceilDiv(nanos, MILLI);
        if (thousandths < 1_000) {
            out.append(thousandths).append("ms");
            return;
        }
        long seconds = seconds(nanos);
        if (seconds >= 3_600) {
            out.append(seconds / 3_600).append('h');
        }
        if (seconds >= 60) {
            out.append(seconds / 60 % 60).append('m');
        }
        out.append(seconds % 60).append('s');
    }

    /** Returns whole seconds, rounded up, at least 1. */
    static long seconds(long nanos) {
        return Math.max(1, Math.ceilDiv(nanos, SECOND));
    }
}
