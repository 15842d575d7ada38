package dev.sluice.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.io.SerializedString;
import tools.jackson.core.json.JsonFactory;

class JsonBytesTest {
    private final JsonBytes json = new JsonBytes();

    @Test
    void commasComeByThemselves() {
        json.open('{');
        json.name(new SerializedString("a"));
        json.number(1);
        json.name("b");
        json.open('[');
        json.string("x");
        json.yes();
        json.open('{');
        json.close('}');
        json.raw("[ 2 ]");
        json.close(']');
        json.name("c");
        json.open('{');
        json.close('}');
        json.close('}');
        assertEquals("{\"a\":1,\"b\":[\"x\",true,{},[ 2 ]],\"c\":{}}", text());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\\u0022\\u005c/ |\"\\\"\\\\/\"",
                "\\u0000\\u0008\\u0009\\u000a\\u000c\\u000d\\u001f|\"\\u0000\\b\\t\\n\\f\\r\\u001F\"",
                "\\u007f|\"\u007f\"",
            })
    void whatMustBeEscapedIs(String characters, String expected) {
        json.string(unescaped(characters));
        assertEquals(expected, text());
    }

    private static String unescaped(String escapes) {
        var text = new StringBuilder();
        for (int i = 0; i < escapes.length(); i++) {
            if (escapes.charAt(i) == '\\') {
                text.append((char) Integer.parseInt(escapes, i + 2, i + 6, 16));
                i += 5;
            } else {
                text.append(escapes.charAt(i));
            }
        }
        return text.toString();
    }

    @Test
    void whatUtf8HasNoBytesForIsEscaped() {
        json.string("a\ud83d\ude00b\ud83dc\ude00");
        assertEquals("\"a\ud83d\ude00b\\uD83Dc\\uDE00\"", text());
        json.reset();
        json.raw("\"\ude00\ud83d\"");
        assertEquals("\"\\uDE00\\uD83D\"", text());
    }

    @ParameterizedTest
    @ValueSource(
            longs = {0, 1, -1, 9, 10, -10, 99, 100, 1764482745000L, Long.MAX_VALUE, Long.MIN_VALUE})
    void numbersAreThoseOfLong(long number) {
        json.number(number);
        assertEquals(Long.toString(number), text());
    }

    /** Another parser reads what was written, whatever it was. */
    @Test
    void everyStringComesBack() {
        var random = new Random(3);
        for (int i = 0; i < 3_000; i++) {
            String any = any(random, i % 40 == 0 ? 5_000 : 30);
            json.reset();
            json.open('[');
            json.string(any);
            json.number(i);
            json.close(']');
            try (JsonParser parser =
                    new JsonFactory().createParser(ObjectReadContext.empty(), text())) {
                assertEquals(JsonToken.START_ARRAY, parser.nextToken());
                assertEquals(JsonToken.VALUE_STRING, parser.nextToken());
                assertEquals(any, parser.getString());
                assertEquals(JsonToken.VALUE_NUMBER_INT, parser.nextToken());
                assertEquals(i, parser.getIntValue());
                assertEquals(JsonToken.END_ARRAY, parser.nextToken());
            }
        }
    }

    private static String any(Random random, int most) {
        var text = new StringBuilder();
        for (int length = random.nextInt(most); length > 0; length--) {
            switch (random.nextInt(4)) {
                case 0 -> text.append((char) random.nextInt(0x80));
                case 1 -> text.append((char) random.nextInt(0x10000));
                case 2 -> text.append((char) (0xd800 + random.nextInt(0x800)));
                default -> text.appendCodePoint(0x10000 + random.nextInt(0x100000));
            }
        }
        return text.toString();
    }

    private String text() {
        return new String(json.array(), 0, json.size(), StandardCharsets.UTF_8);
    }
}
