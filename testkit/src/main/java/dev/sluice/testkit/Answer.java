package dev.sluice.testkit;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What a {@link FakeUpstream} does with one request. */
public sealed interface Answer {

    /** How a connection is left. */
    enum Ending {
        /** It stays open for the next request. */
        KEEP,
        /** An orderly close: the peer reads an end of stream. */
        CLOSE,
        /** A TCP reset: the peer's read fails. */
        RESET
    }

    /** A complete answer with {@code content-length}. */
    record Fixed(int status, Headers headers, Piece body) implements Answer {}

    /** A chunked answer: one HTTP chunk per piece, flushed after each. */
    record Chunked(int status, Headers headers, List<Piece> pieces) implements Answer {
        public Chunked {
            pieces = List.copyOf(pieces);
        }
    }

    /** Exactly these bytes on the wire, head included, with no framing added. */
    record Raw(List<Piece> pieces, Ending ending) implements Answer {
        public Raw {
            pieces = List.copyOf(pieces);
        }
    }

    /** Never a byte of answer; the connection stays open until the peer or the fake closes it. */
    record Stall() implements Answer {}

    /** The connection is left without one byte of answer. */
    record NoHeaders(Ending ending) implements Answer {}

    /** The first {@code bytes} bytes that another answer puts on the wire, head included. */
    record CutAfter(Answer whole, long bytes, Ending ending) implements Answer {}

    /** Another answer written a few bytes at a time. */
    record Trickle(Answer whole, int bytesPerPiece, Duration interval) implements Answer {}

    /**
     * An event stream in a chunked body.
     *
     * @param events whole events as text, each with its closing blank line; one HTTP chunk each
     * @param interval pause before each event but the first
     */
    record Sse(int status, Headers headers, List<String> events, Duration interval)
            implements Answer {
        public Sse {
            events = List.copyOf(events);
        }
    }

    /**
     * A WebSocket handshake accepted with 101; afterwards every frame comes back unmasked with the
     * same opcode and payload (RFC 6455, section 5).
     */
    record WebSocketEcho(Headers headers) implements Answer {}

    /**
     * A WebSocket handshake accepted with 101; afterwards the server does after every text message
     * of the client's what the script says. Pings are answered, a close frame is echoed; whoever
     * breaks a rule of RFC 6455 is refused.
     *
     * @param script called on one thread with one message after the other
     */
    record WebSocketScript(Headers headers, Function<String, List<WebSocketMove>> script)
            implements Answer {}

    /** A JSON answer. */
    static Fixed json(int status, String body) {
        return new Fixed(status, Headers.of("content-type", "application/json"), Piece.of(body));
    }

    /** An answer of any content type. */
    static Fixed bytes(int status, String contentType, byte[] body) {
        return new Fixed(status, Headers.of("content-type", contentType), Piece.of(body));
    }

    /** An event stream of {@code data:} lines with LF ends, one per payload. */
    static Sse events(Duration interval, List<String> payloads) {
        List<String> events = new ArrayList<>();
        for (String payload : payloads) {
            events.add("data: " + payload + "\n\n");
        }
        return new Sse(
                200,
                Headers.of("content-type", "text/event-stream; charset=utf-8"),
                events,
                interval);
    }

    /** These bytes and nothing else, then a close. */
    static Raw raw(String wire) {
        return new Raw(List.of(Piece.of(wire.getBytes(StandardCharsets.UTF_8))), Ending.CLOSE);
    }
}
