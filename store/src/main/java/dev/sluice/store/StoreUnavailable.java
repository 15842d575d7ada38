package dev.sluice.store;

/** The database cannot be reached or does not answer; what was asked was not done. */
public final class StoreUnavailable extends Exception {
    private static final long serialVersionUID = 1L;

    /** Says what could not be done, and why. */
    public StoreUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
