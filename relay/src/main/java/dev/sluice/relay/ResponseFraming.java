package dev.sluice.relay;

import io.netty.buffer.ByteBuf;

/**
 * Cuts the bytes of one upstream connection into answers: HTTP/1.1 framing, read only.
 *
 * <p>Why not Netty's {@code HttpResponseDecoder}: it makes a header map for every answer and an
 * object for every chunk, and on a stream a chunk is a token. Here a head is ranges in a kept array
 * and a body is announced as ranges of the buffer that was read, whatever its framing; nothing is
 * made per answer or per chunk. Requests, which strangers send, are read by Netty's decoder.
 *
 * <p>Strict where two readings are possible (RFC 9112, section 6.3): both {@code Content-Length}
 * and {@code Transfer-Encoding}, two different lengths, an unknown transfer coding, a chunk size
 * that is no number or is followed by something other than an extension are refused. Line ends may
 * be LF alone, as section 2.2 allows.
 */
final class ResponseFraming {
    /** Hears what was found, in order, during {@link #feed}. */
    interface Listener {
        /** A final head (2xx to 5xx) or 101. */
        void head(ResponseHead head);

        /** Bytes of the body: {@code length} bytes from {@code index} of {@code buf}. */
        void body(ByteBuf buf, int index, int length);

        /** The body is complete. */
        void end();
    }

    private enum State {
        HEAD,
        FIXED,
        CHUNK_SIZE,
        CHUNK_SIZE_END,
        CHUNK_EXTENSION,
        CHUNK_DATA,
        CHUNK_END,
        TRAILER,
        UNTIL_CLOSE,
        UPGRADED,
        IDLE
    }

    /** A head larger than this is no head. */
    private static final int MAX_HEAD = 64 << 10;

    /** Chunk extensions and trailers larger than this are an attack or a mistake. */
    private static final int MAX_TRAILER = 16 << 10;

    private final ResponseHead head = new ResponseHead();
    private final Listener listener;
    private State state = State.IDLE;
    private boolean bodiless;
    private boolean keepAlive;
    private long remaining;
    private int digits;
    private int trailer;
    private boolean lineEmpty;

    ResponseFraming(Listener listener) {
        this.listener = listener;
    }

    /** Expects an answer. */
    void expect(Method method) {
        head.clear();
        bodiless = method == Method.HEAD;
        state = State.HEAD;
    }

    /** What of the request decides the framing of its answer. */
    enum Method {
        HEAD,
        OTHER;

        static Method of(String name) {
            return name.equals("HEAD") ? HEAD : OTHER;
        }
    }

    /** Returns whether no answer is under way. */
    boolean idle() {
        return state == State.IDLE;
    }

    /** Returns whether the body ends when the connection does. */
    boolean untilClose() {
        return state == State.UNTIL_CLOSE;
    }

    /** Returns whether the connection may carry another request after this answer. */
    boolean keepAlive() {
        return keepAlive;
    }

    /** Takes all readable bytes. */
    void feed(ByteBuf buf) throws BadResponse {
        while (buf.isReadable()) {
            switch (state) {
                case HEAD -> head(buf);
                case FIXED -> fixed(buf);
                case CHUNK_SIZE -> size(buf);
                case CHUNK_SIZE_END -> sizeEnd(buf);
                case CHUNK_EXTENSION -> extension(buf);
                case CHUNK_DATA -> data(buf);
                case CHUNK_END -> chunkEnd(buf);
                case TRAILER -> trailer(buf);
                case UNTIL_CLOSE, UPGRADED -> pass(buf, buf.readableBytes());
                case IDLE -> throw new BadResponse("bytes came that answer nothing");
            }
        }
    }

    private void head(ByteBuf buf) throws BadResponse {
        if (head.collect(buf)) {
            headComplete();
        } else if (head.length() > MAX_HEAD) {
            throw new BadResponse("the answer's head is larger than " + MAX_HEAD + " bytes");
        }
    }

    private void headComplete() throws BadResponse {
        head.parse();
        int status = head.status();
        if (status >= 100 && status < 200 && status != 101) {
            head.clear(); // an interim answer (100, 103): the final one follows
            return;
        }
        keepAlive =
                head.minorVersion() == 0
                        ? head.lists("connection", "keep-alive")
                        : head.find("connection") < 0 || !head.lists("connection", "close");
        frame(status);
        State framed = state;
        listener.head(head);
        if (framed == State.IDLE) {
            listener.end();
        }
    }

    private void frame(int status) throws BadResponse {
        if (status == 101) {
            state = State.UPGRADED;
            return;
        }
        long length = contentLength();
        boolean chunked = transferEncoding();
        if (chunked && length >= 0) {
            throw new BadResponse("the answer has both content-length and transfer-encoding");
        }
        if (bodiless || status == 204 || status == 304) {
            state = State.IDLE;
        } else if (chunked) {
            startChunk();
        } else if (length == 0) {
            state = State.IDLE;
        } else if (length > 0) {
            remaining = length;
            state = State.FIXED;
        } else {
            keepAlive = false;
            state = State.UNTIL_CLOSE;
        }
    }

    private long contentLength() throws BadResponse {
        long length = -1;
        for (int i = 0; i < head.count(); i++) {
            if (!head.named(i, "content-length")) {
                continue;
            }
            long value = decimal(i);
            if (length >= 0 && value != length) {
                throw new BadResponse("the answer has two content-lengths");
            }
            length = value;
        }
        return length;
    }

    private long decimal(int field) throws BadResponse {
        long value = 0;
        int from = head.valueFrom(field);
        int to = head.valueTo(field);
        if (from == to || to - from > 18) {
            throw new BadResponse("the content-length is not a number");
        }
        for (int i = from; i < to; i++) {
            int digit = head.bytes()[i] - '0';
            if (digit < 0 || digit > 9) {
                throw new BadResponse("the content-length is not a number");
            }
            value = value * 10 + digit;
        }
        return value;
    }

    private boolean transferEncoding() throws BadResponse {
        boolean chunked = false;
        for (int i = 0; i < head.count(); i++) {
            if (!head.named(i, "transfer-encoding")) {
                continue;
            }
            if (chunked
                    || !head.valueStarts(i, "chunked")
                    || head.valueTo(i) - head.valueFrom(i) != "chunked".length()) {
                throw new BadResponse("the transfer-encoding is not 'chunked'");
            }
            chunked = true;
        }
        return chunked;
    }

    private void startChunk() {
        remaining = 0;
        digits = 0;
        state = State.CHUNK_SIZE;
    }

    private void fixed(ByteBuf buf) {
        pass(buf, (int) Math.min(remaining, buf.readableBytes()));
        if (remaining == 0) {
            end();
        }
    }

    private void size(ByteBuf buf) throws BadResponse {
        while (buf.isReadable()) {
            byte b = buf.readByte();
            int digit = Character.digit(b, 16);
            if (digit >= 0) {
                if (++digits > 15) {
                    throw new BadResponse("a chunk size has too many digits");
                }
                remaining = remaining * 16 + digit;
                continue;
            }
            if (digits == 0) {
                throw new BadResponse("a chunk has no size");
            }
            if (b == '\n') {
                sized();
            } else if (b == '\r') {
                state = State.CHUNK_SIZE_END;
            } else if (b == ';' || b == ' ' || b == '\t') {
                trailer = 0;
                state = State.CHUNK_EXTENSION;
            } else {
                throw new BadResponse("a chunk size is not a number");
            }
            return;
        }
    }

    private void sizeEnd(ByteBuf buf) throws BadResponse {
        if (buf.readByte() != '\n') {
            throw new BadResponse("a chunk size is not a number");
        }
        sized();
    }

    private void extension(ByteBuf buf) throws BadResponse {
        while (buf.isReadable()) {
            if (++trailer > MAX_TRAILER) {
                throw new BadResponse("a chunk extension is too long");
            }
            if (buf.readByte() == '\n') {
                sized();
                return;
            }
        }
    }

    private void sized() {
        if (remaining == 0) {
            lineEmpty = true;
            trailer = 0;
            state = State.TRAILER;
        } else {
            state = State.CHUNK_DATA;
        }
    }

    private void data(ByteBuf buf) {
        pass(buf, (int) Math.min(remaining, buf.readableBytes()));
        if (remaining == 0) {
            state = State.CHUNK_END;
        }
    }

    private void chunkEnd(ByteBuf buf) throws BadResponse {
        byte b = buf.readByte();
        if (b == '\n') {
            startChunk();
        } else if (b != '\r') {
            throw new BadResponse("a chunk is longer than its size");
        }
    }

    private void trailer(ByteBuf buf) throws BadResponse {
        while (buf.isReadable()) {
            byte b = buf.readByte();
            if (b == '\n') {
                if (lineEmpty) {
                    end();
                    return;
                }
                lineEmpty = true;
            } else if (b != '\r') {
                lineEmpty = false;
            }
            if (++trailer > MAX_TRAILER) {
                throw new BadResponse("the trailers are too long");
            }
        }
    }

    private void pass(ByteBuf buf, int length) {
        int index = buf.readerIndex();
        buf.skipBytes(length);
        remaining -= length;
        listener.body(buf, index, length);
    }

    private void end() {
        state = State.IDLE;
        listener.end();
    }
}
