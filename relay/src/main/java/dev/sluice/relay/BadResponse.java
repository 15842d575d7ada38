package dev.sluice.relay;

/** Thrown when an upstream's answer is not HTTP/1.1 as RFC 9112 has it. */
final class BadResponse extends Exception {
    private static final long serialVersionUID = 1L;

    private final String why;

    BadResponse(String why) {
        super(why, null, false, false);
        this.why = why;
    }

    /** Returns what is wrong, in a few words. */
    String why() {
        return why;
    }
}
