package dev.sluice.relay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The framing of answers: what is read, what is refused, whatever the pieces. */
class ResponseFramingTest {
    private static final String OK = "HTTP/1.1 200 OK\r\n";

    /** Hears an answer and writes down what it heard. */
    private static final class Heard implements ResponseFraming.Listener {
        private final StringBuilder body = new StringBuilder();
        private int status;
        private int ends;

        @Override
        public void head(ResponseHead head) {
            status = head.status();
        }

        @Override
        public void body(ByteBuf buf, int index, int length) {
            body.append(buf.toString(index, length, ISO_8859_1));
        }

        @Override
        public void end() {
            ends++;
        }

        @Override
        public String toString() {
            return status + " " + body + (ends == 1 ? " end" : ends == 0 ? "" : " ENDS " + ends);
        }
    }

    private static String read(String wire, int... cuts) throws BadResponse {
        var heard = new Heard();
        var framing = new ResponseFraming(heard);
        framing.expect(ResponseFraming.Method.OTHER);
        int from = 0;
        for (int cut : cuts) {
            framing.feed(Unpooled.copiedBuffer(wire.substring(from, cut), ISO_8859_1));
            from = cut;
        }
        framing.feed(Unpooled.copiedBuffer(wire.substring(from), ISO_8859_1));
        return heard.toString();
    }

    record Row(String wire, String heard) {}

    static List<Row> good() {
        return List.of(
                new Row(OK + "content-length: 3\r\n\r\nabc", "200 abc end"),
                new Row(OK + "Content-Length:3\r\n\r\nabc", "200 abc end"),
                new Row(OK + "content-length: 3\r\ncontent-length: 3\r\n\r\nabc", "200 abc end"),
                new Row(OK + "content-length: 0\r\n\r\n", "200  end"),
                new Row("HTTP/1.1 200\r\ncontent-length: 1\r\n\r\na", "200 a end"),
                new Row("HTTP/1.0 200 OK\ncontent-length: 1\n\na", "200 a end"),
                new Row(OK + "\r\nuntil the end", "200 until the end"),
                new Row(
                        OK + "transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
                        "200 abc end"),
                new Row(
                        OK + "Transfer-Encoding: Chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
                        "200 abc end"),
                new Row(
                        OK + "transfer-encoding: chunked\r\n\r\n00A\r\n0123456789\r\n0\r\n\r\n",
                        "200 0123456789 end"),
                new Row(
                        OK + "transfer-encoding: chunked\r\n\r\n1;x=\"y\"\r\na\r\n0;z\r\n\r\n",
                        "200 a end"),
                new Row(
                        OK
                                + "transfer-encoding: chunked\r\n\r\n"
                                + "1\r\n"
                                + "a\r\n"
                                + "0\r\n"
                                + "t: v\r\n"
                                + "u: w\r\n\r\n",
                        "200 a end"),
                new Row(OK + "transfer-encoding: chunked\n\n1\na\n0\n\n", "200 a end"),
                new Row("HTTP/1.1 204 No Content\r\n\r\n", "204  end"),
                new Row("HTTP/1.1 304 Not Modified\r\ncontent-length: 9\r\n\r\n", "304  end"),
                new Row(
                        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nx: y\r\n\r\n"
                                + OK
                                + "content-length: 1\r\n\r\na",
                        "200 a end"));
    }

    @ParameterizedTest
    @MethodSource("good")
    void isReadInOnePieceAndInAnyTwo(Row row) throws BadResponse {
        assertEquals(row.heard(), read(row.wire()));
        for (int at = 1; at < row.wire().length(); at++) {
            assertEquals(row.heard(), read(row.wire(), at), "cut at " + at);
        }
        int[] all = new int[row.wire().length()];
        for (int i = 0; i < all.length; i++) {
            all[i] = i;
        }
        assertEquals(row.heard(), read(row.wire(), all), "byte by byte");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH\r\n\r\n",
                "HTTP/2 200\r\n\r\n",
                "HTTP/1.1 2x0 OK\r\n\r\n",
                "HTTP/1.1 099 OK\r\n\r\n",
                "HTTP/1.1\r\n\r\n",
                "\r\n\r\n",
                OK + "no colon\r\n\r\n",
                OK + ": no name\r\n\r\n",
                OK + "a b: space in the name\r\n\r\n",
                OK + "x: y\r\n folded\r\n\r\n",
                OK + "x: \u0001\r\n\r\n",
                OK + "content-length: 1\r\ncontent-length: 2\r\n\r\n",
                OK + "content-length: 1, 1\r\n\r\n",
                OK + "content-length: -1\r\n\r\n",
                OK + "content-length: +1\r\n\r\n",
                OK + "content-length: 0x1\r\n\r\n",
                OK + "content-length:\r\n\r\n",
                OK + "content-length: 9999999999999999999\r\n\r\n",
                OK + "content-length: 1\r\ntransfer-encoding: chunked\r\n\r\n",
                OK + "transfer-encoding: gzip, chunked\r\n\r\n",
                OK + "transfer-encoding: chunked, identity\r\n\r\n",
                OK + "transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n",
                OK + "transfer-encoding: xchunked\r\n\r\n",
                OK + "transfer-encoding: chunked\r\n\r\nx\r\n",
                OK + "transfer-encoding: chunked\r\n\r\n\r\n",
                OK + "transfer-encoding: chunked\r\n\r\n-1\r\n",
                OK + "transfer-encoding: chunked\r\n\r\n0x3\r\nabc\r\n",
                OK + "transfer-encoding: chunked\r\n\r\n1\rxa\r\n",
                OK + "transfer-encoding: chunked\r\n\r\n1\r\nab\r\n",
                OK + "transfer-encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
                OK + "content-length: 1\r\n\r\nab"
            })
    void isRefused(String wire) {
        assertThrows(BadResponse.class, () -> read(wire));
    }

    @Test
    void endlessHeadsExtensionsAndTrailersAreRefused() {
        String chunked = OK + "transfer-encoding: chunked\r\n\r\n";
        assertThrows(BadResponse.class, () -> read(OK + "x: " + "y".repeat(70_000)));
        assertThrows(BadResponse.class, () -> read(chunked + "1;" + "x".repeat(20_000)));
        assertThrows(BadResponse.class, () -> read(chunked + "0\r\n" + "x: y\r\n".repeat(9_000)));
    }

    @Test
    void aHeadRequestHasNoBody() throws BadResponse {
        var heard = new Heard();
        var framing = new ResponseFraming(heard);
        framing.expect(ResponseFraming.Method.HEAD);
        framing.feed(Unpooled.copiedBuffer(OK + "content-length: 5\r\n\r\n", ISO_8859_1));
        assertEquals("200  end", heard.toString());
        assertTrue(framing.idle());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\n|true",
                "HTTP/1.1 200 OK\r\nconnection: close\r\n|false",
                "HTTP/1.1 200 OK\r\nConnection: x, Close\r\n|false",
                "HTTP/1.0 200 OK\r\n|false",
                "HTTP/1.0 200 OK\r\nconnection: keep-alive\r\n|true"
            })
    void keepsTheConnectionAsTheHeadSays(String row) throws BadResponse {
        String[] parts = row.split("\\|", -1);
        var framing = new ResponseFraming(new Heard());
        framing.expect(ResponseFraming.Method.OTHER);
        framing.feed(Unpooled.copiedBuffer(parts[0] + "content-length: 0\r\n\r\n", ISO_8859_1));
        assertEquals(Boolean.valueOf(parts[1]), framing.keepAlive());
    }

    /** Whatever is changed in an answer, it is read or refused, and every byte is consumed. */
    @Test
    void mutationsAreReadOrRefused() {
        var random = new Random(20_261_121);
        List<Row> rows = good();
        int refused = 0;
        for (int round = 0; round < 40_000; round++) {
            var wire = new StringBuilder(rows.get(random.nextInt(rows.size())).wire());
            for (int change = random.nextInt(4); change >= 0; change--) {
                mutate(wire, random);
            }
            try {
                read(wire.toString(), wire.length() / 2);
            } catch (BadResponse expected) {
                refused++;
            }
        }
        assertTrue(refused > 1_000, "only " + refused + " refused");
    }

    private static void mutate(StringBuilder wire, Random random) {
        int at = random.nextInt(wire.length() - 1);
        switch (random.nextInt(4)) {
            case 0 -> wire.setCharAt(at, (char) random.nextInt(256));
            case 1 -> wire.insert(at, (char) random.nextInt(256));
            case 2 -> wire.deleteCharAt(at);
            default -> wire.insert(at, "\r\n0:;,-f\n".charAt(random.nextInt(9)));
        }
    }
}
