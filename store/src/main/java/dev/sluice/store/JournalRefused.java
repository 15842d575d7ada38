package dev.sluice.store;

import java.io.IOException;

/** The journal cannot be opened; the message says what to do, to whoever starts the program. */
public final class JournalRefused extends IOException {
    private static final long serialVersionUID = 1L;

    /** Says why, and what to do. */
    public JournalRefused(String message) {
        super(message);
    }
}
