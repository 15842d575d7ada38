package dev.sluice.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ColumnTest {
    static Stream<Arguments> texts() {
        return Stream.of(
                Arguments.of(null, ""),
                Arguments.of("", ""),
                Arguments.of("gpt-5", "gpt-5"),
                Arguments.of("通义千问 😀", "通义千问 😀"),
                Arguments.of("a\0b", "a\ufffdb"),
                Arguments.of("a\ud800b\udc00", "a\ufffdb\ufffd"),
                Arguments.of("x".repeat(480), "x".repeat(480)),
                Arguments.of("x".repeat(481), "x".repeat(480)),
                Arguments.of("千".repeat(1000), "千".repeat(160)),
                Arguments.of("x" + "😀".repeat(1000), "x" + "😀".repeat(119)));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void holdsWhatEveryDatabaseTakes(String text, String column) {
        assertEquals(column, Column.of(text));
        assertEquals(column, Column.of(column));
        assertEquals(
                column,
                new String(column.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
    }
}
