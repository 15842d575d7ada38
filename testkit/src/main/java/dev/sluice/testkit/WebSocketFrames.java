package dev.sluice.testkit;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The server half of RFC 6455 that an echo needs: the handshake value and whole frames. */
final class WebSocketFrames {
    private static final int CLOSE = 0x8;

    private WebSocketFrames() {}

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
    static void echo(InputStream in, OutputStream out) throws IOException {
        DataInputStream data = new DataInputStream(in);
        while (true) {
            int first = data.readUnsignedByte();
            int second = data.readUnsignedByte();
            int length = second & 0x7f;
            if (length == 126) {
                length = data.readUnsignedShort();
            } else if (length == 127) {
                length = Math.toIntExact(data.readLong());
            }
            byte[] mask = new byte[4];
            if ((second & 0x80) == 0) {
                throw new IOException("a client frame must be masked");
            }
            data.readFully(mask);
            byte[] payload = new byte[length];
            data.readFully(payload);
            for (int i = 0; i < length; i++) {
                payload[i] ^= mask[i & 3];
            }
            out.write(unmasked(first, payload));
            out.flush();
            if ((first & 0xf) == CLOSE) {
                return;
            }
        }
    }

    private static byte[] unmasked(int first, byte[] payload) {
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
        byte[] bytes = new byte[frame.remaining()];
        frame.get(bytes);
        return bytes;
    }
}
