package dev.sluice.wire.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/*
 * One pass over a request body tells everything that a relay asks about it: that it is JSON, and
 * where each top-level member begins and ends. Members stay in the order of the text. The index
 * is five growing arrays, kept from one use to the next, so that scanning allocates nothing.
 *
 * Names are compared as they stand in the text; only a name that holds a backslash is decoded
 * first: an "m" may be written as its code point, and every parser behind us reads it as an "m". Of several members
 * with one name the last is found, as nearly all parsers do; repeated(i) lets a caller refuse such
 * a body instead of guessing which one the next program obeys.
 */

/**
 * An index of the top-level members of one JSON object; reusable, not thread-safe.
 *
 * <p>All offsets are positions in the array given to {@link #scan}, which is not copied and must
 * not change while the index is in use.
 */
public final class JsonMembers {
    private static final byte[] NOTHING = {};

    private final Syntax syntax = new Syntax();
    private byte[] buf = NOTHING;
    private int[] keyFrom = new int[16];
    private int[] keyTo = new int[16];
    private int[] valueFrom = new int[16];
    private int[] valueTo = new int[16];
    private boolean[] escaped = new boolean[16];
    private int size;
    private int start;
    private int end;

    /** Creates an empty index. */
    public JsonMembers() {}

    /**
     * Reads one object and checks the whole of it; what was indexed before is forgotten.
     *
     * @throws MalformedJson when the text is not JSON, not an object, nested deeper than 512, or
     *     followed by anything but white space
     */
    public void scan(byte[] text, int from, int to) {
        buf = text;
        size = 0;
        syntax.startAt(from);
        int i = Syntax.space(text, from, to);
        if (i >= to || text[i] != '{') {
            throw syntax.fail(i, "an object");
        }
        start = i;
        i = Syntax.space(text, i + 1, to);
        if (i < to && text[i] == '}') {
            end = i;
        } else {
            end = members(i, to);
        }
        syntax.end(text, end + 1, to);
    }

    private int members(int from, int to) {
        byte[] b = buf;
        int i = from;
        while (true) {
            if (i >= to || b[i] != '"') {
                throw syntax.fail(i, "a member name in quotes");
            }
            if (size == keyFrom.length) {
                grow();
            }
            int n = size;
            keyFrom[n] = i;
            i = syntax.string(b, i, to);
            keyTo[n] = i;
            escaped[n] = syntax.escaped();
            i = syntax.colon(b, i, to);
            valueFrom[n] = i;
            boolean nested = i < to && (b[i] == '{' || b[i] == '[');
            i = nested ? syntax.value(b, i, to, 1) : syntax.scalar(b, i, to);
            valueTo[n] = i;
            size = n + 1;
            i = Syntax.space(b, i, to);
            if (i < to && b[i] == '}') {
                return i;
            }
            if (i >= to || b[i] != ',') {
                throw syntax.fail(i, "',' or '}'");
            }
            i = Syntax.space(b, i + 1, to);
        }
    }

    private void grow() {
        int capacity = size * 2;
        keyFrom = Arrays.copyOf(keyFrom, capacity);
        keyTo = Arrays.copyOf(keyTo, capacity);
        valueFrom = Arrays.copyOf(valueFrom, capacity);
        valueTo = Arrays.copyOf(valueTo, capacity);
        escaped = Arrays.copyOf(escaped, capacity);
    }

    /** Returns how many members the object has, duplicates included. */
    public int size() {
        return size;
    }

    /** Returns the offset of the opening brace. */
    public int start() {
        return start;
    }

    /** Returns the offset of the closing brace. */
    public int end() {
        return end;
    }

    /** Returns the last member with this name (ASCII, unquoted), or -1. */
    public int find(byte[] asciiName) {
        for (int i = size - 1; i >= 0; i--) {
            if (named(i, asciiName)) {
                return i;
            }
        }
        return -1;
    }

    /** Tells whether member {@code i} has this name (ASCII, unquoted). */
    public boolean named(int i, byte[] asciiName) {
        if (escaped[i]) {
            return name(i).equals(new String(asciiName, StandardCharsets.UTF_8));
        }
        int from = keyFrom[i] + 1;
        int to = keyTo[i] - 1;
        return to - from == asciiName.length
                && Arrays.equals(buf, from, to, asciiName, 0, asciiName.length);
    }

    /** Tells whether another member has the same name as member {@code i}. */
    public boolean repeated(int i) {
        for (int k = 0; k < size; k++) {
            if (k != i && sameName(i, k)) {
                return true;
            }
        }
        return false;
    }

    private boolean sameName(int i, int k) {
        if (escaped[i] || escaped[k]) {
            return name(i).equals(name(k));
        }
        return Arrays.equals(buf, keyFrom[i], keyTo[i], buf, keyFrom[k], keyTo[k]);
    }

    /** Returns the offset of the name's opening quote. */
    public int keyFrom(int i) {
        return keyFrom[i];
    }

    /** Returns the offset after the name's closing quote. */
    public int keyTo(int i) {
        return keyTo[i];
    }

    /** Returns the offset of the value's first byte. */
    public int valueFrom(int i) {
        return valueFrom[i];
    }

    /** Returns the offset after the value's last byte. */
    public int valueTo(int i) {
        return valueTo[i];
    }

    /** Returns the kind of the value. */
    public Kind kind(int i) {
        return Kind.of(buf[valueFrom[i]]);
    }

    /** Returns the name, decoded. */
    public String name(int i) {
        return JsonText.unquote(buf, keyFrom[i], keyTo[i]);
    }

    /**
     * Returns a string value, decoded.
     *
     * @throws IllegalArgumentException when the value is not a string
     */
    public String text(int i) {
        return JsonText.unquote(buf, valueFrom[i], valueTo[i]);
    }

    /**
     * Returns a number value; a literal beyond the range of double becomes an infinity.
     *
     * @throws NumberFormatException when the value is not a number
     */
    public double number(int i) {
        return Double.parseDouble(raw(i));
    }

    /** Returns the value as it stands in the text. */
    public String raw(int i) {
        return new String(buf, valueFrom[i], valueTo[i] - valueFrom[i], StandardCharsets.UTF_8);
    }
}
