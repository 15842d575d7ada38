package dev.sluice.core.limit;

import java.util.List;

/**
 * An allowance and the counters of all that it names, in its order.
 *
 * @param ids {@link Budget#id} of each budget
 */
@SuppressWarnings("ArrayRecordComponent") // never compared as a whole
record Resolved(
        Admission.Allowance allowance,
        Limit[] limits,
        Counter[] counters,
        Budget[] budgets,
        Account[] accounts,
        String[] ids) {

    static Resolved of(Admission.Allowance allowance, Stock stock) {
        List<Limit> limits = allowance.limits();
        List<Budget> budgets = allowance.budgets();
        return new Resolved(
                allowance,
                limits.toArray(Limit[]::new),
                limits.stream().map(stock::counter).toArray(Counter[]::new),
                budgets.toArray(Budget[]::new),
                budgets.stream().map(stock::account).toArray(Account[]::new),
                budgets.stream().map(Budget::id).toArray(String[]::new));
    }

    /** Returns how many units a call takes of a limit. */
    static long units(Limit limit, Admission.Demand demand) {
        return switch (limit.measure()) {
            case REQUESTS, PARALLEL -> 1;
            case TOKENS -> Math.min(demand.tokens(), limit.amount());
        };
    }
}
