package dev.sluice.app.config;

import java.math.BigDecimal;
import java.time.Duration;

/**
 * Reads spans of time: seconds as a number, or {@code 500ms}, {@code 30s}, {@code 5m}, {@code 1h},
 * {@code 90d}.
 */
final class Span {
    private static final BigDecimal LONGEST = BigDecimal.valueOf(Duration.ofDays(3650).toMillis());

    private Span() {}

    /**
     * Reads a span.
     *
     * @throws NumberFormatException when it is none, or below zero, or above ten years
     */
    static Duration parse(String text) {
        String word = text.strip();
        int digits = word.length();
        while (digits > 0 && Character.isLetter(word.charAt(digits - 1))) {
            digits--;
        }
        long unit =
                switch (word.substring(digits)) {
                    case "ms" -> 1;
                    case "", "s" -> 1000;
                    case "m", "min" -> 60_000;
                    case "h" -> 3_600_000;
                    case "d" -> 86_400_000;
                    default -> throw new NumberFormatException("no unit of time");
                };
        BigDecimal millis =
                new BigDecimal(word.substring(0, digits).strip())
                        .multiply(BigDecimal.valueOf(unit));
        if (millis.signum() < 0 || millis.compareTo(LONGEST) > 0) {
            throw new NumberFormatException("out of range");
        }
        return Duration.ofMillis(millis.longValue());
    }
}
