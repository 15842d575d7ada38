package dev.sluice.wire.frames;

import dev.sluice.wire.fields.JsonWriter;
import dev.sluice.wire.sse.EventTooLarge;
import dev.sluice.wire.sse.SseFramer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * AWS's binary event stream. A frame's name is its {@code :event-type}; for exceptions it is {@code
 * exception:} and their type, for errors {@code error:} and their code, whose message, which stands
 * in a header, becomes the data {@code {"message": ...}}. Source: AWS "Event stream encoding", read
 * 2026-11.
 *
 * <pre>
 *   u32 length | u32 length of the headers | u32 CRC of these eight bytes
 *   | headers | payload | u32 CRC of everything before
 * </pre>
 */
final class AwsEventFrames implements Frames {
    private static final int PRELUDE = 12;
    private static final int SMALLEST = 16;
    private static final int MOST_HEADERS = 128 * 1024;

    private byte[] hold = new byte[1024];
    private int held;
    private int wanted = PRELUDE;

    @Override
    public void feed(byte[] buf, int from, int to, Sink sink) {
        int at = from;
        while (at < to) {
            if (held == 0 && to - at >= PRELUDE) {
                int size = size(buf, at);
                if (size <= to - at) {
                    frame(buf, at, size, sink);
                    at += size;
                    continue;
                }
            }
            at += keep(buf, at, to);
            if (held == PRELUDE && wanted == PRELUDE) {
                wanted = size(hold, 0);
            }
            if (held == wanted) {
                held = 0;
                wanted = PRELUDE;
                frame(hold, 0, size(hold, 0), sink);
            }
        }
    }

    /** Holds what the unfinished frame lacks, or all there is; returns how many bytes. */
    private int keep(byte[] buf, int from, int to) {
        int taken = Math.min(wanted - held, to - from);
        if (held + taken > hold.length) {
            hold = Arrays.copyOf(hold, Math.max(held + taken, hold.length * 2));
        }
        System.arraycopy(buf, from, hold, held, taken);
        held += taken;
        return taken;
    }

    @Override
    public void end(Sink sink) {
        // Half a frame has no checksum and says nothing.
        held = 0;
        wanted = PRELUDE;
    }

    /** Reads the length of a frame, once its prelude proves to be one. */
    private static int size(byte[] buf, int from) {
        check(buf, from, 8, "prelude");
        int size = u32(buf, from);
        int headers = u32(buf, from + 4);
        if (size < SMALLEST || headers < 0 || headers > size - SMALLEST) {
            throw new BrokenFrame(
                    "a frame of the stream has " + size + " bytes, " + headers + " of headers");
        }
        if (headers > MOST_HEADERS) {
            throw new BrokenFrame("a frame of the stream has " + headers + " bytes of headers");
        }
        if (size > SseFramer.DEFAULT_LIMIT) {
            throw new EventTooLarge(SseFramer.DEFAULT_LIMIT);
        }
        return size;
    }

    private static void check(byte[] buf, int from, int length, String what) {
        var crc = new CRC32();
        crc.update(buf, from, length);
        if ((int) crc.getValue() != u32(buf, from + length)) {
            throw new BrokenFrame("the checksum of a frame's " + what + " is wrong");
        }
    }

    private static int u32(byte[] buf, int at) {
        return ByteBuffer.wrap(buf, at, 4).getInt();
    }

    private static void frame(byte[] buf, int from, int size, Sink sink) {
        check(buf, from, size - 4, "content");
        int payload = from + PRELUDE + u32(buf, from + 4);
        Map<String, String> headers = headers(buf, from + PRELUDE, payload);
        byte[] data = Arrays.copyOfRange(buf, payload, from + size - 4);
        String type = headers.getOrDefault(":message-type", "event");
        switch (type) {
            case "exception" ->
                    sink.frame("exception:" + headers.getOrDefault(":exception-type", ""), data);
            case "error" -> {
                String message = headers.getOrDefault(":error-message", "");
                sink.frame(
                        "error:" + headers.getOrDefault(":error-code", ""),
                        new JsonWriter().object().put("message", message).endObject().bytes());
            }
            default -> sink.frame(headers.getOrDefault(":event-type", ""), data);
        }
    }

    /** Reads the headers that hold text; the others are passed over. */
    private static Map<String, String> headers(byte[] buf, int from, int to) {
        var headers = new HashMap<String, String>();
        var in = new Bytes(buf, from, to);
        while (in.at < to) {
            String name = in.text(in.number(1));
            int type = in.number(1);
            switch (type) {
                case 0, 1 -> {}
                case 2 -> in.skip(1);
                case 3 -> in.skip(2);
                case 4 -> in.skip(4);
                case 5, 8 -> in.skip(8);
                case 6 -> in.skip(in.number(2));
                case 7 -> headers.put(name, in.text(in.number(2)));
                case 9 -> in.skip(16);
                default -> throw new BrokenFrame("a header of a frame has the type " + type);
            }
        }
        return headers;
    }

    /** A place in the headers that never leaves them. */
    private static final class Bytes {
        private final byte[] buf;
        private final int to;
        private int at;

        Bytes(byte[] buf, int from, int to) {
            this.buf = buf;
            this.at = from;
            this.to = to;
        }

        int skip(int length) {
            if (length > to - at) {
                throw new BrokenFrame("a header of a frame is longer than its frame says");
            }
            at += length;
            return at - length;
        }

        int number(int bytes) {
            int start = skip(bytes);
            int high = buf[start] & 0xff;
            return bytes == 1 ? high : (high << 8) | (buf[start + 1] & 0xff);
        }

        String text(int length) {
            return new String(buf, skip(length), length, StandardCharsets.UTF_8);
        }
    }
}
