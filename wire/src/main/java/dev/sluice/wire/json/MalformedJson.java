package dev.sluice.wire.json;

/** Thrown when a text is not JSON (RFC 8259); says where and what was expected. */
public final class MalformedJson extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int offset;

    /**
     * Creates the error.
     *
     * @param offset bytes from the start of the text to the first byte that does not fit
     * @param expected what would have fitted there, in a few words
     */
    public MalformedJson(int offset, String expected) {
        // No stack trace: this is an ordinary outcome of reading a caller's body.
        super("not JSON at byte " + offset + ": expected " + expected, null, false, false);
        this.offset = offset;
    }

    /** Returns the distance in bytes from the start of the text to the first wrong byte. */
    public int offset() {
        return offset;
    }
}
