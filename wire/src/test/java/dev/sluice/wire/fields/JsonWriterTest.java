package dev.sluice.wire.fields;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonWriterTest {
    /** Short and long texts are written in different ways, and mean the same. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "\"quoted\" \\ and\nbroken\u0001",
                "通用语言模型 é",
                "\ud83d\ude00",
                "\ud83d",
                "\ude00\ud83d",
                "\u2028?"
            })
    void whatIsWrittenIsReadBack(String text) {
        for (int length = 0; length < 70; length++) {
            String before = "x".repeat(length) + text;
            assertEquals(before, written(before));
            String after = text + "y".repeat(length);
            assertEquals(after, written(after));
        }
    }

    private static String written(String text) {
        return JsonReader.read(new JsonWriter().value(text).bytes(), JsonReader::string);
    }
}
