package dev.sluice.wire.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/*
 * The grammar of RFC 8259 as a scanner, without values.
 *
 * Why: a relay has to know where the members of a body are and that the body is JSON at all; it
 * does not have to know what they say. Building a tree of a 1 KB request costs some microseconds
 * and a few hundred objects; walking over its bytes costs a few hundred nanoseconds and none.
 *
 * How: most bytes of a chat body stand inside strings, so strings are what must be fast. They are
 * read eight bytes at a time as one little-endian long. Three well-known tricks flag, in each byte
 * of the word, a quote, a backslash or a control character:
 *
 *     zero byte of x:   (x - 0x01..01) & ~x & 0x80..80        with x = word ^ '"'... or '\\'...
 *     byte below 0x20:  (w - 0x20..20) & ~w & 0x80..80
 *
 * A borrow can only run upwards, that is towards later bytes, so the lowest flag is always exact;
 * and only the lowest one is looked at. Bytes of 0x80 and above (UTF-8) are never flagged.
 *
 * Nesting is a loop with one bit per level, "this level is an object", so that no body can
 * overflow the thread's stack. Offsets in errors count from the start of the text.
 */
final class Syntax {
    static final int MAX_DEPTH = 512;

    private static final VarHandle WORD =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle FOUR =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int NULL = 'n' | 'u' << 8 | 'l' << 16 | 'l' << 24;
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;

    private static final long[] NO_LEVELS = {};

    private long[] objects = NO_LEVELS; // made when first needed: most values are flat
    private int base;
    private boolean escaped;

    /** Sets the offset that errors count from. */
    void startAt(int from) {
        base = from;
    }

    /** Whether the string read last holds a backslash. */
    boolean escaped() {
        return escaped;
    }

    /** Returns the first offset from {@code i} on that is not white space, at most {@code to}. */
    static int space(byte[] b, int i, int to) {
        int at = i;
        while (at < to && b[at] <= ' ') {
            byte c = b[at];
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                break;
            }
            at++;
        }
        return at;
    }

    /** Does what {@link #value} does, at once where nothing is nested. */
    int any(byte[] b, int from, int to, int depthBefore) {
        boolean nested = from < to && (b[from] == '{' || b[from] == '[');
        return nested ? value(b, from, to, depthBefore) : scalar(b, from, to);
    }

    /** Checks the value that begins at {@code from} and returns the offset after it. */
    int value(byte[] b, int from, int to, int depthBefore) {
        int depth = depthBefore;
        int i = from;
        while (true) {
            byte c = i < to ? b[i] : 0;
            if (c == '{' || c == '[') {
                if (depth == MAX_DEPTH) {
                    throw fail(i, "at most " + MAX_DEPTH + " nested values");
                }
                mark(depth, c == '{');
                depth++;
                i = space(b, i + 1, to);
                if (!closes(b, i, to, depth)) {
                    i = c == '{' ? name(b, i, to) : i;
                    continue;
                }
            } else {
                i = scalar(b, i, to);
            }
            while (depth > depthBefore) {
                i = space(b, i, to);
                if (!closes(b, i, to, depth)) {
                    break;
                }
                i++;
                depth--;
            }
            if (depth == depthBefore) {
                return i;
            }
            i = separator(b, i, to, depth);
        }
    }

    private int separator(byte[] b, int i, int to, int depth) {
        boolean object = isObject(depth);
        int next = comma(b, i, to, object ? '}' : ']');
        return object ? name(b, next, to) : next;
    }

    /** Reads the comma between two of a container that ends with this bracket, and space. */
    int comma(byte[] b, int i, int to, char bracket) {
        if (i >= to || b[i] != ',') {
            throw fail(i, bracket == '}' ? "',' or '}'" : "',' or ']'");
        }
        return space(b, i + 1, to);
    }

    private void mark(int depth, boolean object) {
        long bit = 1L << (depth & 63);
        if (objects.length == 0) {
            objects = new long[MAX_DEPTH / Long.SIZE];
        }
        if (object) {
            objects[depth >> 6] |= bit;
        } else {
            objects[depth >> 6] &= ~bit;
        }
    }

    private boolean isObject(int depth) {
        return (objects[(depth - 1) >> 6] & (1L << ((depth - 1) & 63))) != 0;
    }

    private boolean closes(byte[] b, int i, int to, int depth) {
        return i < to && b[i] == (isObject(depth) ? '}' : ']');
    }

    /** Reads a member's name and its colon; returns the offset of the value. */
    int name(byte[] b, int from, int to) {
        return colon(b, quoted(b, from, to), to);
    }

    /** Reads a member's name; returns the offset after it. */
    int quoted(byte[] b, int from, int to) {
        if (from >= to || b[from] != '"') {
            throw fail(from, "a member name in quotes");
        }
        return string(b, from, to);
    }

    /** Tells whether the name that was read from these offsets is this one (ASCII, unquoted). */
    static boolean named(byte[] b, int from, int to, boolean hasEscapes, byte[] asciiName) {
        if (hasEscapes) {
            String name = JsonText.unquote(b, from, to);
            return name.equals(new String(asciiName, StandardCharsets.US_ASCII));
        }
        return to - from - 2 == asciiName.length
                && Arrays.equals(b, from + 1, to - 1, asciiName, 0, asciiName.length);
    }

    /** Reads the colon after a name; returns the offset of the value. */
    int colon(byte[] b, int from, int to) {
        int i = space(b, from, to);
        if (i >= to || b[i] != ':') {
            throw fail(i, "':'");
        }
        return space(b, i + 1, to);
    }

    /** Checks a value that is neither object nor array; returns the offset after it. */
    int scalar(byte[] b, int i, int to) {
        if (i >= to) {
            throw fail(i, "a value");
        }
        return switch (b[i]) {
            case '"' -> string(b, i, to);
            case 't' -> literal(b, i, to, "true");
            case 'f' -> literal(b, i, to, "false");
            case 'n' -> nothing(b, i, to);
            default -> number(b, i, to);
        };
    }

    private int literal(byte[] b, int from, int to, String word) {
        int end = from + word.length();
        for (int i = from + 1; i < end; i++) {
            if (i >= to || b[i] != word.charAt(i - from)) {
                throw fail(i, "the literal " + word);
            }
        }
        return end;
    }

    private int nothing(byte[] b, int i, int to) {
        if (i + Integer.BYTES <= to && (int) FOUR.get(b, i) == NULL) {
            return i + Integer.BYTES;
        }
        return literal(b, i, to, "null");
    }

    /** Reads the string whose opening quote is at {@code from}; returns the offset after it. */
    int string(byte[] b, int from, int to) {
        escaped = false;
        int i = from + 1;
        while (true) {
            i = special(b, i, to);
            if (i >= to) {
                throw fail(to, "'\"' at the end of the string");
            }
            if (b[i] == '"') {
                return i + 1;
            }
            if (b[i] != '\\') {
                throw fail(i, "no control character inside a string");
            }
            escaped = true;
            i = escape(b, i + 1, to);
        }
    }

    /** Finds the first quote, backslash or control character at or after {@code from}. */
    private static int special(byte[] b, int from, int to) {
        int i = from;
        for (; i + Long.BYTES <= to; i += Long.BYTES) {
            long w = (long) WORD.get(b, i);
            long quote = w ^ (ONES * '"');
            long slash = w ^ (ONES * '\\');
            long hit =
                    (((quote - ONES) & ~quote) | ((slash - ONES) & ~slash) | ((w - ONES * 32) & ~w))
                            & HIGHS;
            if (hit != 0) {
                return i + (Long.numberOfTrailingZeros(hit) >> 3);
            }
        }
        while (i < to && b[i] != '"' && b[i] != '\\' && (b[i] < 0 || b[i] >= ' ')) {
            i++;
        }
        return i;
    }

    private int escape(byte[] b, int i, int to) {
        byte c = i < to ? b[i] : 0;
        return switch (c) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> i + 1;
            case 'u' -> hex(b, i + 1, to);
            default -> throw fail(i, "an escape sequence");
        };
    }

    private int hex(byte[] b, int from, int to) {
        for (int i = from; i < from + 4; i++) {
            if (i >= to || Character.digit(b[i], 16) < 0) {
                throw fail(i, "four hexadecimal digits");
            }
        }
        return from + 4;
    }

    private int number(byte[] b, int from, int to) {
        int i = b[from] == '-' ? from + 1 : from;
        if (i < to && b[i] == '0') {
            i++;
        } else {
            i = digits(b, i, to, i == from ? "a value" : "a digit");
        }
        if (i < to && b[i] == '.') {
            i = digits(b, i + 1, to, "a digit after the point");
        }
        if (i < to && (b[i] == 'e' || b[i] == 'E')) {
            i++;
            if (i < to && (b[i] == '+' || b[i] == '-')) {
                i++;
            }
            i = digits(b, i, to, "a digit in the exponent");
        }
        return i;
    }

    private int digits(byte[] b, int from, int to, String expected) {
        int i = from;
        while (i < to && b[i] >= '0' && b[i] <= '9') {
            i++;
        }
        if (i == from) {
            throw fail(i, expected);
        }
        return i;
    }

    /** Throws unless only white space is left. */
    void end(byte[] b, int from, int to) {
        int i = space(b, from, to);
        if (i < to) {
            throw fail(i, "nothing after the value");
        }
    }

    MalformedJson fail(int at, String expected) {
        return new MalformedJson(at - base, expected);
    }
}
