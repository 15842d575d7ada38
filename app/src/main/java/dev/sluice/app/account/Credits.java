package dev.sluice.app.account;

import dev.sluice.app.control.Standings;
import dev.sluice.core.VirtualKey;
import dev.sluice.core.limit.Budget;
import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Exchange;
import dev.sluice.core.money.Money;
import dev.sluice.store.Reports;
import dev.sluice.store.StoreUnavailable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Finds out what a key was given: the tightest of its own budgets, else of its team's.
 *
 * @param exchange to compare budgets in different currencies
 */
record Credits(Reports reports, InstantSource clock, Exchange exchange) {
    /** What a key without a budget is said to have: one-api's number, which clients know. */
    private static final Money BOUNDLESS = Money.of("100000000", Currency.USD);

    Credit of(VirtualKey key) throws StoreUnavailable {
        List<Budget> all = key.rights().allowance().budgets();
        String own = "key:" + key.id();
        List<Budget> mine = all.stream().filter(each -> each.holder().equals(own)).toList();
        if (!mine.isEmpty()) {
            return own(tightest(mine));
        }
        return all.isEmpty() ? boundless(key) : shared(key, tightest(all));
    }

    private Standings.Standing tightest(List<Budget> budgets) throws StoreUnavailable {
        return new Standings(reports, clock)
                .of(budgets).stream()
                        .min(
                                Comparator.comparingLong(
                                        each -> exchange.in(Currency.USD, each.left()).micro()))
                        .orElseThrow();
    }

    private static Credit own(Standings.Standing standing) {
        return new Credit(
                standing.budget().id(),
                standing.budget().amount(),
                standing.spent(),
                standing.left(),
                standing.begun(),
                standing.renews());
    }

    /** What the others of the team have used is not this key's business: only what they left is. */
    private Credit shared(VirtualKey key, Standings.Standing standing) throws StoreUnavailable {
        Instant begun = standing.begun() == null ? Instant.EPOCH : standing.begun();
        Money used = used(key, begun, standing.budget().amount().currency());
        return new Credit(
                standing.budget().id(),
                used.plus(standing.left()),
                used,
                standing.left(),
                standing.begun(),
                standing.renews());
    }

    private Credit boundless(VirtualKey key) throws StoreUnavailable {
        Money used = used(key, Instant.EPOCH, Currency.USD);
        long left = Math.max(0, BOUNDLESS.micro() - used.micro());
        return new Credit("open", BOUNDLESS, used, new Money(left, Currency.USD), null, null);
    }

    private Money used(VirtualKey key, Instant begun, Currency currency) throws StoreUnavailable {
        Instant soon = clock.instant().plus(Duration.ofHours(1)); // the hour under way counts
        var question =
                new Reports.Question(begun, soon, List.of(), Map.of(Reports.By.KEY, key.id()));
        Money sum = Money.none(currency);
        for (Reports.Sum each : reports.usage(question)) {
            sum = sum.plus(Amounts.in(currency, each.cost(), exchange));
        }
        return sum;
    }
}
