package dev.sluice.wire.frames;

/**
 * Thrown when a streamed body is not what its framing allows: a wrong checksum, an impossible
 * length. Nothing after it can be trusted; the stream is over.
 */
public final class BrokenFrame extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the error, without a stack trace because vendors and proxies break streams every day.
     *
     * @param message what was found and what was expected
     */
    public BrokenFrame(String message) {
        super(message, null, false, false);
    }
}
