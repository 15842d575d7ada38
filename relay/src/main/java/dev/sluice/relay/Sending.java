package dev.sluice.relay;

/** How one attempt sends its request. */
interface Sending {
    /** Sends the request's head and as much of the body as the connection takes. */
    void send(UpstreamConnection connection, Lane lane);

    /** Goes on sending: the connection takes more. */
    void more();

    /** Breaks off what is under way before the vendor is asked. */
    default void cancel() {
        // Most ask nobody else first.
    }
}
