package dev.sluice.wire.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.wire.Tree;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTextTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "plain, \"plain\"",
                "a\"b\\c, \"a\\\"b\\\\c\"",
                "é世😀, \"é世😀\"",
            })
    void quotes(String text, String json) {
        assertEquals(json, new String(JsonText.quote(text), UTF_8));
    }

    @Test
    void everyStringComesBack() {
        Random random = new Random(7);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(12);
            for (int i = 0; i < length; i++) {
                text.append(
                        switch (random.nextInt(4)) {
                            case 0 -> (char) random.nextInt(0x80);
                            case 1 -> (char) (0xd800 + random.nextInt(0x800));
                            case 2 -> (char) random.nextInt(0x800);
                            default -> (char) random.nextInt(0x10000);
                        });
            }
            byte[] json = JsonText.quote(text.toString());
            assertEquals(text.toString(), JsonText.unquote(json, 0, json.length));
            assertEquals(
                    new String(json, UTF_8),
                    new String(new String(json, UTF_8).getBytes(UTF_8), UTF_8));
        }
        assertEquals("a\nb", Tree.read(JsonText.quote("a\nb")));
    }

    @Test
    void unquotesEveryEscape() {
        byte[] json = "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\ud83d\\ude00\"".getBytes(UTF_8);
        assertEquals("\"\\/\b\f\n\r\tA😀", JsonText.unquote(json, 0, json.length));
        assertThrows(IllegalArgumentException.class, () -> JsonText.unquote(json, 1, json.length));
    }
}
