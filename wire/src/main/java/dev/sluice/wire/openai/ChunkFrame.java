package dev.sluice.wire.openai;

import dev.sluice.wire.sse.SseLines;

/*
 * Nearly all events are "data: " + one line + LF LF; for those the text is a range of the event's
 * own bytes. Otherwise the data lines are looked for among comments and other fields. Several of
 * them are joined with a blank where the standard says LF: inside a JSON string a raw LF would be
 * an error anyway, and outside of one both are white space, but an LF would end our own data line.
 */

/** The data text of one raw event, and whether the event is framed as the contract wants it. */
final class ChunkFrame {
    private static final byte[] DATA = ChunkWords.ascii("data");
    private static final byte[] EVENT = ChunkWords.ascii("event");
    private static final byte[] ERROR = ChunkWords.ascii("error");
    private static final byte[] NOTHING = {};
    private static final int PREFIX = 6;

    private final SseLines lines = new SseLines();
    private byte[] text = NOTHING;
    private int start;
    private int end;
    private boolean canonical;
    private boolean error;

    /** Reads an event; the text stays valid as long as the event's bytes do. */
    void read(byte[] buf, int from, int to) {
        text = buf;
        start = 0;
        end = 0;
        error = false;
        int found = 0;
        boolean only = true;
        lines.reset(buf, from, to);
        while (lines.next()) {
            if (lines.nameIs(DATA)) {
                if (found == 0) {
                    start = lines.valueFrom();
                    end = lines.valueTo();
                } else {
                    join(lines.valueFrom(), lines.valueTo(), buf);
                }
                found++;
            } else {
                only = false;
                error |= lines.nameIs(EVENT) && lines.valueIs(ERROR);
            }
        }
        canonical =
                only
                        && found == 1
                        && start == from + PREFIX
                        && end == to - 2
                        && buf[to - 2] == '\n'
                        && buf[to - 1] == '\n';
        trim();
    }

    private void join(int from, int to, byte[] buf) {
        int length = end - start;
        byte[] both = new byte[length + 1 + to - from];
        System.arraycopy(text, start, both, 0, length);
        both[length] = ' ';
        System.arraycopy(buf, from, both, length + 1, to - from);
        text = both;
        start = 0;
        end = both.length;
    }

    private void trim() {
        while (start < end && (text[start] == ' ' || text[start] == '\t')) {
            start++;
        }
        while (end > start && (text[end - 1] == ' ' || text[end - 1] == '\t')) {
            end--;
        }
    }

    byte[] text() {
        return text;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    /** Whether the event is {@code data: }, one line, LF, LF. */
    boolean canonical() {
        return canonical;
    }

    /** Whether the event is named {@code error}. */
    boolean isError() {
        return error;
    }
}
