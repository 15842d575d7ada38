package dev.sluice.relay;

import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;

/**
 * How much of a body comes with a request, as its head says. Read once: many ask.
 *
 * @param declared the length in bytes; -1 when the head says none
 * @param chunked whether it comes in chunks, however much that will be
 */
record RequestFraming(long declared, boolean chunked) {
    /** What a head means that says nothing of a body. */
    static final RequestFraming NONE = new RequestFraming(-1, false);

    /** Reads it from a head that Netty's decoder has found to be well formed. */
    static RequestFraming of(HttpRequest request) {
        return new RequestFraming(
                HttpUtil.getContentLength(request, -1L),
                HttpUtil.isTransferEncodingChunked(request));
    }

    /** Returns the length in bytes as far as it is known; otherwise 0. */
    long length() {
        return Math.max(0, declared);
    }

    /** Returns whether there is no body. */
    boolean isEmpty() {
        return declared <= 0 && !chunked;
    }
}
