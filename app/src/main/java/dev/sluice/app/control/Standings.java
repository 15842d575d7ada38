package dev.sluice.app.control;

import dev.sluice.core.limit.Budget;
import dev.sluice.core.money.Money;
import dev.sluice.store.Reports;
import dev.sluice.store.StoreUnavailable;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How budgets stand by the ledger: calls under way are not in it yet.
 *
 * @param reports reads the ledger
 * @param clock the time of day
 */
public record Standings(Reports reports, InstantSource clock) {
    /**
     * How a budget stands.
     *
     * @param begun when its window began; null for one that never ends
     * @param renews when the next window begins; null for never
     * @param spent in this window; may be more than the amount
     */
    public record Standing(
            Budget budget, @Nullable Instant begun, @Nullable Instant renews, Money spent) {
        /** Returns what is left, at least nothing. */
        public Money left() {
            long micro = budget.amount().micro() - spent.micro();
            return new Money(Math.max(0, micro), budget.amount().currency());
        }
    }

    /** Returns how each of these stands, in their order. */
    public List<Standing> of(List<Budget> budgets) throws StoreUnavailable {
        if (budgets.isEmpty()) {
            return List.of();
        }
        long now = clock.millis();
        List<Reports.Window> windows = new ArrayList<>();
        for (Budget each : budgets) {
            windows.add(new Reports.Window(each.id(), each.window().begun(now)));
        }
        Map<String, Money> spent = reports.spent(windows);
        List<Standing> all = new ArrayList<>();
        for (Budget each : budgets) {
            Money none = Money.none(each.amount().currency());
            all.add(standing(each, spent.getOrDefault(each.id(), none), now));
        }
        return all;
    }

    private static Standing standing(Budget budget, Money spent, long now) {
        if (budget.window() == Budget.Window.TOTAL) {
            return new Standing(budget, null, null, spent);
        }
        long begun = budget.window().begun(now);
        Instant renews = Instant.ofEpochMilli(budget.window().ends(begun));
        return new Standing(budget, Instant.ofEpochMilli(begun), renews, spent);
    }
}
