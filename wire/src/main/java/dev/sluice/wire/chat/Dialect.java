package dev.sluice.wire.chat;

/**
 * A wire language for chat, spoken on both sides: a gateway reads calls and writes replies towards
 * its clients, and does what a {@link VendorDialect} does towards vendors.
 */
public interface Dialect extends VendorDialect {
    /**
     * Reads a call.
     *
     * @param body the request body
     * @throws ApiException with status 400 that names the member, the value and the expectation
     */
    ChatCall readCall(byte[] body);

    /** Writes a whole reply; gaps in it should have been {@link ChatReply#filled filled}. */
    Written writeReply(ChatReply reply);

    /** Returns a writer for one streamed answer. */
    StreamWriter newStreamWriter(ReplyTerms terms);

    /** Writes an error in this language's envelope. */
    byte[] writeError(ApiError error);
}
