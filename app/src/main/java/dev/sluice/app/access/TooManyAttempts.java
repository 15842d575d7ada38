package dev.sluice.app.access;

/** Thrown when somebody has to wait before it may try again to prove who it is. */
public final class TooManyAttempts extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long millis;

    TooManyAttempts(long millis) {
        super("wait " + millis + " ms", null, false, false);
        this.millis = millis;
    }

    /** Returns for how many seconds, at least one. */
    public long seconds() {
        return Math.max(1, (millis + 999) / 1000);
    }
}
