package dev.sluice.wire.frames;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.wire.AwsFrame;
import dev.sluice.wire.sse.EventTooLarge;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class AwsEventFramesTest {
    private static final byte[] EVENT =
            HexFormat.of()
                    .parseHex(
                            "0000009400000057b4ab9aee0b3a6576656e742d74797065070011636f6e74656e7442"
                                + "6c6f636b44656c74610d3a636f6e74656e742d747970650700106170706c6963"
                                + "6174696f6e2f6a736f6e0d3a6d6573736167652d747970650700056576656e74"
                                + "7b22636f6e74656e74426c6f636b496e646578223a302c2264656c7461223a7b"
                                + "2274657874223a224869227d7d1f944657");
    private static final byte[] EXCEPTION =
            HexFormat.of()
                    .parseHex(
                            "0000008300000061a9d144e50f3a657863657074696f6e2d7479706507001374"
                                + "68726f74746c696e67457863657074696f6e0d3a636f6e74656e742d74797065"
                                + "0700106170706c69636174696f6e2f6a736f6e0d3a6d6573736167652d747970"
                                + "65070009657863657074696f6e7b226d657373616765223a22736c6f77227d93"
                                + "50311c");

    private static List<String> cut(byte[] body, int... at) {
        var frames = new ArrayList<String>();
        Frames.Sink sink =
                (name, data) -> frames.add(name + " " + new String(data, StandardCharsets.UTF_8));
        Frames cutter = Framing.AWS_EVENTS.open();
        int from = 0;
        for (int to : at) {
            cutter.feed(body, from, to, sink);
            from = to;
        }
        cutter.feed(body, from, body.length, sink);
        cutter.end(sink);
        return frames;
    }

    @Test
    void eventsAndExceptionsCutAnywhere() {
        byte[] body = AwsFrame.joined(EVENT, EXCEPTION, EVENT);
        List<String> expected =
                List.of(
                        "contentBlockDelta {\"contentBlockIndex\":0,\"delta\":{\"text\":\"Hi\"}}",
                        "exception:throttlingException {\"message\":\"slow\"}",
                        "contentBlockDelta {\"contentBlockIndex\":0,\"delta\":{\"text\":\"Hi\"}}");

        assertEquals(expected, cut(body));
        for (int i = 0; i <= body.length; i++) {
            assertEquals(expected, cut(body, i), "cut at " + i);
        }
        assertEquals(expected, cut(body, 3, 9, 14, 100, 147, 149, 150, 300));
        int[] everywhere = new int[body.length];
        for (int i = 0; i < everywhere.length; i++) {
            everywhere[i] = i;
        }
        assertEquals(expected, cut(body, everywhere));
    }

    @Test
    void headersOfEveryTypeArePassedOver() {
        var headers = new ByteArrayOutputStream();
        int[] sizes = {0, 0, 1, 2, 4, 8, -1, -1, 8, 16};
        for (int type = 0; type < sizes.length; type++) {
            if (type != 7) {
                headers.writeBytes(new byte[] {1, 'x', (byte) type});
                headers.writeBytes(
                        sizes[type] < 0 ? new byte[] {0, 2, 9, 9} : new byte[sizes[type]]);
            }
        }
        headers.writeBytes(AwsFrame.text(":event-type", "messageStop"));

        assertEquals(
                List.of("messageStop {}"),
                cut(AwsFrame.of(headers.toByteArray(), new byte[] {'{', '}'})));
    }

    @Test
    void anErrorBringsItsMessageInAHeader() {
        byte[] headers =
                AwsFrame.joined(
                        AwsFrame.text(":message-type", "error"),
                        AwsFrame.text(":error-code", "InternalError"),
                        AwsFrame.text(":error-message", "a \"bad\" day"));

        assertEquals(
                List.of("error:InternalError {\"message\":\"a \\\"bad\\\" day\"}"),
                cut(AwsFrame.of(headers, new byte[0])));
    }

    @Test
    void aFrameWithoutHeadersHasNoName() {
        assertEquals(List.of(" {}"), cut(AwsFrame.of(new byte[0], new byte[] {'{', '}'})));
    }

    @Test
    void everyFlippedBitIsFound() {
        for (int i = 0; i < EVENT.length; i++) {
            byte[] broken = EVENT.clone();
            broken[i] ^= 4;
            assertThrows(BrokenFrame.class, () -> cut(broken), "byte " + i);
        }
    }

    @Test
    void absurdLengthsAreRefusedWithoutWaitingForTheRest() {
        assertThrows(BrokenFrame.class, () -> cut(prelude(15, 0)));
        assertThrows(BrokenFrame.class, () -> cut(prelude(-1, 0)));
        assertThrows(BrokenFrame.class, () -> cut(prelude(100, 85)));
        assertThrows(BrokenFrame.class, () -> cut(prelude(100, -1)));
        assertThrows(BrokenFrame.class, () -> cut(prelude(1_000_000, 200_000)));
        assertThrows(EventTooLarge.class, () -> cut(prelude(Integer.MAX_VALUE, 0)));
    }

    private static byte[] prelude(int size, int headers) {
        var out = ByteBuffer.allocate(12).putInt(size).putInt(headers);
        return out.putInt(AwsFrame.crc(out.array(), 8)).array();
    }

    @Test
    void headersThatLieAreRefused() {
        assertThrows(BrokenFrame.class, () -> cut(AwsFrame.of(new byte[] {9, 'a'}, new byte[0])));
        assertThrows(
                BrokenFrame.class,
                () -> cut(AwsFrame.of(new byte[] {1, 'a', 7, 1, 0}, new byte[0])));
        assertThrows(
                BrokenFrame.class, () -> cut(AwsFrame.of(new byte[] {1, 'a', 10}, new byte[0])));
        assertThrows(
                BrokenFrame.class, () -> cut(AwsFrame.of(new byte[] {1, 'a', 7, 1}, new byte[0])));
    }

    @Test
    void halfAFrameAtTheEndSaysNothing() {
        byte[] half = Arrays.copyOf(EVENT, 100);

        assertTrue(cut(half).isEmpty());
    }
}
