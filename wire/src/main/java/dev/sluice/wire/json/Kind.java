package dev.sluice.wire.json;

/** What sort of value a JSON value is (RFC 8259, section 3). */
public enum Kind {
    OBJECT,
    ARRAY,
    STRING,
    NUMBER,
    TRUE,
    FALSE,
    NULL;

    /** Returns the kind of the value that begins with this byte; of no value, NUMBER. */
    public static Kind of(byte first) {
        return switch (first) {
            case '{' -> OBJECT;
            case '[' -> ARRAY;
            case '"' -> STRING;
            case 't' -> TRUE;
            case 'f' -> FALSE;
            case 'n' -> NULL;
            default -> NUMBER;
        };
    }
}
