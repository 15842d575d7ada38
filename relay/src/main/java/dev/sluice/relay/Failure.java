package dev.sluice.relay;

/** Why an attempt failed, as far as sockets can tell. */
sealed interface Failure {

    /** No connection came about: refused, unreachable, unknown host, TLS or proxy refused. */
    record NotConnected(String why) implements Failure {}

    /** The connection ended before the answer did. */
    record Broken(String why) implements Failure {}

    /** The answer is not HTTP, or not what was asked for. */
    record Malformed(String why) implements Failure {}

    /** A mistake of ours, which the log tells. */
    record Internal() implements Failure {}

    /** The time for calls under way ran out while the gateway was shutting down. */
    record ShuttingDown() implements Failure {}

    /** A configured time ran out. */
    record TimedOut(Phase phase) implements Failure {}

    /** The phases of an attempt that have a time limit. */
    enum Phase {
        CONNECT("connecting"),
        FIRST_BYTE("waiting for the first byte"),
        IDLE("waiting for the next byte"),
        TOTAL("the whole call");

        private final String words;

        Phase(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }
}
