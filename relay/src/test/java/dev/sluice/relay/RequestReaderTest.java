package dev.sluice.relay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A head that comes again means what it meant to Netty's decoder, and nothing else does: whatever
 * is sent, in whatever pieces, the reader hears what the decoder hears.
 */
class RequestReaderTest {
    private static final String CALL = "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\n";
    private static final String PLAIN = CALL + "Authorization: Bearer k\r\nContent-Length: ";

    private static String call(String body) {
        return PLAIN + body.length() + "\r\nUser-Agent: u\r\n\r\n" + body;
    }

    private static HttpDecoderConfig config() {
        return new HttpDecoderConfig().setMaxHeaderSize(8 << 10).setMaxChunkSize(64 << 10);
    }

    /** What has been heard, one line for each head, and one for each body with its end. */
    private static final class Heard {
        final List<RequestHead> heads = new ArrayList<>();
        private final List<String> lines = new ArrayList<>();
        private final StringBuilder body = new StringBuilder();

        void take(Object message) {
            if (message instanceof RequestHead head) {
                heads.add(head);
                line(head.method(), head.target(), head.headers(), head.framing());
            } else if (message instanceof HttpRequest request) {
                if (request.decoderResult().isFailure()) {
                    lines.add("malformed");
                    return; // whatever else it says
                }
                var framing = RequestFraming.of(request);
                line(request.method().name(), request.uri(), request.headers(), framing);
            }
            if (message instanceof HttpContent content) {
                body.append(content.content().toString(ISO_8859_1));
                if (content.decoderResult().isFailure()) {
                    lines.add("broken body");
                }
                if (content instanceof LastHttpContent) {
                    lines.add("body '" + body + "'");
                    body.setLength(0);
                }
            }
        }

        private void line(String method, String target, HttpHeaders all, RequestFraming framing) {
            var line = new StringBuilder(method).append(' ').append(target).append(' ');
            for (Map.Entry<String, String> each : all) {
                boolean length = each.getKey().equalsIgnoreCase("content-length");
                line.append(each.getKey()).append('=').append(length ? "" : each.getValue());
                line.append(';');
            }
            lines.add(line.append(framing).toString());
        }

        @Override
        public String toString() {
            return String.join("\n", lines) + "\nand '" + body + "'";
        }
    }

    private static Heard heard(EmbeddedChannel channel, String wire, int... cuts) {
        var heard = new Heard();
        int from = 0;
        for (int i = 0; i <= cuts.length; i++) {
            int to = i < cuts.length ? cuts[i] : wire.length();
            ByteBuf piece = Unpooled.copiedBuffer(wire.substring(from, to), ISO_8859_1);
            channel.writeInbound(piece);
            Object message;
            while ((message = channel.readInbound()) != null) {
                heard.take(message);
                ReferenceCountUtil.release(message);
            }
            from = to;
        }
        channel.finishAndReleaseAll();
        return heard;
    }

    private static Heard read(String wire, int... cuts) {
        return heard(new EmbeddedChannel(new RequestReader(config())), wire, cuts);
    }

    private static String decoded(String wire, int... cuts) {
        return heard(new EmbeddedChannel(new HttpRequestDecoder(config())), wire, cuts).toString();
    }

    /** Requests of one connection: each is sent after the others, and cut anywhere. */
    static List<String> connections() {
        String get = "GET /v1/files HTTP/1.1\r\nHost: a\r\n\r\n";
        String chunked =
                CALL
                        + "Transfer-Encoding: chunked\r\n\r\n"
                        + "3\r\n"
                        + "abc\r\n"
                        + "0\r\n"
                        + "Content-Length: 9\r\n\r\n";
        return List.of(
                call("abc") + call("abc") + call("abcdefghijk") + call("") + call("x"),
                get + get + get,
                call("abc") + get + call("abc") + get,
                chunked + chunked + call("abc") + call("abc") + chunked,
                // The same but for one letter, for a space, for a line more, for a line end.
                call("a") + call("a").replace("User-Agent: u", "User-Agent: v") + call("a"),
                call("a") + call("a").replace("Length: 1", "Length:  1") + call("a"),
                call("a") + call("a").replace("User-Agent: u", "User-Agent: u\r\nX: y") + call("a"),
                call("a") + call("a").replace("\r\n", "\n") + call("a").replace("\r\n", "\n"),
                "\r\n" + call("a") + "\r\n" + call("a") + "\r\n\r\n" + call("a"),
                // Two opinions on where a body ends.
                call("a") + CALL + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab" + call("b"),
                call("a") + CALL + "Content-Length: 1\r\nContent-Length: 1\r\n\r\na" + call("b"),
                call("a") + CALL + "Content-Length: 1, 1\r\n\r\na" + call("b"),
                call("a") + PLAIN + "+1\r\nUser-Agent: u\r\n\r\na" + call("b"),
                call("a") + PLAIN + "-1\r\nUser-Agent: u\r\n\r\na" + call("b"),
                call("a") + PLAIN + "0x1\r\nUser-Agent: u\r\n\r\na" + call("b"),
                call("a") + PLAIN + "001\r\nUser-Agent: u\r\n\r\na" + call("b"),
                call("a") + PLAIN + "\r\nUser-Agent: u\r\n\r\na" + call("b"),
                call("a") + PLAIN + "1 \r\nUser-Agent: u\r\n\r\na" + call("b"),
                call("a") + PLAIN + "1\r\n User-Agent: u\r\n\r\na" + call("b"),
                call("a") + PLAIN + "99999999999999999999\r\nUser-Agent: u\r\n\r\na" + call("b"),
                call("a") + CALL + "Content-Length : 1\r\n\r\na" + call("b"),
                call("a") + CALL + "X: y\r\n Content-Length: 1\r\n\r\na" + call("b"),
                call("a")
                        + CALL
                        + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                        + call("b"),
                call("a") + "POST /v1/chat/completions HTTP/1.1\u000b\r\n\r\n" + call("b"),
                call("a") + CALL + "Expect: 100-continue\r\nContent-Length: 1\r\n\r\na" + call("b"),
                call("a") + "nonsense\r\n\r\n" + call("b"));
    }

    @ParameterizedTest
    @MethodSource("connections")
    void hearsWhatTheDecoderHears(String wire) {
        String expected = decoded(wire);
        assertEquals(expected, read(wire).toString());
        for (int at = 0; at <= wire.length(); at++) {
            assertEquals(expected, read(wire, at).toString(), "cut at " + at);
        }
        int[] all = new int[wire.length()];
        for (int i = 0; i < all.length; i++) {
            all[i] = i;
        }
        assertEquals(expected, read(wire, all).toString(), "byte by byte");
    }

    @Test
    void hearsWhatTheDecoderHearsOfWhateverIsCutAndChanged() {
        var random = new Random(20261201);
        List<String> all = connections();
        for (int round = 0; round < 8_000; round++) {
            var wire = new StringBuilder();
            for (int i = random.nextInt(4); i >= 0; i--) {
                wire.append(all.get(random.nextInt(4)));
            }
            for (int i = random.nextInt(3); i > 0; i--) {
                char other = "\r\n :0123456789\t,;aA\0ÿ".charAt(random.nextInt(21));
                wire.setCharAt(random.nextInt(wire.length()), other);
            }
            int[] cuts = random.ints(random.nextInt(8), 0, wire.length() + 1).sorted().toArray();
            String text = wire.toString();
            assertEquals(decoded(text), read(text, cuts).toString(), text);
        }
    }

    @Test
    void hearsThousandsOfRequestsInOnePiece() {
        String get = "GET /v1/files HTTP/1.1\r\nHost: a\r\n\r\n";
        List<RequestHead> heads = read(get.repeat(5_000) + call("abc"), get.length()).heads;
        assertEquals(5_001, heads.size());
        assertSame(heads.getFirst(), heads.get(4_999));
    }

    /** Where each request begins: as clients send them, one after the other. */
    private static int[] apart(String... calls) {
        int[] cuts = new int[calls.length - 1];
        int at = 0;
        for (int i = 0; i < cuts.length; i++) {
            at += calls[i].length();
            cuts[i] = at;
        }
        return cuts;
    }

    private static List<RequestHead> heads(String... calls) {
        return read(String.join("", calls), apart(calls)).heads;
    }

    @Test
    void takesTheSameHeadApartOnce() {
        List<RequestHead> heads = heads(call("abc"), call("abc"), call("a long body"), call(""));
        assertSame(heads.get(0), heads.get(1));
        for (RequestHead each : heads) {
            assertSame(heads.getFirst().headers(), each.headers());
        }
        assertEquals(
                List.of(3L, 3L, 11L, 0L),
                heads.stream().map(each -> each.framing().declared()).toList());
    }

    @Test
    void takesTheSameHeadApartOnceWhereItsBodyComesLater() {
        String call = call("abc");
        int head = call.length() - 3;
        int next = call.length() + head;
        List<RequestHead> heads = read(call + call, head, call.length(), next, next + 1).heads;
        assertSame(heads.get(0), heads.get(1));
    }

    @Test
    void takesAnotherHeadApartAgain() {
        String other = call("abc").replace("Bearer k", "Bearer l");
        List<RequestHead> heads = heads(call("abc"), other, call("abc"));
        assertEquals("l", heads.get(1).presented());
        assertEquals("k", heads.get(2).presented());
        assertNotSame(heads.get(0).headers(), heads.get(2).headers());
    }

    @Test
    void keepsNoHeadThatIsNotAskedForOften() {
        String page = "GET /console HTTP/1.1\r\nHost: a\r\nCookie: s=1\r\n\r\n";
        List<RequestHead> heads = heads(page, page);
        assertNotSame(heads.get(0), heads.get(1));
    }

    @Test
    void keepsTheDigestOfAKeyWithItsHead() {
        List<RequestHead> heads = heads(call("abc"), call("abcd"));
        byte[] digest = heads.get(0).digest(dev.sluice.core.Digest.sha256());
        assertNotNull(digest);
        assertSame(digest, heads.get(1).digest(dev.sluice.core.Digest.sha256()));
    }
}
