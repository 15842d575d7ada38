package dev.sluice.app.config;

/**
 * Something in a configuration that is not as it should be.
 *
 * @param line line in the file, counted from 1; 0 where it belongs to no line
 * @param path which member, as in {@code providers[1].timeout}; empty for the file as a whole
 * @param message what was found and what was expected; never a secret's value
 */
public record Problem(int line, String path, String message) {

    /** Returns one sentence for people: {@code line 12: providers[1].type: found ...}. */
    public String sentence() {
        return (line > 0 ? "line " + line + ": " : "")
                + (path.isEmpty() ? "" : path + ": ")
                + message;
    }
}
