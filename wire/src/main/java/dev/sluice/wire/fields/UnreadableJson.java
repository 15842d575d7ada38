package dev.sluice.wire.fields;

/** Thrown when a text is not JSON, or not the JSON that was expected; says where and what. */
public final class UnreadableJson extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String path;

    /**
     * Creates the error, without a stack trace because bad bodies are ordinary.
     *
     * @param path where, in the style {@code messages[0].role}; "" for the text as a whole
     * @param message what was found and what was expected
     */
    public UnreadableJson(String path, String message) {
        super(message, null, false, false);
        this.path = path;
    }

    /** Returns where the fault is, "" for the text as a whole. */
    public String path() {
        return path;
    }
}
