package dev.sluice.relay;

import dev.sluice.providers.Received;
import dev.sluice.wire.chat.ApiError;

/** What came of a request to a vendor that is no part of a call. */
public sealed interface Fetched {
    /**
     * It answered, whatever the status.
     *
     * @param text its body without our own credentials, should it quote them
     */
    record Answered(Received answer, String text) implements Fetched {}

    /**
     * It did not.
     *
     * @param error why, in the words that a caller would hear
     */
    record Unanswered(ApiError error) implements Fetched {}
}
