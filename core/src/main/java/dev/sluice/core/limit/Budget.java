package dev.sluice.core.limit;

import dev.sluice.core.money.Money;
import java.time.LocalDate;

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
        TOTAL;

        private static final long DAY_MILLIS = 86_400_000;

        /**
         * Returns when the window began that a time lies in: milliseconds since 1970, 0 for total.
         */
        public long begun(long millis) {
            long days = Math.floorDiv(millis, DAY_MILLIS);
            return switch (this) {
                case DAY -> days * DAY_MILLIS;
                case WEEK -> (days - Math.floorMod(days + THURSDAY, 7)) * DAY_MILLIS;
                case MONTH ->
                        LocalDate.ofEpochDay(days).withDayOfMonth(1).toEpochDay() * DAY_MILLIS;
                case TOTAL -> 0;
            };
        }

        /** Returns when a window that began then ends; {@link Long#MAX_VALUE} for total. */
        public long ends(long begun) {
            return switch (this) {
                case DAY -> begun + DAY_MILLIS;
                case WEEK -> begun + 7 * DAY_MILLIS;
                case MONTH -> {
                    long days = Math.floorDiv(begun, DAY_MILLIS);
                    yield LocalDate.ofEpochDay(days).plusMonths(1).toEpochDay() * DAY_MILLIS;
                }
                case TOTAL -> Long.MAX_VALUE;
            };
        }
    }

    /** 1970 began on a Thursday, three days after Monday. */
    private static final int THURSDAY = 3;

    /** Returns its name in records and in shared counters: {@code key:k1/month/USD}. */
    public String id() {
        return holder
                + "/"
                + window.name().toLowerCase(java.util.Locale.ROOT)
                + "/"
                + amount.currency();
    }
}
