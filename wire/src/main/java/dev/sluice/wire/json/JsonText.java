package dev.sluice.wire.json;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** JSON strings: text to quoted bytes and back. */
public final class JsonText {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private JsonText() {}

    /**
     * Returns the text as a JSON string in UTF-8, quotes included.
     *
     * <p>Every Java string has one: half of a surrogate pair, which UTF-8 cannot say, becomes an
     * escape and so survives the way there and back.
     */
    public static byte[] quote(String text) {
        int plain = 0;
        while (plain < text.length() && isPlain(text.charAt(plain))) {
            plain++;
        }
        if (plain == text.length()) {
            byte[] out = new byte[plain + 2];
            for (int i = 0; i < plain; i++) {
                out[i + 1] = (byte) text.charAt(i);
            }
            out[0] = '"';
            out[plain + 1] = '"';
            return out;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length() + 16);
        out.write('"');
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            write(out, point);
            i += Character.charCount(point);
        }
        out.write('"');
        return out.toByteArray();
    }

    private static boolean isPlain(char c) {
        return c >= ' ' && c < 0x7f && c != '"' && c != '\\';
    }

    private static void write(ByteArrayOutputStream out, int point) {
        switch (point) {
            case '"' -> two(out, '"');
            case '\\' -> two(out, '\\');
            case '\n' -> two(out, 'n');
            case '\r' -> two(out, 'r');
            case '\t' -> two(out, 't');
            case '\b' -> two(out, 'b');
            case '\f' -> two(out, 'f');
            default -> {
                if (point < ' ' || (point >= 0xd800 && point <= 0xdfff)) {
                    two(out, 'u');
                    for (int shift = 12; shift >= 0; shift -= 4) {
                        out.write(HEX[(point >> shift) & 15]);
                    }
                } else {
                    utf8(out, point);
                }
            }
        }
    }

    private static void two(ByteArrayOutputStream out, char c) {
        out.write('\\');
        out.write(c);
    }

    private static void utf8(ByteArrayOutputStream out, int point) {
        if (point < 0x80) {
            out.write(point);
        } else if (point < 0x800) {
            out.write(0xc0 | (point >> 6));
            out.write(0x80 | (point & 0x3f));
        } else if (point < 0x10000) {
            out.write(0xe0 | (point >> 12));
            out.write(0x80 | ((point >> 6) & 0x3f));
            out.write(0x80 | (point & 0x3f));
        } else {
            out.write(0xf0 | (point >> 18));
            out.write(0x80 | ((point >> 12) & 0x3f));
            out.write(0x80 | ((point >> 6) & 0x3f));
            out.write(0x80 | (point & 0x3f));
        }
    }

    /**
     * Returns what the JSON string {@code buf[from, to)}, quotes included, says. Bytes that are not
     * UTF-8 become U+FFFD.
     *
     * @throws IllegalArgumentException when the range is not a checked JSON string
     */
    public static String unquote(byte[] buf, int from, int to) {
        if (to - from < 2 || buf[from] != '"' || buf[to - 1] != '"') {
            throw new IllegalArgumentException("no JSON string at " + from + ".." + to);
        }
        int slash = from + 1;
        while (slash < to - 1 && buf[slash] != '\\') {
            slash++;
        }
        String head = new String(buf, from + 1, slash - from - 1, StandardCharsets.UTF_8);
        if (slash == to - 1) {
            return head;
        }
        StringBuilder out = new StringBuilder(to - from).append(head);
        for (int i = slash; i < to - 1; ) {
            if (buf[i] == '\\') {
                i = escape(buf, i + 1, out);
            } else {
                int plain = i;
                while (i < to - 1 && buf[i] != '\\') {
                    i++;
                }
                out.append(new String(buf, plain, i - plain, StandardCharsets.UTF_8));
            }
        }
        return out.toString();
    }

    private static int escape(byte[] buf, int i, StringBuilder out) {
        switch (buf[i]) {
            case 'n' -> out.append('\n');
            case 'r' -> out.append('\r');
            case 't' -> out.append('\t');
            case 'b' -> out.append('\b');
            case 'f' -> out.append('\f');
            case 'u' -> {
                int unit = 0;
                for (int k = i + 1; k <= i + 4; k++) {
                    unit = unit << 4 | Character.digit(buf[k], 16);
                }
                out.append((char) unit);
                return i + 5;
            }
            default -> out.append((char) buf[i]);
        }
        return i + 1;
    }
}
