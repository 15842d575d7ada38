package dev.sluice.core.limit;

import dev.sluice.core.money.Money;

/**
 * An amount of money that may be spent in a window of time.
 *
 * @param holder whose it is: {@code key:ID} or {@code team:ID}; all who name the same share it
 */
public record Budget(String holder, Money amount, Window window) {
    /** Checks that it is not negative. */
    public Budget {
        if (amount.micro() < 0) {
            throw new IllegalArgumentException("found " + amount + ", expected at least 0");
        }
    }

    /** When an amount is renewed: calendar time in UTC. */
    public enum Window {
        DAY,
        /** From Monday. */
        WEEK,
        MONTH,
        /** Never. */
        TOTAL
    }

    /** Returns its name in records and in shared counters: {@code key:k1/month/USD}. */
    public String id() {
        return holder
                + "/"
                + window.name().toLowerCase(java.util.Locale.ROOT)
                + "/"
                + amount.currency();
    }
}
