package dev.sluice.wire.json;

/*
 * A pull parser without tokens: the caller knows the shape that it looks for and walks along it,
 * skipping whole values that do not concern it. There is no stack here. The caller's own nested
 * loops are the stack, and the one bit that a comma needs ("is this the first in its container?")
 * can only be set right after a container was entered.
 *
 *     cursor.enterObject();
 *     while (cursor.nextMember()) {          // stands on the value now
 *         if (cursor.nameIs(CHOICES)) { cursor.enterArray(); while (cursor.nextElement()) ... }
 *         else cursor.skip();
 *     }
 *     cursor.finish();
 *
 * Everything passed is checked, so a walk that reaches finish() has proved the text to be JSON.
 */

/** A forward-only walk over one JSON text in a byte array; reusable, allocates nothing. */
public final class JsonCursor {
    private static final byte[] NOTHING = {};

    private final Syntax syntax = new Syntax();
    private byte[] buf = NOTHING;
    private int pos;
    private int to;
    private int nameFrom;
    private int nameTo;
    private boolean nameEscaped;
    private boolean entered;

    /** Creates a cursor that has no text yet. */
    public JsonCursor() {}

    /** Stands before the value in {@code text[from, limit)}. */
    public void reset(byte[] text, int from, int limit) {
        buf = text;
        to = limit;
        entered = false;
        syntax.startAt(from);
        pos = Syntax.space(text, from, limit);
    }

    /** Returns the offset of the value that the cursor stands on, or the one after it. */
    public int position() {
        return pos;
    }

    /**
     * Returns the kind of the value that the cursor stands on.
     *
     * @throws MalformedJson at the end of the text
     */
    public Kind kind() {
        if (pos >= to) {
            throw syntax.fail(pos, "a value");
        }
        return Kind.of(buf[pos]);
    }

    /** Goes into the object that the cursor stands on. */
    public void enterObject() {
        enter('{', "an object");
    }

    /** Goes into the array that the cursor stands on. */
    public void enterArray() {
        enter('[', "an array");
    }

    private void enter(char bracket, String expected) {
        if (pos >= to || buf[pos] != bracket) {
            throw syntax.fail(pos, expected);
        }
        pos++;
        entered = true;
    }

    /**
     * Goes to the value of the object's next member; false when the object is over, the cursor then
     * stands after its brace.
     */
    public boolean nextMember() {
        if (!next('}')) {
            return false;
        }
        nameFrom = pos;
        nameTo = syntax.quoted(buf, pos, to);
        nameEscaped = syntax.escaped();
        pos = syntax.colon(buf, nameTo, to);
        return true;
    }

    /** Goes to the array's next element; false when the array is over. */
    public boolean nextElement() {
        return next(']');
    }

    private boolean next(char bracket) {
        int i = Syntax.space(buf, pos, to);
        byte c = i < to ? buf[i] : 0;
        if (c == bracket) {
            entered = false;
            pos = i + 1;
            return false;
        }
        if (!entered) {
            i = syntax.comma(buf, i, to, bracket);
        }
        entered = false;
        pos = i;
        return true;
    }

    /** Passes the value that the cursor stands on, checking it; returns the offset after it. */
    public int skip() {
        pos = syntax.any(buf, pos, to, 0);
        return pos;
    }

    /** Throws {@link MalformedJson} unless only white space is left. */
    public void finish() {
        syntax.end(buf, pos, to);
    }

    /** Returns the offset of the current member's name, at its quote. */
    public int nameFrom() {
        return nameFrom;
    }

    /** Returns how many bytes the current member's name has between its quotes. */
    public int nameLength() {
        return nameTo - nameFrom - 2;
    }

    /** Tells whether the current member has this name (ASCII, unquoted). */
    public boolean nameIs(byte[] asciiName) {
        return Syntax.named(buf, nameFrom, nameTo, nameEscaped, asciiName);
    }

    /** Tells whether the current member's name holds an escape sequence. */
    public boolean nameEscaped() {
        return nameEscaped;
    }

    /** Returns the current member's name, decoded. */
    public String name() {
        return JsonText.unquote(buf, nameFrom, nameTo);
    }
}
