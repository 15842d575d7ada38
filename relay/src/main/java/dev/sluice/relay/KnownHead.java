package dev.sluice.relay;

import dev.sluice.core.Surface;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A head that a client has sent, as bytes and as what the decoder has made of them. The same bytes
 * mean the same; the digits of its one {@code Content-Length} may be others, and then mean another
 * length.
 */
final class KnownHead {
    private static final int LONGEST = 4 << 10;
    private static final int MOST_DIGITS = 9;
    private static final byte[] LENGTH_NAME = Ascii.bytes("\ncontent-length:");

    private final RequestHead head;
    private final ByteBuf bytes;
    private final int digitsFrom;
    private final int digitsTo;

    private KnownHead(RequestHead head, byte[] bytes, int digitsFrom, int digitsTo) {
        this.head = head;
        this.bytes = Unpooled.wrappedBuffer(bytes);
        this.digitsFrom = digitsFrom;
        this.digitsTo = digitsTo;
    }

    /**
     * Keeps a head that the decoder has just read.
     *
     * @param buf holds the whole head, from {@code from} to its reader index
     * @return null for a head that is too long, whose body's length is not stated once and in
     *     digits, that is not the whole of its request (an upgrade, an expectation), or that asks
     *     for nothing which is asked for often
     */
    static @Nullable KnownHead of(RequestHead head, ByteBuf buf, int from) {
        int length = buf.readerIndex() - from;
        HttpHeaders headers = head.headers();
        if (length > LONGEST
                || head.framing().chunked()
                || headers.contains(HttpHeaderNames.UPGRADE)
                || headers.contains(HttpHeaderNames.EXPECT)
                || !(head.surface() instanceof Surface.Relayed)) {
            return null;
        }
        byte[] bytes = new byte[length];
        buf.getBytes(from, bytes);
        if (head.framing().declared() < 0) {
            return new KnownHead(head, bytes, length, length);
        }
        int name = find(bytes, 0);
        if (name < 0 || find(bytes, name + 1) >= 0) {
            return null;
        }
        int digits = name + LENGTH_NAME.length;
        while (digits < length && bytes[digits] == ' ') {
            digits++;
        }
        int end = digits;
        while (end < length && isDigit(bytes[end])) {
            end++;
        }
        boolean plain = end > digits && end < length && (bytes[end] == '\r' || bytes[end] == '\n');
        return plain ? new KnownHead(head, bytes, digits, end) : null;
    }

    /**
     * Reads the same head once more.
     *
     * @return null, and nothing has been read, when the buffer begins with anything else
     */
    @Nullable RequestHead read(ByteBuf buf) {
        int from = buf.readerIndex();
        int length = bytes.capacity();
        if (!same(buf, from, 0, digitsFrom)) {
            return null;
        }
        if (digitsFrom == length) {
            buf.readerIndex(from + digitsFrom);
            return head;
        }
        int digits = from + digitsFrom;
        int at = digits;
        int end = Math.min(buf.writerIndex(), digits + MOST_DIGITS);
        long body = 0;
        while (at < end && isDigit(buf.getByte(at))) {
            body = body * 10 + (buf.getByte(at++) - '0');
        }
        if (at == digits || !same(buf, at, digitsTo, length)) {
            return null;
        }
        buf.readerIndex(at + length - digitsTo);
        return head.withLength(body);
    }

    /** Compares what stands in the buffer with a part of the head. */
    private boolean same(ByteBuf buf, int index, int from, int to) {
        int length = to - from;
        return buf.writerIndex() - index >= length
                && ByteBufUtil.equals(buf, index, bytes, from, length);
    }

    /** Returns where the name of the length stands, with the line end before it; or -1. */
    private static int find(byte[] head, int from) {
        for (int i = from; i <= head.length - LENGTH_NAME.length; i++) {
            if (head[i] == '\n' && named(head, i)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean named(byte[] head, int from) {
        for (int i = 1; i < LENGTH_NAME.length; i++) {
            byte c = head[from + i];
            if ((c >= 'A' && c <= 'Z' ? c | 0x20 : c) != LENGTH_NAME[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(byte c) {
        return c >= '0' && c <= '9';
    }
}
