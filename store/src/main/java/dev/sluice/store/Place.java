package dev.sluice.store;

import org.jspecify.annotations.Nullable;

/**
 * Where a call stands in the order of the log: by its time, then by its id. As a text: {@code
 * 1764547200000-7}.
 *
 * @param begun milliseconds since 1970
 */
record Place(long begun, long id) {
    /** Returns the place that a text says; null for none. */
    static @Nullable Place of(@Nullable String text) {
        if (text == null) {
            return null;
        }
        int dash = text.indexOf('-');
        try {
            return new Place(
                    Long.parseLong(text, 0, Math.max(dash, 0), 10),
                    Long.parseLong(text, dash + 1, text.length(), 10));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "found '" + text + "', expected the place of a call, such as 1764547200000-7",
                    e);
        }
    }

    /** Returns whether a call stands before it, which is to say that it is older. */
    boolean isBehind(long callBegun, long callId) {
        return callBegun < begun || (callBegun == begun && callId < id);
    }

    /** Returns the id behind all those of the node whose call it is. */
    long endOfNode() {
        return ((id >> SqlBooks.SEQUENCE_BITS) + 1) << SqlBooks.SEQUENCE_BITS;
    }

    String text() {
        return begun + "-" + id;
    }
}
