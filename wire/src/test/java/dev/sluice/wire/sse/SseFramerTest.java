package dev.sluice.wire.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.wire.Allocation;
import dev.sluice.wire.Recordings;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseFramerTest {

    /** Everything that a framer handed out: the events that say something, and all the bytes. */
    private static final class Taken implements EventSink {
        final List<SseEvent> events = new ArrayList<>();
        final List<String> raw = new ArrayList<>();
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public void event(byte[] buf, int from, int to) {
            bytes.write(buf, from, to - from);
            raw.add(new String(buf, from, to - from, UTF_8));
            SseEvent event = SseEvent.decode(buf, from, to);
            if (event.data() != null) {
                events.add(event);
            }
        }
    }

    private static Taken cut(byte[] stream, List<Integer> pieces) {
        SseFramer framer = new SseFramer();
        Taken taken = new Taken();
        int at = 0;
        for (int piece : pieces) {
            byte[] copy = new byte[piece + 3];
            System.arraycopy(stream, at, copy, 1, piece);
            framer.feed(copy, 1, 1 + piece, taken);
            at += piece;
        }
        framer.feed(stream, at, stream.length, taken);
        framer.end(taken);
        assertEquals(0, framer.held());
        assertArrayEquals(stream, taken.bytes.toByteArray());
        return taken;
    }

    private static List<Integer> singles(int length) {
        return java.util.Collections.nCopies(length, 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: a\n\ndata: b\n\n",
                "data: a\r\n\r\ndata: b\r\n\r\n",
                "data: a\r\rdata: b\r\r",
                "data: a\n\r\ndata: b\r\n\n",
                "data: a\r\n\rdata: b\n\r",
                "\n\r\n\rdata: a\n\n\n\n\r\r: note\n\ndata: b\n\n\n",
                "\uFEFFdata: a\n\nevent: x\ndata: b",
                ": note\ndata: a\n\n: last\n\ndata: b\n\n: tail",
                "data: a\n\ndata: b\r\n\r",
                "data: a\tand\u000bmore\n\ndata: b\n\n"
            })
    void theCutDoesNotDependOnThePieces(String stream) {
        byte[] bytes = stream.getBytes(UTF_8);
        List<SseEvent> whole = cut(bytes, List.of()).events;
        assertEquals(2, whole.size());
        assertEquals(whole, cut(bytes, singles(bytes.length)).events);
        for (int at = 0; at <= bytes.length; at++) {
            assertEquals(whole, cut(bytes, List.of(at)).events);
        }
    }

    @Test
    void blankLinesGoWithTheEventThatFollowsAndCommentsMakeTheirOwn() {
        byte[] bytes = "\n\ndata: a\n\n: note\n\n\ndata: b\n\n\n".getBytes(UTF_8);
        assertEquals(
                List.of("\n\ndata: a\n\n", ": note\n\n", "\ndata: b\n\n", "\n"),
                cut(bytes, List.of()).raw);
    }

    @Test
    void aWholeEventIsHandedOutWhereItStands() {
        byte[] bytes = "data: a\n\ndata: b\n\ndata: c".getBytes(UTF_8);
        SseFramer framer = new SseFramer();
        framer.feed(bytes, 0, bytes.length, (buf, from, to) -> assertSame(bytes, buf));
        assertEquals(7, framer.held());
    }

    @Test
    void aBareCarriageReturnStreamDoesNotWait() {
        SseFramer framer = new SseFramer();
        Taken taken = new Taken();
        byte[] bytes = "data: a\r\r".getBytes(UTF_8);
        framer.feed(bytes, 0, bytes.length, taken);
        assertEquals(1, taken.events.size());
        assertEquals(0, framer.held());
    }

    @Test
    void holdsNoMoreThanItsLimit() {
        SseFramer framer = new SseFramer(16);
        byte[] piece = "data: 01".getBytes(UTF_8);
        Taken taken = new Taken();
        framer.feed(piece, 0, 8, taken);
        framer.feed(piece, 0, 8, taken);
        assertThrows(EventTooLarge.class, () -> framer.feed(piece, 0, 8, taken));
    }

    static List<Recordings.Recorded> streams() {
        return Recordings.eventStreams();
    }

    @Test
    void everyRecordingGivesTheSameEventsHoweverItIsCut() {
        Random random = new Random(11);
        List<Recordings.Recorded> streams = streams();
        assertFalse(streams.isEmpty());
        for (Recordings.Recorded stream : streams) {
            byte[] body = stream.body();
            List<SseEvent> whole = cut(body, List.of()).events;
            assertFalse(whole.isEmpty(), stream::id);
            assertEquals(whole, cut(body, singles(body.length)).events, stream::id);
            assertEquals(whole, cut(body, stream.pieces()).events, stream::id);
            List<Integer> pieces = new ArrayList<>();
            int left = body.length;
            while (left > 0) {
                int piece = Math.min(left, 1 + random.nextInt(600));
                pieces.add(piece);
                left -= piece;
            }
            assertEquals(whole, cut(body, pieces).events, stream::id);
        }
    }

    @Test
    void wholeEventsAllocateNothing() {
        byte[] bytes = "data: {\"some\":\"json\"}\n\ndata: [DONE]\n\n".getBytes(UTF_8);
        SseFramer framer = new SseFramer();
        int[] seen = new int[1];
        EventSink sink = (buf, from, to) -> seen[0] += to - from;
        assertEquals(0, Allocation.ofThousand(() -> framer.feed(bytes, 0, bytes.length, sink)));
    }
}
