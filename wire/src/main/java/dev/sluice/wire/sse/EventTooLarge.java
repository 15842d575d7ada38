package dev.sluice.wire.sse;

/** Thrown when an unfinished event has grown beyond what the framer may hold. */
public final class EventTooLarge extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the error.
     *
     * @param limit the most bytes that may be held
     */
    public EventTooLarge(int limit) {
        super("an event of the stream is larger than " + limit + " bytes", null, false, false);
    }
}
