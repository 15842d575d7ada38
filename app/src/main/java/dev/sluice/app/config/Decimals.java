package dev.sluice.app.config;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Decimal numbers as whole millionths; nothing is rounded. */
final class Decimals {
    private static final int DECIMALS = 6;

    private Decimals() {}

    /**
     * Returns millionths.
     *
     * @throws ArithmeticException when it has more than six decimals or is too large
     */
    static long micro(BigDecimal number) {
        return number.setScale(DECIMALS, RoundingMode.UNNECESSARY).unscaledValue().longValueExact();
    }

    /** Returns whether it has no more than six decimals. */
    static boolean isExact(BigDecimal number) {
        return number.stripTrailingZeros().scale() <= DECIMALS;
    }
}
