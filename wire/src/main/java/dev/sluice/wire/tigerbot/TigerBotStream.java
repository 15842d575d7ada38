package dev.sluice.wire.tigerbot;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.ErrorMapping;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.StreamReader;
import dev.sluice.wire.chat.Usage;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.UnreadableJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads frames with {@code new_text}, the last of which repeats everything in {@code result}. */
final class TigerBotStream implements StreamReader {
    private final TigerBotDialect dialect;
    private final StringBuilder said = new StringBuilder();
    private boolean started;
    private boolean over;

    TigerBotStream(TigerBotDialect dialect) {
        this.dialect = dialect;
    }

    @Override
    public List<ChatEvent> read(String name, byte[] data) {
        String text = new String(data, StandardCharsets.UTF_8).strip();
        if (over || text.isEmpty() || text.startsWith("[DONE]")) {
            return List.of();
        }
        if (name.equals("error")) {
            return failed(dialect.readError(200, data));
        }
        try {
            TigerBotFrame frame = JsonReader.read(data, TigerBotFrame::read);
            return frame.isError() ? failed(dialect.readError(200, data)) : frame(frame);
        } catch (UnreadableJson e) {
            return failed(
                    ErrorMapping.badUpstream(
                            "The upstream sent an event that is no answer: " + e.getMessage()));
        }
    }

    private List<ChatEvent> frame(TigerBotFrame frame) {
        var events = new ArrayList<ChatEvent>();
        if (!started) {
            started = true;
            String id = frame.id();
            events.add(new ChatEvent.Started(TigerBotDialect.NAME, id, 0, "", Extras.NONE));
        }
        say(frame.newText(), events);
        if (frame.isFinished()) {
            over = true;
            String whole = frame.result() == null ? "" : frame.result();
            if (whole.startsWith(said.toString())) {
                say(whole.substring(said.length()), events);
            }
            Usage usage = frame.usage();
            if (usage != null) {
                events.add(new ChatEvent.Metered(usage));
            }
            events.add(new ChatEvent.Finished(0, frame.finish()));
        }
        return events;
    }

    private void say(String text, List<ChatEvent> events) {
        if (!text.isEmpty()) {
            said.append(text);
            events.add(new ChatEvent.TextDelta(0, text));
        }
    }

    private List<ChatEvent> failed(ApiError error) {
        over = true;
        return List.of(new ChatEvent.Failed(error));
    }

    @Override
    public List<ChatEvent> end() {
        return over
                ? List.of()
                : failed(
                        ErrorMapping.badUpstream(
                                "The upstream's stream ended before the answer was complete."));
    }
}
