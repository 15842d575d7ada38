package dev.sluice.relay;

/** Thrown when an upstream's answer is not HTTP/1.1 as RFC 9112 has it. */
final class BadResponse extends Exception {
    private static final long serialVersionUID = 1L;

    BadResponse(String message) {
        super(message, null, false, false);
    }
}
