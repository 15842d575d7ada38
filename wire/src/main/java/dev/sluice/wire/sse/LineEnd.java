package dev.sluice.wire.sse;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/*
 * The search for the end of a line reads eight bytes at a time. Of all bytes that occur in event
 * streams only tab, LF and CR are below 0x0e, so "some byte is below 0x0e", which is one
 * subtraction and two ands, stops at LF and CR and now and then at a tab in vain:
 *
 *     (w - 0x0e..0e) & ~w & 0x80..80
 *
 * A borrow runs only towards later bytes, so the lowest flag is exact, and it is the one used.
 */
final class LineEnd {
    private static final VarHandle WORD =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long BOUND = 0x0e0e0e0e0e0e0e0eL;
    private static final long HIGHS = 0x8080808080808080L;

    private LineEnd() {}

    /** Returns the offset of the first LF or CR in {@code buf[from, to)}, or {@code to}. */
    static int find(byte[] buf, int from, int to) {
        int i = from;
        while (i + Long.BYTES <= to) {
            long w = (long) WORD.get(buf, i);
            long low = (w - BOUND) & ~w & HIGHS;
            if (low == 0) {
                i += Long.BYTES;
                continue;
            }
            i += Long.numberOfTrailingZeros(low) >> 3;
            if (buf[i] == '\n' || buf[i] == '\r') {
                return i;
            }
            i++;
        }
        while (i < to && buf[i] != '\n' && buf[i] != '\r') {
            i++;
        }
        return i;
    }
}
