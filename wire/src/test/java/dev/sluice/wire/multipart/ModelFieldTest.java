package dev.sluice.wire.multipart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class ModelFieldTest {
    private static final String FILE =
            part("Content-Disposition: form-data; name=\"file\"; filename=\"a.wav\"", "RI\r\nFF\0");
    private static final String MODEL =
            part("Content-Disposition: form-data; name=\"model\"", "whisper-1");

    private static String part(String header, String content) {
        return "--xyz\r\n" + header + "\r\n\r\n" + content + "\r\n";
    }

    static Stream<Arguments> forms() {
        String end = "--xyz--\r\n";
        return Stream.of(
                Arguments.of("first", MODEL + FILE + end, "whisper-1"),
                Arguments.of("last", FILE + MODEL + end, "whisper-1"),
                Arguments.of("only", MODEL + end, "whisper-1"),
                Arguments.of("after a preamble", "hello\r\n" + MODEL + end, "whisper-1"),
                Arguments.of("in Chinese", named("model", "模型") + end, "模型"),
                Arguments.of("empty", named("model", "") + end, ""),
                Arguments.of("with blanks", named("model", " gpt ") + end, "gpt"),
                Arguments.of(
                        "bare word",
                        part("content-disposition: form-data; name=model", "m") + end,
                        "m"),
                Arguments.of(
                        "word before another parameter",
                        part("Content-Disposition: form-data; name=model; x=y", "m") + end,
                        "m"),
                Arguments.of(
                        "a second header line",
                        part(
                                        "Content-Type: text/plain\r\n"
                                                + "Content-Disposition: form-data; name=\"model\"",
                                        "m")
                                + end,
                        "m"),
                Arguments.of(
                        "after an empty part",
                        "--xyz\r\nA: b\r\n\r\n--xyz\r\nContent-Disposition: form-data;"
                                + " name=\"model\"\r\n\r\nm\r\n"
                                + end,
                        "m"),
                Arguments.of(
                        "after a part without headers",
                        "--xyz\r\n\r\nx\r\n" + MODEL + end,
                        "whisper-1"),
                Arguments.of(
                        "after content that looks like a delimiter",
                        part(
                                        "Content-Disposition: form-data; name=\"file\"",
                                        "\r\r\n--xy\r\n-\r\n--x")
                                + MODEL
                                + end,
                        "whisper-1"),
                Arguments.of(
                        "after content that begins with a longer boundary",
                        part("Content-Disposition: form-data; name=\"file\"", "a\r\n--xyz-1\r\nb")
                                + MODEL
                                + end,
                        "whisper-1"),
                Arguments.of(
                        "blanks after the delimiter",
                        "--xyz \t\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nm\r\n"
                                + end,
                        "m"),
                Arguments.of("absent", FILE + end, null),
                Arguments.of("no form at all", "just bytes", null),
                Arguments.of(
                        "another field", named("models", "m") + named("amodel", "m") + end, null),
                Arguments.of(
                        "a file with that word in its name",
                        part("Content-Disposition: form-data; name=\"file\"; filename=model", "m")
                                + end,
                        null),
                Arguments.of("a field after the end", FILE + end + MODEL + end, null));
    }

    private static String named(String name, String value) {
        return part("Content-Disposition: form-data; name=\"" + name + "\"", value);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forms")
    void findsTheFieldHoweverTheBodyIsCut(String name, String form, String expected) {
        byte[] body = form.getBytes(UTF_8);
        check(fed(body, body.length), body, expected);
        check(fed(body, 1), body, expected);
        for (int cut = 1; cut < body.length; cut++) {
            var field = new ModelField("xyz");
            field.feed(body, 0, cut);
            field.feed(body, cut, body.length);
            check(field, body, expected);
        }
    }

    private static ModelField fed(byte[] body, int step) {
        var field = new ModelField("xyz");
        for (int at = 0; at < body.length; at += step) {
            field.feed(body, at, Math.min(body.length, at + step));
        }
        return field;
    }

    private static void check(ModelField field, byte[] body, String expected) {
        if (expected == null) {
            assertNull(field.value());
            return;
        }
        assertEquals(expected, field.value());
        assertTrue(field.decided());
        int from = (int) field.valueFrom();
        int to = (int) field.valueTo();
        assertEquals(expected, new String(body, from, to - from, UTF_8).strip());
    }

    @Test
    void standsInTheRightPlaceAfterAnyContent() {
        var random = new Random(20_261_121);
        for (int round = 0; round < 300; round++) {
            byte[] noise = new byte[random.nextInt(200)];
            String letters = "\r\n-xyz\0";
            for (int i = 0; i < noise.length; i++) {
                noise[i] = (byte) letters.charAt(random.nextInt(letters.length()));
            }
            String content = new String(noise, UTF_8).replace("--xyz", "--xy_");
            byte[] body =
                    (part("Content-Disposition: form-data; name=\"file\"", content)
                                    + MODEL
                                    + "--xyz--\r\n")
                            .getBytes(UTF_8);
            check(fed(body, 1 + random.nextInt(40)), body, "whisper-1");
        }
    }

    @Test
    void isUndecidedUntilTheValueIsWhole() {
        byte[] body = MODEL.getBytes(UTF_8);
        var field = new ModelField("xyz");
        field.feed(body, 0, body.length);
        assertNull(field.value());
        assertFalse(field.decided());
        byte[] delimiter = "--xyz".getBytes(UTF_8);
        field.feed(delimiter, 0, delimiter.length);
        assertEquals("whisper-1", field.value());
    }
}
