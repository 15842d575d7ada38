package dev.sluice.providers;

/** How an access token is fetched. Pure: says what to ask and reads what is answered. */
public interface Grant {
    /**
     * An access token.
     *
     * @param value the token
     * @param seconds how long it is good for from now on, its early renewal taken off
     */
    record Token(Secret value, long seconds) {}

    /** Returns the request that fetches a token. */
    VendorRequest request(Moment moment);

    /**
     * Reads the answer.
     *
     * @throws dev.sluice.wire.chat.ApiException when there is no token in it
     */
    Token read(Received answer);

    /** Puts the token on a request. */
    VendorRequest authorize(VendorRequest request, Token token);
}
