package dev.sluice.wire.ollama;

import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.ChatEvent.Opaque.Place;
import dev.sluice.wire.chat.JsonStreamReader;
import dev.sluice.wire.chat.ToolCall;
import dev.sluice.wire.chat.Usage;
import dev.sluice.wire.fields.JsonReader;

/**
 * Reads a stream of lines: each has the next pieces, the one that is {@code done} also the count of
 * tokens.
 */
final class OllamaStreamReader extends JsonStreamReader {
    private int made;

    OllamaStreamReader() {
        super("chat line");
    }

    @Override
    protected void frame(String name, byte[] data) {
        OllamaLine line = JsonReader.read(data, OllamaLine::read);
        start(OllamaDialect.NAME, "", line.created(), line.model());
        if (!line.beside().isEmpty()) {
            tell(new ChatEvent.Opaque(0, Place.CHOICE, line.beside()));
        }
        if (!line.thought().isEmpty()) {
            tell(new ChatEvent.ReasoningDelta(0, line.thought()));
        }
        if (!line.text().isEmpty()) {
            tell(new ChatEvent.TextDelta(0, line.text()));
        }
        for (ToolCall call : line.calls()) {
            tell(
                    new ChatEvent.ToolCallStarted(
                            0, made, call.kind(), call.id(), call.name(), call.extras()));
            tell(new ChatEvent.ToolCallDelta(0, made, call.arguments()));
            made++;
        }
        if (line.isDone()) {
            finish(line);
        }
    }

    private void finish(OllamaLine line) {
        over();
        tell(new ChatEvent.Finished(0, line.finish(made)));
        if (!line.rest().isEmpty()) {
            tell(new ChatEvent.Opaque(0, Place.CHUNK, line.rest()));
        }
        Usage usage = line.usage();
        if (usage != null) {
            tell(new ChatEvent.Metered(usage));
        }
    }
}
