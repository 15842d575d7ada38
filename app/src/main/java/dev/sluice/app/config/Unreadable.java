package dev.sluice.app.config;

/** A file that is no JSON or YAML at all. */
public final class Unreadable extends Exception {
    private static final long serialVersionUID = 1;
    private final int line;

    Unreadable(int line, String message) {
        super(message, null, false, false);
        this.line = line;
    }

    /** Returns this as one line for people. */
    public Problem problem() {
        return new Problem(line, "", String.valueOf(getMessage()));
    }
}
