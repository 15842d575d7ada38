package dev.sluice.app.config;

import dev.sluice.providers.Secret;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Single values. A secret that is not one is never shown. */
record Scalars(Findings findings, Doc doc, String path) {
    /** Prices and amounts; an exponent would let a short text stand for a number of any length. */
    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,15}(\\.[0-9]{1,12})?");

    @Nullable Object read(Class<?> type, Node node) {
        if (!(node instanceof Node.Scalar scalar)) {
            findings.mismatch(node, path, expected(type));
            return null;
        }
        try {
            return value(type, scalar.text().strip(), scalar);
        } catch (IllegalArgumentException | DateTimeException _) {
            findings.mismatch(scalar, path, expected(type));
            return null;
        }
    }

    private Object value(Class<?> type, String text, Node.Scalar scalar) {
        if (type == String.class) {
            return scalar.text();
        }
        if (type == Secret.class) {
            return Secret.of(text);
        }
        if (type == boolean.class) {
            return truth(text);
        }
        if (type == Duration.class) {
            return Span.parse(text);
        }
        if (type == Instant.class) {
            return Dates.end(text);
        }
        if (type == LocalDate.class) {
            return LocalDate.parse(text);
        }
        return type.isEnum() ? constant(type, text) : number(type, text);
    }

    private Object number(Class<?> type, String text) {
        if (type == int.class) {
            int number = Integer.parseInt(text);
            inRange(number);
            return number;
        }
        if (type == Long.class) {
            long number = Long.parseLong(text);
            inRange(number);
            return number;
        }
        if (type == BigDecimal.class) {
            return decimal(text);
        }
        if (type == double.class || type == Double.class) {
            double number = Double.parseDouble(text);
            if (!(number >= doc.min() && number <= doc.max())) {
                throw new NumberFormatException("out of range");
            }
            return number;
        }
        if (type == ByteSize.class) {
            ByteSize size = ByteSize.parse(text);
            inRange(size.bytes());
            return size;
        }
        throw new IllegalStateException("a member cannot be a " + type);
    }

    private BigDecimal decimal(String text) {
        if (!DECIMAL.matcher(text).matches()) {
            throw new NumberFormatException("no decimal number");
        }
        BigDecimal number = new BigDecimal(text);
        if (number.compareTo(BigDecimal.valueOf(doc.min())) < 0
                || number.compareTo(BigDecimal.valueOf(doc.max())) > 0) {
            throw new NumberFormatException("out of range");
        }
        return number;
    }

    private void inRange(long number) {
        if (number < doc.min() || number > doc.max()) {
            throw new NumberFormatException("out of range");
        }
    }

    private static boolean truth(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> throw new IllegalArgumentException("neither true nor false");
        };
    }

    private static Object constant(Class<?> type, String text) {
        // YAML 1.2 reads on and off as texts, but people coming from 1.1 write true and false.
        String word =
                switch (text) {
                    case "true" -> "on";
                    case "false" -> "off";
                    default -> text;
                };
        for (Object constant : type.getEnumConstants()) {
            if (constant.toString().equalsIgnoreCase(word)) {
                return constant;
            }
        }
        throw new IllegalArgumentException("none of the words");
    }

    private String expected(Class<?> type) {
        if (type == String.class || type == Secret.class) {
            return "a text";
        }
        if (type == boolean.class) {
            return "true or false";
        }
        if (type == Duration.class) {
            return "a time, such as 30 (seconds), 500ms, 30s or 5m";
        }
        if (type == Instant.class) {
            return "a date such as 2027-01-31 or a time such as 2027-01-31T12:00:00Z";
        }
        if (type == LocalDate.class) {
            return "a date such as 2027-01-31";
        }
        String range =
                (doc.min() == Long.MIN_VALUE ? "" : " from " + doc.min())
                        + (doc.max() == Long.MAX_VALUE ? "" : " to " + doc.max());
        if (type == int.class || type == Long.class) {
            return "a whole number" + range;
        }
        if (type == BigDecimal.class) {
            return "a decimal number" + range + ", such as 12.5";
        }
        if (type == double.class || type == Double.class) {
            return "a number" + range;
        }
        if (type == ByteSize.class) {
            return "a size" + range + ", such as 65536, 32KB or 100MB";
        }
        return String.join(" or ", Binder.words(type));
    }
}
