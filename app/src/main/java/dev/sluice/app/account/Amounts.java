package dev.sluice.app.account;

import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Exchange;
import dev.sluice.core.money.Money;

import java.math.BigDecimal;
import java.util.Map;

/** Amounts as clients want them. */
final class Amounts {
    private Amounts() {}

    static Money dollars(Money amount, Exchange exchange) {
        return exchange.in(Currency.USD, amount);
    }

    /** Adds up millionths of several currencies. */
    static Money in(Currency currency, Map<Currency, Long> micros, Exchange exchange) {
        Money sum = Money.none(currency);
        for (Map.Entry<Currency, Long> each : micros.entrySet()) {
            Money amount = new Money(each.getValue(), each.getKey());
            sum = sum.plus(exchange.in(currency, amount));
        }
        return sum;
    }

    /** Returns the plain number, which the clients of these answers expect. */
    static BigDecimal number(Money amount) {
        return new BigDecimal(amount.decimal());
    }

    /** Returns hundredths. */
    static BigDecimal cents(Money amount) {
        BigDecimal cents = BigDecimal.valueOf(amount.micro(), 4).stripTrailingZeros();
        return cents.scale() < 0 ? cents.setScale(0) : cents;
    }
}
