package dev.sluice.wire.fields;

import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Raw;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;

/**
 * A cursor on a JSON value. It stands on one value at a time; whatever a handler does not read is
 * skipped. Not for sharing between threads.
 */
public final class JsonReader {
    // The length of strings is bounded by the limit on bodies; pictures come as one long string.
    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxStringLength(Integer.MAX_VALUE)
                                    .maxNestingDepth(200)
                                    .build())
                    .build();
    private static final int LONGEST_QUOTE = 60;
    private static final int MOST_DIGITS = 400;
    private static final long MOST_PLAIN = 1_000_000_000_000_000_000L;

    private final byte[] text;
    private final JsonParser parser;

    private JsonReader(byte[] text, JsonParser parser) {
        this.text = text;
        this.parser = parser;
    }

    /** The kinds of JSON values. */
    public enum Kind {
        /** {@code {...}}. */
        OBJECT,
        /** {@code [...]}. */
        ARRAY,
        /** {@code "..."}. */
        STRING,
        /** Any number. */
        NUMBER,
        /** {@code true} or {@code false}. */
        BOOLEAN,
        /** {@code null}. */
        NULL
    }

    /**
     * Reads a whole text, which must hold one value and nothing after it.
     *
     * @param how reads the value that the cursor stands on
     * @throws UnreadableJson when the text is not JSON, or the handler met something unexpected
     */
    public static <T extends @Nullable Object> T read(byte[] text, Function<JsonReader, T> how) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() == null) {
                throw new UnreadableJson("", "the body is empty, expected JSON");
            }
            if (parser.currentLocation().getByteOffset() < 0) {
                throw new UnreadableJson("", "the body is not UTF-8");
            }
            var reader = new JsonReader(text, parser);
            T result = how.apply(reader);
            reader.skip();
            if (parser.nextToken() != null) {
                throw new UnreadableJson("", "the body goes on after the end of its JSON value");
            }
            return result;
        } catch (StreamReadException e) {
            long offset = e.getLocation() == null ? -1 : e.getLocation().getByteOffset();
            throw new UnreadableJson("", "the body is not valid JSON, see byte " + offset);
        } catch (JacksonException e) {
            throw new UnreadableJson("", "the body is not valid JSON");
        }
    }

    /** Returns the kind of the value the cursor stands on. */
    public Kind kind() {
        return switch (parser.currentToken()) {
            case START_OBJECT -> Kind.OBJECT;
            case START_ARRAY -> Kind.ARRAY;
            case VALUE_STRING -> Kind.STRING;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Kind.NUMBER;
            case VALUE_TRUE, VALUE_FALSE -> Kind.BOOLEAN;
            case VALUE_NULL -> Kind.NULL;
            case null, default -> throw new IllegalStateException("the value has been read");
        };
    }

    /** Says whether the cursor stands on a value of that kind. */
    public boolean is(Kind kind) {
        return kind() == kind;
    }

    /** Visits the members of an object; the cursor stands on each one's value. */
    public void members(Consumer<String> visit) {
        if (!is(Kind.OBJECT)) {
            throw expected("an object");
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            visit.accept(name);
            skip();
        }
    }

    /** Visits the elements of an array, giving their numbers. */
    public void elements(IntConsumer visit) {
        if (!is(Kind.ARRAY)) {
            throw expected("an array");
        }
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
            visit.accept(i);
            skip();
        }
    }

    private void skip() {
        if (parser.currentToken() != null && parser.currentToken().isStructStart()) {
            parser.skipChildren();
        }
    }

    /** Reads a string. */
    public String string() {
        if (!is(Kind.STRING)) {
            throw expected("a string");
        }
        return parser.getString();
    }

    /** Reads a string, or null for the literal. */
    public @Nullable String stringOrNull() {
        return is(Kind.NULL) ? null : string();
    }

    /** Reads anything as text: a string's content, "" for null, otherwise the JSON itself. */
    public String anyText() {
        return switch (kind()) {
            case STRING -> parser.getString();
            case NULL -> "";
            case OBJECT, ARRAY, NUMBER, BOOLEAN -> raw().json();
        };
    }

    /** Reads a number, or null for the literal. */
    public @Nullable BigDecimal decimalOrNull() {
        if (is(Kind.NULL)) {
            return null;
        }
        if (!is(Kind.NUMBER)) {
            throw expected("a number");
        }
        return parser.getDecimalValue();
    }

    /** Reads an integer, or null for the literal; 3.0 is one. */
    public @Nullable BigInteger integerOrNull() {
        if (is(Kind.NULL)) {
            return null;
        }
        BigDecimal value = is(Kind.NUMBER) ? parser.getDecimalValue() : null;
        // 1e999999999 is an integer too, and would fill the memory with zeros.
        if (value == null || value.precision() - (long) value.scale() > MOST_DIGITS) {
            throw expected("an integer");
        }
        if (value.signum() != 0 && value.stripTrailingZeros().scale() > 0) {
            throw expected("an integer");
        }
        return value.toBigInteger();
    }

    /** Reads a boolean, or null for the literal. */
    public @Nullable Boolean booleanOrNull() {
        if (is(Kind.NULL)) {
            return null;
        }
        if (!is(Kind.BOOLEAN)) {
            throw expected("true or false");
        }
        return parser.getBooleanValue();
    }

    /**
     * Reads a whole number below 10^18 that is written with digits only, which nearly every count
     * is; -1 for anything else.
     */
    public long plainCount() {
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
                || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            return -1;
        }
        long value = parser.getLongValue();
        return value < MOST_PLAIN ? Math.max(-1, value) : -1;
    }

    /** Reads a count leniently: a number or digits in a string, cut to 0 or more; otherwise 0. */
    public long anyCount() {
        long plain = plainCount();
        if (plain >= 0) {
            return plain;
        }
        if (is(Kind.NUMBER) || is(Kind.STRING)) {
            try {
                var value = new BigDecimal(parser.getString().strip());
                return value.signum() <= 0 || value.precision() - (long) value.scale() > 18
                        ? 0
                        : value.longValue();
            } catch (NumberFormatException e) {
                return 0;
            }
        }
        return 0;
    }

    /** Reads any value as it was written. */
    public Raw raw() {
        int from = mark();
        skip();
        return since(from);
    }

    /** Keeps the value among the unknown members. */
    public void keep(String name, List<Extras.Member> extras) {
        extras.add(new Extras.Member(name, raw()));
    }

    /** Returns where the current value begins, for {@link #since}. */
    public int mark() {
        return (int) parser.currentTokenLocation().getByteOffset();
    }

    /** Returns the text from a mark to the end of the value read last. */
    public Raw since(int mark) {
        parser.finishToken();
        int to = (int) parser.currentLocation().getByteOffset();
        return new Raw(new String(text, mark, to - mark, StandardCharsets.UTF_8).strip());
    }

    /** Returns the error that says where the cursor stands, what is there and what should be. */
    public UnreadableJson expected(String what) {
        String where = path();
        String found = raw().json();
        if (found.length() > LONGEST_QUOTE) {
            found = found.substring(0, LONGEST_QUOTE) + "...";
        }
        String name = where.isEmpty() ? "the body" : "'" + where + "'";
        return new UnreadableJson(where, name + " is " + found + ", expected " + what);
    }

    /** Returns where the cursor stands, in the style {@code messages[0].role}. */
    public String path() {
        var path = new StringBuilder();
        String pointer = parser.streamReadContext().pathAsPointer().toString();
        for (String step : pointer.split("/", -1)) {
            if (step.isEmpty()) {
                continue;
            }
            if (step.chars().allMatch(c -> c >= '0' && c <= '9')) {
                path.append('[').append(step).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".")
                        .append(step.replace("~1", "/").replace("~0", "~"));
            }
        }
        return path.toString();
    }
}
