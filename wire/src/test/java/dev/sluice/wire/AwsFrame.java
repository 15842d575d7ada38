package dev.sluice.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Makes frames of AWS's event stream with right checksums, for tests. */
public final class AwsFrame {
    private AwsFrame() {}

    /** Returns an event. */
    public static byte[] event(String type, String json) {
        byte[] headers =
                joined(
                        text(":event-type", type),
                        text(":content-type", "application/json"),
                        text(":message-type", "event"));
        return of(headers, json.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns an exception. */
    public static byte[] exception(String type, String json) {
        byte[] headers = joined(text(":exception-type", type), text(":message-type", "exception"));
        return of(headers, json.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns a frame of any headers and payload. */
    public static byte[] of(byte[] headers, byte[] payload) {
        int size = headers.length + payload.length + 16;
        var out = ByteBuffer.allocate(size).putInt(size).putInt(headers.length);
        out.putInt(crc(out.array(), 8)).put(headers).put(payload);
        return out.putInt(crc(out.array(), size - 4)).array();
    }

    /** Returns a header that holds text. */
    public static byte[] text(String name, String value) {
        byte[] key = name.getBytes(StandardCharsets.UTF_8);
        byte[] said = value.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(key.length + said.length + 4)
                .put((byte) key.length)
                .put(key)
                .put((byte) 7)
                .putShort((short) said.length)
                .put(said)
                .array();
    }

    /** Returns the pieces as one. */
    public static byte[] joined(byte[]... pieces) {
        var all = new ByteArrayOutputStream();
        for (byte[] piece : pieces) {
            all.writeBytes(piece);
        }
        return all.toByteArray();
    }

    /** Returns the checksum of the first bytes. */
    public static int crc(byte[] bytes, int length) {
        var crc = new CRC32();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
