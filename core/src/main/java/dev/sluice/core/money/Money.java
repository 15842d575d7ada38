package dev.sluice.core.money;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * An amount of money.
 *
 * @param micro millionths of the currency's unit; 1,500,000 is 1.50
 */
public record Money(long micro, Currency currency) {
    private static final int DECIMALS = 6;
    private static final long UNIT = 1_000_000;

    /** Returns nothing, in a currency. */
    public static Money none(Currency currency) {
        return new Money(0, currency);
    }

    /**
     * Reads a decimal number such as {@code 12.5}.
     *
     * @throws ArithmeticException when it has more than six decimals or is too large
     * @throws NumberFormatException when it is no number
     */
    public static Money of(String decimal, Currency currency) {
        BigDecimal exact = new BigDecimal(decimal).setScale(DECIMALS, RoundingMode.UNNECESSARY);
        return new Money(exact.unscaledValue().longValueExact(), currency);
    }

    /**
     * Adds an amount of the same currency.
     *
     * @throws IllegalArgumentException when the currencies differ
     */
    public Money plus(Money other) {
        if (other.currency != currency) {
            throw new IllegalArgumentException(
                    "found " + other.currency + ", expected " + currency);
        }
        return new Money(Math.addExact(micro, other.micro), currency);
    }

    /** Returns the number without its currency, no more decimals than it needs: {@code 1.5}. */
    public String decimal() {
        long part = Math.abs(micro % UNIT);
        if (part == 0) {
            return Long.toString(micro / UNIT);
        }
        String digits = Long.toString(UNIT + part); // a 1, and all six
        int end = digits.length();
        while (digits.charAt(end - 1) == '0') {
            end--;
        }
        String whole = Long.toString(Math.abs(micro / UNIT));
        return (micro < 0 ? "-" : "") + whole + "." + digits.substring(1, end);
    }

    /** Returns number and currency: {@code 1.5 USD}. */
    @Override
    public String toString() {
        return decimal() + " " + currency;
    }
}
