package dev.sluice.wire.chat;

/**
 * A wire language as a vendor speaks it: calls are written, replies, streams and errors are read.
 *
 * <p>Pure: bytes in, values out. No sockets, keys, clocks or threads; an instance may be shared.
 */
public interface VendorDialect {
    /** Returns the language's name: {@code openai}, {@code anthropic}, ... */
    String name();

    /**
     * Writes a call; says what the language has no word for.
     *
     * @throws ApiException with status 400 when the call cannot be said at all, such as a picture
     *     for a vendor of text; the error names the member
     */
    Written writeCall(ChatCall call);

    /**
     * Reads a whole reply of a successful response.
     *
     * @param body the response body
     * @throws ApiException when the body is an error in disguise, or no reply at all
     */
    ChatReply readReply(byte[] body);

    /** Returns a reader for one streamed answer. */
    StreamReader newStreamReader();

    /**
     * Reads a vendor's error and turns it into what our client is told. Never throws: any body is
     * an error body, HTML and nothing included.
     *
     * @param status the vendor's HTTP status
     * @param body the response body
     */
    ApiError readError(int status, byte[] body);

    /** Returns how pictures must reach the vendor. */
    default Pictures pictures() {
        return Pictures.ANY;
    }

    /**
     * Says whether the vendor fetches what stands at an address itself.
     *
     * @param url as the caller wrote it
     */
    default boolean fetchesItself(String url) {
        return pictures() == Pictures.ANY;
    }

    /** How pictures reach a vendor. */
    enum Pictures {
        /** In the message or at an address: the vendor fetches them itself. */
        ANY,
        /** In the message only: whoever sends the call fetches what stands at an address. */
        INLINE
    }
}
