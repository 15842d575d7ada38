package dev.sluice.core.money;

import java.math.BigInteger;

/**
 * What one currency is worth in the other, for budgets in one and prices in the other.
 *
 * @param cnyPerUsd millionths of a yuan that a dollar costs
 */
public record Exchange(long cnyPerUsd) {
    private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

    /** Checks that it is positive. */
    public Exchange {
        if (cnyPerUsd <= 0) {
            throw new IllegalArgumentException("found " + cnyPerUsd + ", expected > 0");
        }
    }

    /** Returns the amount in a currency, rounded up to the next millionth. */
    public Money in(Currency currency, Money amount) {
        if (amount.currency() == currency) {
            return amount;
        }
        BigInteger micro = BigInteger.valueOf(amount.micro());
        BigInteger rate = BigInteger.valueOf(cnyPerUsd);
        BigInteger[] parts =
                switch (currency) {
                    case CNY -> micro.multiply(rate).divideAndRemainder(MILLION);
                    case USD -> micro.multiply(MILLION).divideAndRemainder(rate);
                };
        long up = parts[1].signum() > 0 ? 1 : 0;
        return new Money(Math.addExact(parts[0].longValueExact(), up), currency);
    }
}
