package dev.sluice.app.control;

import dev.sluice.core.limit.Budget;
import dev.sluice.core.money.Money;
import dev.sluice.store.Reports;
import dev.sluice.store.StoreUnavailable;

import org.jspecify.annotations.Nullable;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        List<Reports.Window> windows = new ArrayList<>();
        for (Budget each : budgets) {
            @Nullable Instant begun = begun(each.window(), today);
            windows.add(new Reports.Window(each.id(), begun == null ? 0 : begun.toEpochMilli()));
        }
        Map<String, Money> spent = reports.spent(windows);
        List<Standing> all = new ArrayList<>();
        for (Budget each : budgets) {
            Money none = Money.none(each.amount().currency());
            all.add(
                    new Standing(
                            each,
                            begun(each.window(), today),
                            renews(each.window(), today),
                            spent.getOrDefault(each.id(), none)));
        }
        return all;
    }

    private static @Nullable Instant begun(Budget.Window window, LocalDate today) {
        return switch (window) {
            case DAY -> midnight(today);
            case WEEK -> midnight(monday(today));
            case MONTH -> midnight(today.withDayOfMonth(1));
            case TOTAL -> null;
        };
    }

    private static @Nullable Instant renews(Budget.Window window, LocalDate today) {
        return switch (window) {
            case DAY -> midnight(today.plusDays(1));
            case WEEK -> midnight(monday(today).plusWeeks(1));
            case MONTH -> midnight(today.withDayOfMonth(1).plusMonths(1));
            case TOTAL -> null;
        };
    }

    private static LocalDate monday(LocalDate today) {
        return today.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    }

    private static Instant midnight(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
