package dev.sluice.wire.sse;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes server-sent events in the one form that every client reads: {@code data: }, LF, LF. */
public final class SseEncoder {
    private static final byte[] DATA = ascii("data: ");
    private static final byte[] EVENT = ascii("event: ");
    private static final byte[] DONE = ascii("data: [DONE]\n\n");

    private SseEncoder() {}

    /** Returns the event that ends an OpenAI chat stream. */
    public static byte[] done() {
        return DONE.clone();
    }

    /** Returns an event without a name; line breaks in the data become several data lines. */
    public static byte[] data(byte[] data) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(data.length + 16);
        lines(out, data);
        return out.toByteArray();
    }

    /**
     * Returns an event with a name.
     *
     * @throws IllegalArgumentException when the name holds a line break
     */
    public static byte[] event(String name, byte[] data) {
        if (name.indexOf('\n') >= 0 || name.indexOf('\r') >= 0) {
            throw new IllegalArgumentException("event name with a line break: " + name);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(data.length + name.length() + 24);
        out.writeBytes(EVENT);
        out.writeBytes(name.getBytes(StandardCharsets.UTF_8));
        out.write('\n');
        lines(out, data);
        return out.toByteArray();
    }

    private static void lines(ByteArrayOutputStream out, byte[] data) {
        out.writeBytes(DATA);
        for (int i = 0; i < data.length; i++) {
            boolean crlf = data[i] == '\r' && i + 1 < data.length && data[i + 1] == '\n';
            if (crlf) {
                i++;
            }
            if (data[i] == '\n' || data[i] == '\r') {
                out.write('\n');
                out.writeBytes(DATA);
            } else {
                out.write(data[i]);
            }
        }
        out.write('\n');
        out.write('\n');
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
