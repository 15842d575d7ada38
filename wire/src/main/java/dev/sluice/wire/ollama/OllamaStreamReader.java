package dev.sluice.wire.ollama;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.ChatEvent.Opaque.Place;
import dev.sluice.wire.chat.ErrorMapping;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.StreamReader;
import dev.sluice.wire.chat.ToolCall;
import dev.sluice.wire.chat.Usage;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.UnreadableJson;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a stream of lines: each has the next pieces, the one that is {@code done} also the count of
 * tokens.
 */
final class OllamaStreamReader implements StreamReader {
    private boolean started;
    private boolean over;
    private int made;

    @Override
    public List<ChatEvent> read(String name, byte[] data) {
        if (over) {
            return List.of();
        }
        try {
            return events(JsonReader.read(data, OllamaLine::read));
        } catch (ApiException e) {
            return failed(e.error());
        } catch (UnreadableJson e) {
            return failed(
                    ErrorMapping.badUpstream(
                            "The upstream sent a line that cannot be read: " + e.getMessage()));
        }
    }

    @Override
    public List<ChatEvent> end() {
        return over
                ? List.of()
                : failed(
                        ErrorMapping.badUpstream(
                                "The upstream's stream ended before the answer was complete."));
    }

    private List<ChatEvent> failed(ApiError error) {
        over = true;
        return List.of(new ChatEvent.Failed(error));
    }

    private List<ChatEvent> events(OllamaLine line) {
        var events = new ArrayList<ChatEvent>();
        if (!started) {
            started = true;
            events.add(
                    new ChatEvent.Started(
                            OllamaDialect.NAME, "", line.created(), line.model(), Extras.NONE));
        }
        if (!line.beside().isEmpty()) {
            events.add(new ChatEvent.Opaque(0, Place.CHOICE, line.beside()));
        }
        if (!line.thought().isEmpty()) {
            events.add(new ChatEvent.ReasoningDelta(0, line.thought()));
        }
        if (!line.text().isEmpty()) {
            events.add(new ChatEvent.TextDelta(0, line.text()));
        }
        for (ToolCall call : line.calls()) {
            events.add(
                    new ChatEvent.ToolCallStarted(
                            0, made, call.kind(), call.id(), call.name(), call.extras()));
            events.add(new ChatEvent.ToolCallDelta(0, made, call.arguments()));
            made++;
        }
        if (line.isDone()) {
            finish(line, events);
        }
        return events;
    }

    private void finish(OllamaLine line, List<ChatEvent> events) {
        over = true;
        events.add(new ChatEvent.Finished(0, line.finish(made)));
        if (!line.rest().isEmpty()) {
            events.add(new ChatEvent.Opaque(0, Place.CHUNK, line.rest()));
        }
        Usage usage = line.usage();
        if (usage != null) {
            events.add(new ChatEvent.Metered(usage));
        }
    }
}
