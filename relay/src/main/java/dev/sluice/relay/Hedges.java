package dev.sluice.relay;

import dev.sluice.core.Route;
import dev.sluice.core.failure.RetryBudget;
import java.util.concurrent.ConcurrentHashMap;

/** How many calls may be hedged: for every setting a share of the calls under it. */
final class Hedges {
    private final ConcurrentHashMap<Route.Hedge, RetryBudget> budgets = new ConcurrentHashMap<>();

    /** A call has come that may be hedged. */
    void earn(Route.Hedge hedge) {
        budget(hedge).earn();
    }

    /** Takes one hedge out of the budget; false when there is none left. */
    boolean spend(Route.Hedge hedge) {
        return budget(hedge).spend(System.nanoTime());
    }

    private RetryBudget budget(Route.Hedge hedge) {
        return budgets.computeIfAbsent(hedge, _ -> new RetryBudget(hedge.share(), 1));
    }
}
