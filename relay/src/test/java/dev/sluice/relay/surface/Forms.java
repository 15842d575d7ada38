package dev.sluice.relay.surface;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Random;

/** Pieces of {@code multipart/form-data} with the boundary {@code xyz}. */
final class Forms {
    private Forms() {}

    static byte[] field(String name, String value) {
        return ("--xyz\r\nContent-Disposition: form-data; name=\""
                        + name
                        + "\"\r\n\r\n"
                        + value
                        + "\r\n")
                .getBytes(UTF_8);
    }

    static byte[] file(int size) {
        byte[] noise = new byte[size];
        new Random(size).nextBytes(noise);
        return joined(
                "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\nContent-Type: audio/wav\r\n\r\n"
                        .getBytes(UTF_8),
                noise,
                "\r\n".getBytes(UTF_8));
    }

    static byte[] end() {
        return "--xyz--\r\n".getBytes(UTF_8);
    }

    static byte[] joined(byte[]... pieces) {
        var all = new ByteArrayOutputStream();
        for (byte[] piece : pieces) {
            all.writeBytes(piece);
        }
        return all.toByteArray();
    }

    static byte[] form(boolean modelFirst, int size, String model) {
        return modelFirst
                ? joined(field("model", model), file(size), end())
                : joined(file(size), field("model", model), file(size / 2), end());
    }
}
