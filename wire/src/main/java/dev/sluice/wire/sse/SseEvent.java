package dev.sluice.wire.sse;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One server-sent event, decoded as WHATWG HTML, section 9.2.6, says.
 *
 * @param name the {@code event} field, or null when there is none or it is empty (a "message")
 * @param id the {@code id} field, or null
 * @param data the {@code data} lines joined with LF, or null when there is none; such an event (a
 *     comment, say) means nothing
 */
public record SseEvent(@Nullable String name, @Nullable String id, @Nullable String data) {
    private static final byte[] DATA = "data".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EVENT = "event".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ID = "id".getBytes(StandardCharsets.US_ASCII);

    /** Decodes one event as a {@link SseFramer} cut it, its blank line present or not. */
    public static SseEvent decode(byte[] buf, int from, int to) {
        String name = null;
        String id = null;
        String data = null;
        StringBuilder more = null;
        SseLines lines = new SseLines();
        lines.reset(buf, from, to);
        while (lines.next()) {
            String value = text(buf, lines.valueFrom(), lines.valueTo());
            if (lines.nameIs(DATA)) {
                if (data == null) {
                    data = value;
                } else {
                    more = more == null ? new StringBuilder(data) : more;
                    more.append('\n').append(value);
                }
            } else if (lines.nameIs(EVENT)) {
                name = value.isEmpty() ? null : value;
            } else if (lines.nameIs(ID) && value.indexOf('\0') < 0) {
                id = value;
            }
        }
        return new SseEvent(name, id, more == null ? data : more.toString());
    }

    private static String text(byte[] buf, int from, int to) {
        return new String(buf, from, to - from, StandardCharsets.UTF_8);
    }
}
