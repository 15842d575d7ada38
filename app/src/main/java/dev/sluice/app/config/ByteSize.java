package dev.sluice.app.config;

import java.util.Locale;

/**
 * A number of bytes, written as {@code 100MB}, {@code 32KB} or a plain number; units are powers of
 * 1024.
 *
 * @param bytes not negative
 */
public record ByteSize(long bytes) {

    /**
     * Reads a size.
     *
     * @throws NumberFormatException when it is none
     */
    static ByteSize parse(String text) {
        String upper = text.strip().toUpperCase(Locale.ROOT).replace("IB", "B");
        long unit = 1;
        int end = upper.length();
        if (upper.endsWith("B")) {
            end--;
        }
        if (end > 0) {
            unit =
                    switch (upper.charAt(end - 1)) {
                        case 'K' -> 1L << 10;
                        case 'M' -> 1L << 20;
                        case 'G' -> 1L << 30;
                        default -> 1;
                    };
        }
        long number = Long.parseLong(upper.substring(0, unit == 1 ? end : end - 1).strip());
        if (number < 0 || number > Long.MAX_VALUE / unit) {
            throw new NumberFormatException("out of range");
        }
        return new ByteSize(number * unit);
    }
}
