package dev.sluice.wire.sse;

import java.util.Arrays;

/*
 * A relay must not pass on half an event: if the upstream breaks, an error event has to follow, and
 * it would glue itself to the torn one. So the byte stream is cut into whole events, and nothing
 * more: what was fed comes out again, every byte of it, in order.
 *
 * An event ends with a blank line, the first after at least one line that is not blank. Blank lines
 * before that are a harmless prefix and stay with the event that follows. Lines end with LF, CRLF
 * or CR, in any mixture (WHATWG HTML, 9.2.5).
 *
 * Each byte is looked at once, whatever the size of the pieces; between two pieces the state is
 * five small fields.
 *
 * One doubt is left: a CR that ends both the blank line and the piece may be half of a CRLF. If the
 * line before ended with CRLF we wait for the LF. If not, we do not wait, because a stream of bare
 * CRs would then show each event only when the next one begins; should an LF follow all the same,
 * it becomes part of the next event's blank prefix, where it means nothing.
 */

/** Cuts pieces of a server-sent event stream into whole events; one instance per stream. */
public final class SseFramer {
    /** The most bytes of an unfinished event that are held unless said otherwise: 16 MiB. */
    public static final int DEFAULT_LIMIT = 16 << 20;

    private static final byte[] NOTHING = {};

    private final int limit;
    private byte[] hold = NOTHING;
    private int held;

    /** The current line has no byte yet. */
    private boolean lineEmpty = true;

    /** The current event has a line that is not blank. */
    private boolean hasLine;

    /** The byte before was a CR, whose line is already counted. */
    private boolean afterCr;

    /** The blank line has been seen, ended with a CR; an LF may belong to it. */
    private boolean complete;

    /** The last line that was not blank ended with CRLF. */
    private boolean crlf;

    /** Creates a framer with the default limit. */
    public SseFramer() {
        this(DEFAULT_LIMIT);
    }

    /** Creates a framer that holds at most {@code limit} bytes of an unfinished event. */
    public SseFramer(int limit) {
        this.limit = limit;
    }

    /**
     * Takes the next piece and hands out every event that is whole now. An event that lies wholly
     * in this piece is handed out as a range of {@code buf}.
     *
     * @throws EventTooLarge when the unfinished rest exceeds the limit
     */
    public void feed(byte[] buf, int from, int to, EventSink sink) {
        int start = from;
        int i = from;
        while (i < to) {
            int next = afterCr ? afterCr(buf, i) : i;
            if (complete) {
                emit(buf, start, next, sink);
                start = next;
            }
            if (next > i) {
                i = next;
                continue;
            }
            int end = LineEnd.find(buf, i, to);
            lineEmpty &= end == i;
            if (end == to) {
                i = to;
                break;
            }
            i = end + 1;
            endLine(buf[end] == '\r');
            if (complete && !(afterCr && (i < to || crlf))) {
                emit(buf, start, i, sink);
                start = i;
            }
        }
        if (start < to) {
            keep(buf, start, to);
        }
    }

    /** Passes the LF of a CRLF, if there is one at {@code i}. */
    private int afterCr(byte[] buf, int i) {
        afterCr = false;
        if (buf[i] != '\n') {
            return i;
        }
        crlf |= hasLine && !complete;
        return i + 1;
    }

    private void endLine(boolean cr) {
        afterCr = cr;
        if (lineEmpty) {
            complete = hasLine;
        } else {
            hasLine = true;
            crlf = false;
        }
        lineEmpty = true;
    }

    private void emit(byte[] buf, int from, int to, EventSink sink) {
        complete = false;
        hasLine = false;
        crlf = false;
        if (held == 0) {
            sink.event(buf, from, to);
            return;
        }
        keep(buf, from, to);
        byte[] whole = hold;
        int length = held;
        hold = NOTHING;
        held = 0;
        sink.event(whole, 0, length);
    }

    private void keep(byte[] buf, int from, int to) {
        int size = to - from;
        if (size > limit - held) {
            throw new EventTooLarge(limit);
        }
        if (held + size > hold.length) {
            int room = held == 0 ? held + size : Math.max(held + size, hold.length * 2);
            hold = Arrays.copyOf(hold, Math.max(room, 256));
        }
        System.arraycopy(buf, from, hold, held, size);
        held += size;
    }

    /** Returns how many bytes of an unfinished event are held. */
    public int held() {
        return held;
    }

    /**
     * Says that the stream is over. A last event without its blank line is handed out as it is, and
     * so are blank lines after the last event; then the framer is as new.
     */
    public void end(EventSink sink) {
        lineEmpty = true;
        afterCr = false;
        if (held > 0) {
            emit(NOTHING, 0, 0, sink);
        }
    }
}
