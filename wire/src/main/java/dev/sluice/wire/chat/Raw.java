package dev.sluice.wire.chat;

/**
 * One JSON value kept as the text it was written in: number literals, member order and white space
 * included. It is written back as it is, never rebuilt.
 *
 * @param json a single well-formed JSON value
 */
public record Raw(String json) {
    /** The JSON literal {@code null}. */
    public static final Raw NULL = new Raw("null");

    /** Says whether this is the literal {@code null}, which most vendors use for "absent". */
    public boolean isNull() {
        return json.equals("null");
    }
}
