package dev.sluice.testkit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The header lines of one message, in wire order and with their spelling kept.
 *
 * @param lines name and value pairs as they stood on the wire
 */
public record Headers(List<Line> lines) {

    /** One header line. */
    public record Line(String name, String value) {}

    public Headers {
        lines = List.copyOf(lines);
    }

    /** Headers from alternating names and values. */
    public static Headers of(String... namesAndValues) {
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i + 1 < namesAndValues.length; i += 2) {
            lines.add(new Line(namesAndValues[i], namesAndValues[i + 1]));
        }
        return new Headers(lines);
    }

    /** The first value of {@code name}, compared without case, or null. */
    public @Nullable String first(String name) {
        for (Line line : lines) {
            if (line.name().equalsIgnoreCase(name)) {
                return line.value();
            }
        }
        return null;
    }

    /** The first value of {@code name}, or an empty string. */
    public String text(String name) {
        String value = first(name);
        return value == null ? "" : value;
    }

    /** Every value of {@code name}, in wire order. */
    public List<String> all(String name) {
        return lines.stream()
                .filter(line -> line.name().equalsIgnoreCase(name))
                .map(Line::value)
                .toList();
    }

    /** Whether {@code name} occurs. */
    public boolean has(String name) {
        return first(name) != null;
    }

    /** These lines followed by one more. */
    public Headers with(String name, String value) {
        List<Line> more = new ArrayList<>(lines);
        more.add(new Line(name, value));
        return new Headers(more);
    }
}
