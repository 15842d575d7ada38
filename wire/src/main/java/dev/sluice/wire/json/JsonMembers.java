package dev.sluice.wire.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

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
    private Kind[] elements = new Kind[16];
    private Kind[] looked = new Kind[16];
    private int size;
    private int start;
    private int end;
    private int elementCount;

    /**
     * What to look at inside while scanning: of a member that is an array of objects, the kind of
     * one member of each.
     *
     * @param array the array's name, ASCII
     * @param member the member's name, ASCII
     */
    @SuppressWarnings("ArrayRecordComponent") // a constant of who asks
    public record Look(byte[] array, byte[] member) {}

    /** Creates an empty index. */
    public JsonMembers() {}

    /**
     * Reads one object and checks the whole of it; what was indexed before is forgotten.
     *
     * @throws MalformedJson when the text is not JSON, not an object, nested deeper than 512, or
     *     followed by anything but white space
     */
    public void scan(byte[] text, int from, int to) {
        scan(text, from, to, null);
    }

    /**
     * Does the same, and looks at what {@link #elements}, {@link #element} and {@link #looked}
     * tell.
     *
     * @throws MalformedJson as {@link #scan(byte[], int, int)} does
     */
    public void scan(byte[] text, int from, int to, @Nullable Look look) {
        buf = text;
        size = 0;
        elementCount = -1;
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
            end = members(i, to, look);
        }
        syntax.end(text, end + 1, to);
    }

    private int members(int from, int to, @Nullable Look look) {
        byte[] b = buf;
        int i = from;
        while (true) {
            if (size == keyFrom.length) {
                grow();
            }
            int n = size;
            keyFrom[n] = i;
            i = syntax.quoted(buf, i, to);
            keyTo[n] = i;
            escaped[n] = syntax.escaped();
            i = syntax.colon(b, i, to);
            valueFrom[n] = i;
            i =
                    look != null && named(n, look.array())
                            ? array(i, to, look.member())
                            : syntax.any(b, i, to, 1);
            valueTo[n] = i;
            size = n + 1;
            i = Syntax.space(b, i, to);
            if (i < to && b[i] == '}') {
                return i;
            }
            i = syntax.comma(b, i, to, '}');
        }
    }

    /** Passes the value that is looked into; when it is named again, the last counts. */
    private int array(int from, int to, byte[] member) {
        elementCount = -1;
        if (from >= to || buf[from] != '[') {
            return syntax.any(buf, from, to, 1);
        }
        elementCount = 0;
        int i = Syntax.space(buf, from + 1, to);
        if (i < to && buf[i] == ']') {
            return i + 1;
        }
        while (true) {
            i = Syntax.space(buf, element(i, to, member), to);
            if (i < to && buf[i] == ']') {
                return i + 1;
            }
            i = syntax.comma(buf, i, to, ']');
        }
    }

    private int element(int from, int to, byte[] member) {
        if (elementCount == elements.length) {
            elements = Arrays.copyOf(elements, elementCount * 2);
            looked = Arrays.copyOf(looked, elementCount * 2);
        }
        int e = elementCount++;
        elements[e] = from < to ? Kind.of(buf[from]) : Kind.NULL;
        looked[e] = Kind.NULL;
        if (elements[e] != Kind.OBJECT) {
            return syntax.any(buf, from, to, 2);
        }
        int i = Syntax.space(buf, from + 1, to);
        if (i < to && buf[i] == '}') {
            return i + 1;
        }
        while (true) {
            int name = i;
            i = syntax.quoted(buf, i, to);
            boolean asked = Syntax.named(buf, name, i, syntax.escaped(), member);
            i = syntax.colon(buf, i, to);
            if (i < to && asked) {
                looked[e] = Kind.of(buf[i]);
            }
            i = Syntax.space(buf, syntax.any(buf, i, to, 3), to);
            if (i < to && buf[i] == '}') {
                return i + 1;
            }
            i = syntax.comma(buf, i, to, '}');
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
        return Syntax.named(buf, keyFrom[i], keyTo[i], escaped[i], asciiName);
    }

    /** Returns how many elements the array has that was looked into; -1 where there is none. */
    public int elements() {
        return elementCount;
    }

    /** Returns the kind of the element. */
    public Kind element(int e) {
        return elements[e];
    }

    /** Returns the kind of the element's member that was looked at; NULL where it has none. */
    public Kind looked(int e) {
        return looked[e];
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
