package dev.sluice.wire.chat;

/**
 * A wire language for chat. The same verbs on both sides: a gateway reads calls and writes replies
 * towards its clients, writes calls and reads replies towards vendors.
 *
 * <p>Pure: bytes in, values out. No sockets, keys, clocks or threads; an instance may be shared.
 */
public interface Dialect {
    /** Returns the language's name: {@code openai}, {@code anthropic}, ... */
    String name();

    /**
     * Reads a call.
     *
     * @param body the request body
     * @throws ApiException with status 400 that names the member, the value and the expectation
     */
    ChatCall readCall(byte[] body);

    /** Writes a call; says what the language has no word for. */
    Written writeCall(ChatCall call);

    /**
     * Reads a whole reply of a successful response.
     *
     * @param body the response body
     * @throws ApiException when the body is an error in disguise, or no reply at all
     */
    ChatReply readReply(byte[] body);

    /** Writes a whole reply; gaps in it should have been {@link ChatReply#filled filled}. */
    Written writeReply(ChatReply reply);

    /** Returns a reader for one streamed answer. */
    StreamReader newStreamReader();

    /** Returns a writer for one streamed answer. */
    StreamWriter newStreamWriter(ReplyTerms terms);

    /**
     * Reads a vendor's error and turns it into what our client is told. Never throws: any body is
     * an error body, HTML and nothing included.
     *
     * @param status the vendor's HTTP status
     * @param body the response body
     */
    ApiError readError(int status, byte[] body);

    /** Writes an error in this language's envelope. */
    byte[] writeError(ApiError error);
}
