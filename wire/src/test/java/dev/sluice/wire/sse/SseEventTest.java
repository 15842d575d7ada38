package dev.sluice.wire.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SseEventTest {
    static Stream<Arguments> table() {
        return Stream.of(
                Arguments.of("data: a\n\n", null, null, "a"),
                Arguments.of("data:a\n\n", null, null, "a"),
                Arguments.of("data:  a \n\n", null, null, " a "),
                Arguments.of("data\n\n", null, null, ""),
                Arguments.of("data\ndata\n\n", null, null, "\n"),
                Arguments.of("data: a\ndata: b\rdata:c\r\n\r\n", null, null, "a\nb\nc"),
                Arguments.of("data: YHOO\ndata: +2\ndata: 10\n\n", null, null, "YHOO\n+2\n10"),
                Arguments.of(": test stream\n\n", null, null, null),
                Arguments.of("data: first\nid: 1\n\n", null, "1", "first"),
                Arguments.of("data:second\nid\n\n", null, "", "second"),
                Arguments.of("id: a\u0000b\ndata: x\n\n", null, null, "x"),
                Arguments.of("event: add\ndata: 1\n\n", "add", null, "1"),
                Arguments.of("event: add\nevent: put\ndata: 1\n\n", "put", null, "1"),
                Arguments.of("event\ndata: 1\n\n", null, null, "1"),
                Arguments.of("event: alone\n\n", "alone", null, null),
                Arguments.of("retry: 10\ndata: 1\nother: x\n\n", null, null, "1"),
                Arguments.of("Data: 1\n data: 2\n\n", null, null, null),
                Arguments.of("\uFEFFdata: 1\n\n", null, null, "1"),
                Arguments.of("\n\r\n: c\ndata: 1", null, null, "1"),
                Arguments.of("data: a:b: c\n\n", null, null, "a:b: c"),
                Arguments.of("data: 世😀\n\n", null, null, "世😀"));
    }

    @ParameterizedTest
    @MethodSource("table")
    void decodesAsTheStandardSays(
            String raw, @Nullable String name, @Nullable String id, @Nullable String data) {
        byte[] bytes = raw.getBytes(UTF_8);
        assertEquals(new SseEvent(name, id, data), SseEvent.decode(bytes, 0, bytes.length));
    }

    @Test
    void whatIsEncodedIsDecoded() {
        byte[] plain = SseEncoder.data("{\"a\":1}".getBytes(UTF_8));
        assertEquals("data: {\"a\":1}\n\n", new String(plain, UTF_8));
        byte[] named = SseEncoder.event("put", "a\r\nb\rc\n".getBytes(UTF_8));
        assertEquals("event: put\ndata: a\ndata: b\ndata: c\ndata: \n\n", new String(named, UTF_8));
        assertEquals(
                new SseEvent("put", null, "a\nb\nc\n"), SseEvent.decode(named, 0, named.length));
        assertThrows(IllegalArgumentException.class, () -> SseEncoder.event("a\nb", new byte[0]));
        assertEquals("data: [DONE]\n\n", new String(SseEncoder.done(), UTF_8));
    }
}
