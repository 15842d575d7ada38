package dev.sluice.testkit;

import dev.sluice.testkit.Answer.Ending;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/** The server half of RFC 6455: the handshake value, an echo, and talks that follow a script. */
final class WebSocketFrames {
    private static final int LAST = 0x80;
    private static final int MORE = 0x0;
    private static final int TEXT = 0x1;
    private static final int CLOSE = 0x8;
    private static final int PING = 0x9;
    private static final int PONG = 0xa;

    private final DataInputStream in;
    private final OutputStream out;

    /** Thrown when the peer breaks a rule of RFC 6455. */
    static final class Violation extends IOException {
        private static final long serialVersionUID = 1L;

        Violation(String message) {
            super(message);
        }
    }

    private record Frame(int first, byte[] payload) {
        int opcode() {
            return first & 0xf;
        }

        boolean isLast() {
            return (first & LAST) != 0;
        }
    }

    WebSocketFrames(InputStream in, OutputStream out) {
        this.in = new DataInputStream(in);
        this.out = out;
    }

    /** The {@code sec-websocket-accept} value for a client's key (RFC 6455, section 4.2.2). */
    static String accept(String key) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            byte[] digest =
                    sha1.digest(
                            (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                                    .getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-1", impossible);
        }
    }

    /** Sends every frame back unmasked until a close frame has been echoed. */
    void echo() throws IOException {
        Frame frame;
        do {
            frame = read();
            send(frame.first(), frame.payload());
        } while (frame.opcode() != CLOSE);
    }

    /** Does after every text message what the script says, until one side leaves. */
    Ending converse(Function<String, List<WebSocketMove>> script)
            throws IOException, InterruptedException {
        boolean closing = false;
        try {
            while (true) {
                ByteArrayOutputStream message = new ByteArrayOutputStream();
                if (!message(message)) {
                    if (!closing) {
                        send(LAST | CLOSE, message.toByteArray());
                    }
                    return Ending.CLOSE;
                }
                if (closing) {
                    continue; // sent before our close frame arrived
                }
                for (WebSocketMove move : moves(script, message)) {
                    if (move instanceof WebSocketMove.Leave leave) {
                        return leave.ending();
                    }
                    make(move);
                    closing |= move instanceof WebSocketMove.Close;
                }
            }
        } catch (EOFException left) {
            if (closing) {
                return Ending.CLOSE;
            }
            throw left;
        }
    }

    private static List<WebSocketMove> moves(
            Function<String, List<WebSocketMove>> script, ByteArrayOutputStream message) {
        try {
            return script.apply(message.toString(StandardCharsets.UTF_8));
        } catch (RuntimeException | AssertionError e) {
            return List.of(new WebSocketMove.Close(1011, "script failed"));
        }
    }

    /** Reads one text message; false when it is a close frame's payload instead. */
    private boolean message(ByteArrayOutputStream into) throws IOException {
        boolean begun = false;
        while (true) {
            Frame frame = read();
            switch (frame.opcode()) {
                case TEXT, MORE -> {
                    if (begun == (frame.opcode() == TEXT)) {
                        throw new Violation("a message begins twice, or never");
                    }
                    begun = true;
                    into.write(frame.payload());
                    if (frame.isLast()) {
                        return true;
                    }
                }
                case CLOSE -> {
                    into.reset();
                    into.write(frame.payload());
                    return false;
                }
                case PING -> send(LAST | PONG, frame.payload());
                case PONG -> {}
                default -> throw new Violation("opcode " + frame.opcode() + " is no text");
            }
        }
    }

    private void make(WebSocketMove move) throws IOException, InterruptedException {
        switch (move) {
            case WebSocketMove.Say(String text) -> send(LAST | TEXT, utf8(text));
            case WebSocketMove.SayInPieces(String text, int size) -> {
                byte[] all = utf8(text);
                for (int at = 0; at < all.length; at += size) {
                    int to = Math.min(all.length, at + size);
                    int opcode = at == 0 ? TEXT : MORE;
                    send(
                            to == all.length ? LAST | opcode : opcode,
                            Arrays.copyOfRange(all, at, to));
                }
            }
            case WebSocketMove.Ping(String payload) -> send(LAST | PING, utf8(payload));
            case WebSocketMove.Pause pause -> Thread.sleep(pause.time());
            case WebSocketMove.Close(int code, String reason) -> {
                byte[] why = utf8(reason);
                byte[] payload =
                        ByteBuffer.allocate(2 + why.length).putShort((short) code).put(why).array();
                send(LAST | CLOSE, payload);
            }
            case WebSocketMove.Leave _ -> {}
        }
    }

    private Frame read() throws IOException {
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        int length = second & 0x7f;
        boolean control = (first & CLOSE) != 0;
        if ((first & 0x70) != 0) {
            throw new Violation("a reserved bit is set");
        }
        if (control && (length > 125 || (first & LAST) == 0)) {
            throw new Violation("a control frame is long or fragmented");
        }
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = Math.toIntExact(in.readLong());
        }
        if ((second & 0x80) == 0) {
            throw new Violation("a client frame must be masked");
        }
        byte[] mask = new byte[4];
        in.readFully(mask);
        byte[] payload = new byte[length];
        in.readFully(payload);
        for (int i = 0; i < length; i++) {
            payload[i] ^= mask[i & 3];
        }
        return new Frame(first, payload);
    }

    private void send(int first, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 10);
        frame.put((byte) first);
        if (payload.length < 126) {
            frame.put((byte) payload.length);
        } else if (payload.length < 65536) {
            frame.put((byte) 126).putShort((short) payload.length);
        } else {
            frame.put((byte) 127).putLong(payload.length);
        }
        frame.put(payload).flip();
        out.write(frame.array(), 0, frame.limit());
        out.flush();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
