package dev.sluice.app.config;

import dev.sluice.providers.Secret;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Single values. A secret that is not one is never shown. */
record Scalars(Findings findings, Doc doc, String path) {
    @Nullable Object read(Class<?> type, Node node) {
        if (!(node instanceof Node.Scalar scalar)) {
            findings.mismatch(node, path, expected(type));
            return null;
        }
        try {
            return number(type, scalar.text().strip(), scalar);
        } catch (IllegalArgumentException _) {
            findings.mismatch(scalar, path, expected(type));
            return null;
        }
    }

    private Object number(Class<?> type, String text, Node.Scalar scalar) {
        if (type == String.class) {
            return scalar.text();
        }
        if (type == Secret.class) {
            return Secret.of(text);
        }
        if (type == int.class) {
            int number = Integer.parseInt(text);
            inRange(number);
            return number;
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
        if (type == Duration.class) {
            return Span.parse(text);
        }
        if (type == boolean.class) {
            return truth(text);
        }
        return constant(type, text);
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
        String range =
                (doc.min() == Long.MIN_VALUE ? "" : " from " + doc.min())
                        + (doc.max() == Long.MAX_VALUE ? "" : " to " + doc.max());
        if (type == int.class) {
            return "a whole number" + range;
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
