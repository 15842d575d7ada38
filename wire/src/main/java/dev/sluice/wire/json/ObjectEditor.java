package dev.sluice.wire.json;

/*
 * Taking a member out of an object means taking out one comma too, and which one depends on its
 * neighbours. Seen from left to right there are two cases. While nothing before has been kept, a
 * removal runs forward, up to the next name; after something was kept it runs backward, from the
 * end of the member before:
 *
 *     {"a":1, "b":2, "c":3}     without a and b   removed:  "a":1, |"b":2,
 *     {"a":1, "b":2, "c":3}     without b and c   removed:  , "b":2|, "c":3
 *
 * So the ranges never overlap and each object needs one pass.
 */

/**
 * Drops, keeps and appends the members of one object while it is being walked, in terms of {@link
 * Edits}; reusable.
 */
public final class ObjectEditor {
    private static final byte[] COMMA = {','};

    private final Edits edits;
    private boolean kept;
    private int pending;
    private int last;

    /** Creates an editor that adds to these edits. */
    public ObjectEditor(Edits edits) {
        this.edits = edits;
    }

    /** Starts with another object. */
    public void begin() {
        kept = false;
        pending = -1;
        last = -1;
    }

    /**
     * Keeps the member whose name begins at {@code nameFrom} and whose value ends at {@code to}.
     */
    public void keep(int nameFrom, int to) {
        if (pending >= 0) {
            edits.remove(pending, nameFrom);
            pending = -1;
        }
        kept = true;
        last = to;
    }

    /** Takes out the member whose name begins at {@code nameFrom}, value ending at {@code to}. */
    public void drop(int nameFrom, int to) {
        if (kept) {
            edits.remove(last, to);
        } else if (pending < 0) {
            pending = nameFrom;
        }
        last = to;
    }

    /** Says that the walk is over; call before {@link #append}. */
    public void close() {
        if (pending >= 0) {
            edits.remove(pending, last);
            pending = -1;
        }
    }

    /**
     * Adds a member at the end.
     *
     * @param brace offset of the object's closing brace
     * @param member name, colon and value
     */
    public void append(int brace, byte[] member) {
        if (kept) {
            edits.insert(brace, COMMA);
        }
        edits.insert(brace, member);
        kept = true;
    }
}
