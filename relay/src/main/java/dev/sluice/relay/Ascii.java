package dev.sluice.relay;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Text for the wire: ASCII to bytes and into buffers. */
final class Ascii {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] CONTENT_LENGTH = bytes("content-length: ");

    private static final int LONG = 16;

    private Ascii() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Writes a text, one byte for each character; what is not ASCII becomes a question mark. */
    static void write(ByteBuf out, CharSequence text) {
        if (text instanceof String string && string.length() >= LONG) {
            out.writeBytes(string.getBytes(StandardCharsets.US_ASCII)); // which is vectorised
        } else {
            out.writeCharSequence(text, StandardCharsets.US_ASCII);
        }
    }

    /** Writes the header line that says how long a body is. */
    static void writeLength(ByteBuf out, long bytes) {
        out.writeBytes(CONTENT_LENGTH);
        writeDecimal(out, bytes);
        out.writeByte('\r').writeByte('\n');
    }

    /** Writes a number of zero or more in decimal digits. */
    static void writeDecimal(ByteBuf out, long value) {
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        out.ensureWritable(digits);
        int at = out.writerIndex();
        long rest = value;
        for (int i = digits - 1; i >= 0; i--, rest /= 10) {
            out.setByte(at + i, (int) ('0' + rest % 10));
        }
        out.writerIndex(at + digits);
    }

    /**
     * Writes {@code value} in hexadecimal digits so that they end before {@code end}.
     *
     * @return the index of the first digit
     */
    static int setHexBackwards(ByteBuf out, int end, int value) {
        int at = end;
        int rest = value;
        do {
            out.setByte(--at, HEX[rest & 15]);
            rest >>>= 4;
        } while (rest != 0);
        return at;
    }
}
