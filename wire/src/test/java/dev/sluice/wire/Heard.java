package dev.sluice.wire;

import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.StreamReader;
import dev.sluice.wire.frames.Frames;
import dev.sluice.wire.frames.Framing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a reader makes of a streamed body. */
public final class Heard {
    private Heard() {}

    /** Reads a body cut at that byte. */
    public static List<ChatEvent> events(StreamReader reader, String body, int cut) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        var events = new ArrayList<ChatEvent>();
        Frames frames = Framing.EVENTS.open();
        Frames.Sink sink = (name, data) -> events.addAll(reader.read(name, data));
        frames.feed(bytes, 0, cut, sink);
        frames.feed(bytes, cut, bytes.length, sink);
        frames.end(sink);
        events.addAll(reader.end());
        return events;
    }

    /** Reads a whole body. */
    public static List<ChatEvent> events(StreamReader reader, String body) {
        return events(reader, body, 0);
    }

    /** Tells events in short: text as it is, thoughts in parentheses, the rest in brackets. */
    public static String told(List<ChatEvent> events) {
        var told = new StringBuilder();
        for (ChatEvent event : events) {
            told.append(
                    switch (event) {
                        case ChatEvent.Started s -> "[" + s.id() + "]";
                        case ChatEvent.TextDelta t -> t.text();
                        case ChatEvent.ReasoningDelta r -> "(" + r.text() + ")";
                        case ChatEvent.ToolCallStarted c ->
                                "[call " + c.call() + " " + c.id() + " " + c.name() + "]";
                        case ChatEvent.ToolCallDelta d -> d.arguments();
                        case ChatEvent.Annotated a -> "[" + a.annotation() + "]";
                        case ChatEvent.Finished f -> "[" + f.choice() + " " + f.reason() + "]";
                        case ChatEvent.Metered _ -> "";
                        case ChatEvent.Failed f ->
                                "[failed " + f.error().status() + " " + f.error().code() + "]";
                        default -> "[" + event + "]";
                    });
        }
        return told.toString();
    }

    /** Returns the last count: input and output. */
    public static String metered(List<ChatEvent> events) {
        String found = "";
        for (ChatEvent event : events) {
            if (event instanceof ChatEvent.Metered m) {
                found = m.usage().input() + "/" + m.usage().output();
            }
        }
        return found;
    }
}
