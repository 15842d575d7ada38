package dev.sluice.core.meter;

import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Money;
import java.util.ArrayList;
import java.util.List;

/** Adds up charges, each currency for itself. */
final class Sums {
    private static final Currency[] CURRENCIES = Currency.values();

    private Sums() {}

    static List<Money> of(List<UsageRecord.Charge> charges, UsageRecord.Role role) {
        List<Money> sums = new ArrayList<>(1);
        for (Currency currency : CURRENCIES) {
            Money sum = Money.none(currency);
            for (UsageRecord.Charge each : charges) {
                if (each.role() == role
                        && each.rating() instanceof UsageRecord.Rating.Priced(var cost, _)
                        && cost.currency() == currency) {
                    sum = sum.plus(cost);
                }
            }
            if (sum.micro() > 0) {
                sums.add(sum);
            }
        }
        return sums;
    }
}
