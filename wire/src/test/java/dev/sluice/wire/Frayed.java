package dev.sluice.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.StreamReader;
import dev.sluice.wire.chat.VendorDialect;
import dev.sluice.wire.frames.Frames;
import dev.sluice.wire.frames.Framing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Streamed bodies read whole and in two pieces, cut at every byte: the events are the same. */
public final class Frayed {
    private Frayed() {}

    /** Returns the events of a body, having cut it everywhere. */
    public static List<ChatEvent> read(VendorDialect dialect, Framing framing, String body) {
        byte[] wire = body.getBytes(StandardCharsets.UTF_8);
        List<ChatEvent> whole = read(dialect, framing, wire, wire.length);
        for (int cut = 0; cut < wire.length; cut++) {
            assertEquals(whole, read(dialect, framing, wire, cut), "cut at " + cut);
        }
        return whole;
    }

    /** Returns the events of a body in two pieces. */
    public static List<ChatEvent> read(
            VendorDialect dialect, Framing framing, byte[] wire, int cut) {
        StreamReader reader = dialect.newStreamReader();
        Frames frames = framing.open();
        var events = new ArrayList<ChatEvent>();
        Frames.Sink sink = (name, data) -> events.addAll(reader.read(name, data));
        frames.feed(wire, 0, cut, sink);
        frames.feed(wire, cut, wire.length, sink);
        frames.end(sink);
        events.addAll(reader.end());
        assertEquals(List.of(), reader.end());
        return events;
    }
}
