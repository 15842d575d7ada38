package dev.sluice.store;

/** An entry of the journal is whole, but does not say what an entry says. */
final class UnreadableEntry extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableEntry(String message, Throwable cause) {
        super(message, cause);
    }
}
