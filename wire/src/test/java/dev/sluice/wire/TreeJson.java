package dev.sluice.wire;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes the tests' trees, and compares them as JSON does: numbers by value, order of members not.
 */
public final class TreeJson {
    private TreeJson() {}

    /** Writes a tree as JSON. */
    public static byte[] write(@Nullable Object value) {
        var out = new ByteArrayOutputStream();
        try (JsonGenerator to =
                new JsonFactory().createGenerator(ObjectWriteContext.empty(), out)) {
            write(to, value);
        }
        return out.toByteArray();
    }

    private static void write(JsonGenerator to, @Nullable Object value) {
        switch (value) {
            case null -> to.writeNull();
            case Map<?, ?> map -> {
                to.writeStartObject();
                map.forEach((name, member) -> {
                    to.writeName(String.valueOf(name));
                    write(to, member);
                });
                to.writeEndObject();
            }
            case List<?> list -> {
                to.writeStartArray();
                list.forEach(element -> write(to, element));
                to.writeEndArray();
            }
            case String text -> to.writeString(text);
            case Boolean truth -> to.writeBoolean(truth);
            case Integer number -> to.writeNumber(number);
            case Long number -> to.writeNumber(number);
            case BigInteger number -> to.writeNumber(number);
            case BigDecimal number -> to.writeNumber(number);
            case Number number -> to.writeNumber(number.toString());
            default -> throw new IllegalArgumentException("no JSON: " + value.getClass());
        }
    }

    /** Returns where two values first differ, or null. */
    public static @Nullable String difference(String path, @Nullable Object a, @Nullable Object b) {
        if (a instanceof Map<?, ?> left && b instanceof Map<?, ?> right) {
            for (Map.Entry<?, ?> entry : left.entrySet()) {
                String found =
                        difference(
                                path + "." + entry.getKey(),
                                entry.getValue(),
                                right.get(entry.getKey()));
                if (found != null) {
                    return found;
                }
            }
            for (Map.Entry<?, ?> entry : right.entrySet()) {
                if (!left.containsKey(entry.getKey()) && entry.getValue() != null) {
                    return path + "." + entry.getKey() + ": absent / " + entry.getValue();
                }
            }
            return null;
        }
        if (a instanceof List<?> left && b instanceof List<?> right) {
            for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
                String found = difference(path + "[" + i + "]", left.get(i), right.get(i));
                if (found != null) {
                    return found;
                }
            }
            return left.size() == right.size() ? null : path + ": lengths differ";
        }
        if (a instanceof Number left && b instanceof Number right) {
            boolean same =
                    new BigDecimal(left.toString()).compareTo(new BigDecimal(right.toString()))
                            == 0;
            return same ? null : path + ": " + left + " / " + right;
        }
        return Objects.equals(a, b) ? null : path + ": " + a + " / " + b;
    }
}
