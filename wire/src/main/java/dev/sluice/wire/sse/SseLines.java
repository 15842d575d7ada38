package dev.sluice.wire.sse;

import java.util.Arrays;

/**
 * A walk over the lines of one raw event, field by field, without decoding or copying; reusable.
 *
 * <p>Comment lines come as a field with an empty name, blank lines are passed over.
 */
public final class SseLines {
    private byte[] buf = {};
    private int pos;
    private int to;
    private int nameFrom;
    private int nameTo;
    private int valueFrom;
    private int valueTo;

    /** Creates a walk that has no event yet. */
    public SseLines() {}

    /** Starts with the event {@code raw[from, limit)}; a byte order mark is passed over. */
    public void reset(byte[] raw, int from, int limit) {
        buf = raw;
        to = limit;
        boolean bom =
                limit - from >= 3
                        && raw[from] == (byte) 0xef
                        && raw[from + 1] == (byte) 0xbb
                        && raw[from + 2] == (byte) 0xbf;
        pos = bom ? from + 3 : from;
    }

    /** Goes to the next line that is not blank; false when there is none. */
    public boolean next() {
        while (pos < to && (buf[pos] == '\n' || buf[pos] == '\r')) {
            pos++;
        }
        if (pos >= to) {
            return false;
        }
        int end = LineEnd.find(buf, pos, to);
        int colon = pos;
        while (colon < end && buf[colon] != ':') {
            colon++;
        }
        nameFrom = pos;
        nameTo = colon;
        valueFrom = Math.min(colon + 1, end);
        if (valueFrom < end && buf[valueFrom] == ' ') {
            valueFrom++;
        }
        valueTo = end;
        pos = end;
        return true;
    }

    /** Tells whether the field has this name (ASCII). */
    public boolean nameIs(byte[] asciiName) {
        return Arrays.equals(buf, nameFrom, nameTo, asciiName, 0, asciiName.length);
    }

    /** Tells whether the field's value is this text (ASCII). */
    public boolean valueIs(byte[] asciiValue) {
        return Arrays.equals(buf, valueFrom, valueTo, asciiValue, 0, asciiValue.length);
    }

    /** Returns where the value begins, the one blank after the colon left out. */
    public int valueFrom() {
        return valueFrom;
    }

    /** Returns the offset after the value. */
    public int valueTo() {
        return valueTo;
    }
}
