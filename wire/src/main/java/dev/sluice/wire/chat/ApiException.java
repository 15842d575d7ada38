package dev.sluice.wire.chat;

/**
 * Thrown when a text cannot be read as what it claims to be, or when a reply turns out to be an
 * error; carries what the client is told.
 *
 * <p>From {@link Dialect#readCall} the status is 400 and the message names the member, the value
 * found and what was expected. From {@link Dialect#readReply} it is 502 for a text that is no
 * reply, otherwise the status that the error inside means.
 */
public final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ApiError error;

    /** Wraps the error; no stack trace, because a bad body is an ordinary outcome. */
    public ApiException(ApiError error) {
        super(error.message(), null, false, false);
        this.error = error;
    }

    /** Returns what the client is told. */
    public ApiError error() {
        return error;
    }
}
