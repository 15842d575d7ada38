package dev.sluice.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import tools.jackson.core.io.SerializedString;

/**
 * A JSON text that is written straight into bytes. It is UTF-8; half a surrogate pair, for which
 * UTF-8 has no bytes and which a client may well send, becomes an escape. Whoever writes takes care
 * of names and brackets; commas come by themselves.
 *
 * <p>A generator of a library does the same, checks whether it may, and takes three times as long:
 * every call is written, on its event loop.
 *
 * <p>For one thread; written again and again into the same array.
 */
final class JsonBytes {
    private static final int USUAL = 16 * 1024;
    private static final int MOST_KEPT = 1024 * 1024;
    private static final int MOST_BYTES_OF_A_CHAR = 6; // an escape
    private static final int SHORT = 1024;
    private static final int MOST_DIGITS = 20;
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MOST_NEGATIVE =
            Long.toString(Long.MIN_VALUE).getBytes(StandardCharsets.US_ASCII);

    private byte[] array = new byte[USUAL];
    private int size;
    private boolean comma; // before the next name, or element

    /** Forgets what was written. */
    void reset() {
        size = 0;
        comma = false;
        if (array.length > MOST_KEPT) {
            array = new byte[USUAL];
        }
    }

    /** Returns the array that begins with the text. */
    byte[] array() {
        return array;
    }

    /** Returns the length of the text in bytes. */
    int size() {
        return size;
    }

    /** Begins an object or an array. */
    void open(char bracket) {
        element(1);
        array[size++] = (byte) bracket;
        comma = false;
    }

    /** Ends one. */
    void close(char bracket) {
        room(1);
        array[size++] = (byte) bracket;
        comma = true;
    }

    /** Writes the name of the value that follows. */
    void name(SerializedString name) {
        byte[] text = name.asQuotedUTF8();
        element(text.length + 3);
        array[size++] = '"';
        System.arraycopy(text, 0, array, size, text.length);
        size += text.length;
        array[size++] = '"';
        array[size++] = ':';
        comma = false;
    }

    /** Writes the name of the value that follows. */
    void name(String name) {
        string(name);
        room(1);
        array[size++] = ':';
        comma = false;
    }

    /** Writes a string. */
    void string(String text) {
        element(Math.addExact(2, most(text)));
        array[size++] = '"';
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80 && c >= ' ' && c != '"' && c != '\\') {
                array[size++] = (byte) c;
            } else if (c < 0x80) {
                escape(c);
            } else {
                i += encode(text, i, c);
            }
        }
        array[size++] = '"';
        comma = true;
    }

    /** Writes a value that is JSON already. */
    void raw(String json) {
        element(most(json));
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c < 0x80) {
                array[size++] = (byte) c;
            } else {
                i += encode(json, i, c);
            }
        }
        comma = true;
    }

    /** Writes a number. */
    void number(long number) {
        element(MOST_DIGITS);
        if (number == Long.MIN_VALUE) { // has no positive twin
            System.arraycopy(MOST_NEGATIVE, 0, array, size, MOST_NEGATIVE.length);
            size += MOST_NEGATIVE.length;
        } else {
            digits(number);
        }
        comma = true;
    }

    /** Writes them backwards at the end of their room, and moves them to its beginning. */
    private void digits(long number) {
        long rest = Math.abs(number);
        int end = size + MOST_DIGITS;
        int at = end;
        do {
            long tenth = rest / 10;
            array[--at] = (byte) ('0' + (rest - tenth * 10));
            rest = tenth;
        } while (rest != 0);
        if (number < 0) {
            array[--at] = '-';
        }
        System.arraycopy(array, at, array, size, end - at);
        size += end - at;
    }

    /** Writes {@code true}. */
    void yes() {
        raw("true");
    }

    private void escape(char c) {
        array[size++] = '\\';
        switch (c) {
            case '"', '\\' -> array[size++] = (byte) c;
            case '\n' -> array[size++] = 'n';
            case '\r' -> array[size++] = 'r';
            case '\t' -> array[size++] = 't';
            case '\b' -> array[size++] = 'b';
            case '\f' -> array[size++] = 'f';
            default -> hex(c);
        }
    }

    private void hex(char c) {
        array[size++] = 'u';
        for (int shift = 12; shift >= 0; shift -= 4) {
            array[size++] = HEX[c >> shift & 0xf];
        }
    }

    /** Writes what is not ASCII; returns how many more characters of the text that took. */
    private int encode(String text, int at, char c) {
        if (c < 0x800) {
            array[size++] = (byte) (0xc0 | c >> 6);
            array[size++] = (byte) (0x80 | c & 0x3f);
            return 0;
        }
        if (!Character.isSurrogate(c)) {
            array[size++] = (byte) (0xe0 | c >> 12);
            array[size++] = (byte) (0x80 | c >> 6 & 0x3f);
            array[size++] = (byte) (0x80 | c & 0x3f);
            return 0;
        }
        boolean pair =
                Character.isHighSurrogate(c)
                        && at + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(at + 1));
        if (!pair) {
            array[size++] = '\\';
            hex(c);
            return 0;
        }
        int point = Character.toCodePoint(c, text.charAt(at + 1));
        array[size++] = (byte) (0xf0 | point >> 18);
        array[size++] = (byte) (0x80 | point >> 12 & 0x3f);
        array[size++] = (byte) (0x80 | point >> 6 & 0x3f);
        array[size++] = (byte) (0x80 | point & 0x3f);
        return 1;
    }

    /** Returns how many bytes a text takes at most; whole bodies are worth looking at before. */
    private static int most(String text) {
        if (text.length() <= SHORT) {
            return MOST_BYTES_OF_A_CHAR * text.length();
        }
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean plain = c < 0x80 && c >= ' ' && c != '"' && c != '\\';
            bytes += plain ? 1 : c < 0x80 || Character.isSurrogate(c) ? MOST_BYTES_OF_A_CHAR : 3;
        }
        return Math.toIntExact(bytes);
    }

    /** Writes the comma if one is due, and makes room for what follows it. */
    private void element(int bytes) {
        room(Math.addExact(bytes, 1));
        if (comma) {
            array[size++] = ',';
        }
    }

    private void room(int more) {
        if (more > array.length - size) {
            array = Arrays.copyOf(array, Math.max(Math.addExact(size, more), array.length * 2));
        }
    }
}
