package dev.sluice.relay;

import dev.sluice.core.meter.Consumption;
import dev.sluice.wire.json.JsonCursor;
import dev.sluice.wire.json.MalformedJson;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/*
 * The usage of a large answer stands before or behind its bulk, never in the middle: of embeddings
 * and pictures behind it, as a rule. So the first and the last few KB are kept.
 *
 * That a member found in the end belongs to the outermost object is proved by reading on: only
 * members, one brace and nothing may follow it. Inside a string its name could not stand as it does:
 * there its quotes have backslashes.
 */

/** The beginning and the end of a JSON answer that passes byte for byte. */
final class Passing {
    private static final int END = 4 << 10;
    private static final int MOST = 2 * END;
    private static final byte[] NAME = Ascii.bytes("\"usage\"");

    private byte[] kept = new byte[0];
    private int length;
    private long total;

    /** Takes the next bytes of the body. */
    void add(ByteBuf buf, int index, int size) {
        total += size;
        int from = index;
        int left = size;
        if (length < END) {
            int first = Math.min(left, END - length);
            append(buf, from, first);
            from += first;
            left -= first;
        }
        if (left >= END) {
            from += left - END;
            left = END;
            length = END;
        } else if (length + left > MOST) {
            int stay = END - left;
            System.arraycopy(kept, length - stay, kept, END, stay);
            length = END + stay;
        }
        append(buf, from, left);
    }

    private void append(ByteBuf buf, int from, int size) {
        if (length + size > kept.length) {
            int room = Math.max(length + size, Math.min(MOST, 2 * kept.length));
            kept = Arrays.copyOf(kept, room);
        }
        buf.getBytes(from, kept, length, size);
        length += size;
    }

    private boolean isWhole() {
        return total == length;
    }

    /** Returns what the answer used, as far as it came. */
    Consumption consumption() {
        var heard = Overheard.remembering();
        heard.answer(kept, 0, isWhole() ? length : END);
        String usage = heard.usage();
        if (!UsageText.counts(usage) && !isWhole()) {
            usage = atTheEnd();
        }
        if (usage != null && UsageText.counts(usage)) {
            return new Consumption.Stated(usage);
        }
        String seconds = heard.duration();
        return seconds == null
                ? new Consumption.Unstated(heard.tokens(), heard.words())
                : new Consumption.Stated("{\"type\":\"duration\",\"seconds\":" + seconds + "}");
    }

    private @Nullable String atTheEnd() {
        var cursor = new JsonCursor();
        for (int at = length - NAME.length; at >= END; at--) {
            if (!Arrays.equals(kept, at, at + NAME.length, NAME, 0, NAME.length)) {
                continue;
            }
            try {
                cursor.reset(kept, colon(at + NAME.length), length);
                int from = cursor.position();
                cursor.enterObject();
                while (cursor.nextMember()) {
                    cursor.skip();
                }
                int to = cursor.position();
                while (cursor.nextMember()) {
                    cursor.skip();
                }
                cursor.finish();
                return new String(kept, from, to - from, StandardCharsets.UTF_8);
            } catch (MalformedJson _) {
                // It is a member of something else.
            }
        }
        return null;
    }

    /** Returns the offset behind the colon of a name. */
    private int colon(int from) {
        int at = from;
        while (at < length && kept[at] <= ' ') {
            at++;
        }
        return at < length && kept[at] == ':' ? at + 1 : length;
    }
}
