package dev.sluice.wire.frames;

import dev.sluice.wire.sse.EventTooLarge;
import dev.sluice.wire.sse.SseFramer;
import java.util.Arrays;

/**
 * Lines as frames (NDJSON): split at LF only, because JSON texts hold no raw LF and may hold other
 * line separators in strings. Blank lines are passed over; a CR before the LF is white space.
 */
final class LineFrames implements Frames {
    private byte[] hold = new byte[0];
    private int held;

    @Override
    public void feed(byte[] buf, int from, int to, Sink sink) {
        int start = from;
        for (int i = from; i < to; i++) {
            if (buf[i] == '\n') {
                keep(buf, start, i);
                end(sink);
                start = i + 1;
            }
        }
        keep(buf, start, to);
    }

    private void keep(byte[] buf, int from, int to) {
        int size = to - from;
        if (size > SseFramer.DEFAULT_LIMIT - held) {
            throw new EventTooLarge(SseFramer.DEFAULT_LIMIT);
        }
        if (held + size > hold.length) {
            hold = Arrays.copyOf(hold, Math.max(held + size, hold.length * 2));
        }
        System.arraycopy(buf, from, hold, held, size);
        held += size;
    }

    @Override
    public void end(Sink sink) {
        boolean blank = true;
        for (int i = 0; i < held && blank; i++) {
            blank = hold[i] == ' ' || hold[i] == '\t' || hold[i] == '\r';
        }
        byte[] line = Arrays.copyOf(hold, held);
        held = 0;
        if (!blank) {
            sink.frame("", line);
        }
    }
}
