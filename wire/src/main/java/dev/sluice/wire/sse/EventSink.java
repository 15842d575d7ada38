package dev.sluice.wire.sse;

/** Where a framer puts the events that it found. */
@FunctionalInterface
public interface EventSink {
    /**
     * Takes one whole event as it stood on the wire.
     *
     * @param buf the bytes; valid only during this call
     * @param from where the event begins; blank lines and comments before it belong to it
     * @param to one past the blank line that ends it
     */
    void event(byte[] buf, int from, int to);
}
