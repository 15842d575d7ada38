package dev.sluice.wire.frames;

/** The ways in which vendors frame their streams. */
public enum Framing {
    /** Server-sent events; a frame is one event's name and its data lines joined. */
    EVENTS,
    /**
     * Server-sent events with fields of the vendor's own: a frame is one whole event, undecoded.
     */
    RAW_EVENTS,
    /** One JSON text a line, as Ollama sends them. */
    LINES,
    /**
     * AWS's binary event stream; a frame is {@code :event-type} and the payload. Exceptions are
     * named {@code exception:TYPE}, errors {@code error:CODE}.
     */
    AWS_EVENTS,
    /** The messages of a WebSocket; a frame is one message. */
    MESSAGES;

    /** Returns a cutter for one stream. */
    public Frames open() {
        return switch (this) {
            case EVENTS -> new EventFrames(EventFrames.Form.DECODED);
            case RAW_EVENTS -> new EventFrames(EventFrames.Form.WHOLE);
            case LINES -> new LineFrames();
            case AWS_EVENTS -> new AwsEventFrames();
            case MESSAGES -> new MessageFrames();
        };
    }
}
