package dev.sluice.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import tools.jackson.databind.node.ObjectNode;

/** Frames of AWS's binary event stream. */
final class AwsFrames {
    private AwsFrames() {}

    /** An event, padded with a member {@code p} as the vendor does it. */
    static Piece event(String type, ObjectNode body) {
        body.put("p", "abcdefghijklmnopqrstuvwxyz".substring(0, 1 + type.length() % 25));
        return frame("event", ":event-type", type, body.toString());
    }

    /** An exception in the middle of a stream. */
    static Piece exception(String type, String message) {
        String body = Json.object().put("message", message).toString();
        return frame("exception", ":exception-type", type, body);
    }

    private static Piece frame(String kind, String header, String type, String payload) {
        var headers = new ByteArrayOutputStream();
        header(headers, header, type);
        header(headers, ":content-type", "application/json");
        header(headers, ":message-type", kind);
        byte[] body = payload.getBytes(UTF_8);
        int size = headers.size() + body.length + 16;
        ByteBuffer out = ByteBuffer.allocate(size).putInt(size).putInt(headers.size());
        out.putInt(crc(out.array(), 8)).put(headers.toByteArray()).put(body);
        return Piece.of(out.putInt(crc(out.array(), size - 4)).array());
    }

    private static void header(ByteArrayOutputStream out, String name, String value) {
        byte[] key = name.getBytes(UTF_8);
        byte[] text = value.getBytes(UTF_8);
        out.write(key.length);
        out.writeBytes(key);
        out.write(7);
        out.write(text.length >> 8);
        out.write(text.length);
        out.writeBytes(text);
    }

    private static int crc(byte[] bytes, int length) {
        var crc = new CRC32();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
