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

    /** Decodes one event as a {@link SseFramer} cut it, its blank line present or not. */
    public static SseEvent decode(byte[] buf, int from, int to) {
        String name = null;
        String id = null;
        StringBuilder more = null;
        String data = null;
        int i = startsWithBom(buf, from, to) ? from + 3 : from;
        while (i < to) {
            int end = i;
            while (end < to && buf[end] != '\n' && buf[end] != '\r') {
                end++;
            }
            int colon = i;
            while (colon < end && buf[colon] != ':') {
                colon++;
            }
            switch (text(buf, i, colon)) {
                case "event" -> name = value(buf, colon, end);
                case "id" -> {
                    String given = value(buf, colon, end);
                    id = given.indexOf('\0') < 0 ? given : id;
                }
                case "data" -> {
                    if (data == null) {
                        data = value(buf, colon, end);
                    } else {
                        more = more == null ? new StringBuilder(data) : more;
                        more.append('\n').append(value(buf, colon, end));
                    }
                }
                default -> {
                    // A comment (no name before the colon), retry, or a field nobody defined.
                }
            }
            i = end + 1;
        }
        String whole = more == null ? data : more.toString();
        return new SseEvent(name == null || name.isEmpty() ? null : name, id, whole);
    }

    private static boolean startsWithBom(byte[] buf, int from, int to) {
        return to - from >= 3
                && buf[from] == (byte) 0xef
                && buf[from + 1] == (byte) 0xbb
                && buf[from + 2] == (byte) 0xbf;
    }

    private static String value(byte[] buf, int colon, int end) {
        if (colon == end) {
            return "";
        }
        int from = colon + 1;
        return text(buf, from < end && buf[from] == ' ' ? from + 1 : from, end);
    }

    private static String text(byte[] buf, int from, int to) {
        return new String(buf, from, to - from, StandardCharsets.UTF_8);
    }
}
