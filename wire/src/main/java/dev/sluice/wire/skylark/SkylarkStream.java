package dev.sluice.wire.skylark;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.ErrorMapping;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.FinishReason;
import dev.sluice.wire.chat.StreamReader;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.UnreadableJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads frames that are replies whose text is a piece; {@code [DONE]} ends them. */
final class SkylarkStream implements StreamReader {
    private final SkylarkDialect dialect;
    private boolean started;
    private boolean over;
    private @Nullable FinishReason finish;

    SkylarkStream(SkylarkDialect dialect) {
        this.dialect = dialect;
    }

    @Override
    public List<ChatEvent> read(String name, byte[] data) {
        String text = new String(data, StandardCharsets.UTF_8).strip();
        if (over || text.isEmpty()) {
            return List.of();
        }
        if (text.startsWith("[DONE]")) {
            return end();
        }
        if (name.equals("error")) {
            return failed(dialect.readError(200, data));
        }
        try {
            SkylarkFrame frame = JsonReader.read(data, SkylarkFrame::read);
            return frame.isError() ? failed(dialect.readError(200, data)) : frame(frame);
        } catch (UnreadableJson e) {
            return failed(
                    ErrorMapping.badUpstream(
                            "The upstream sent an event that is no answer: " + e.getMessage()));
        }
    }

    private List<ChatEvent> frame(SkylarkFrame frame) {
        var events = new ArrayList<ChatEvent>();
        if (!started) {
            started = true;
            String id = frame.id();
            events.add(new ChatEvent.Started(SkylarkDialect.NAME, id, 0, "", Extras.NONE));
        }
        if (!frame.text().isEmpty()) {
            events.add(new ChatEvent.TextDelta(0, frame.text()));
        }
        if (frame.usage() != null) {
            events.add(new ChatEvent.Metered(frame.usage()));
        }
        if (frame.isFinished()) {
            finish = frame.finish();
        }
        return events;
    }

    private List<ChatEvent> failed(ApiError error) {
        over = true;
        return List.of(new ChatEvent.Failed(error));
    }

    // The reason is held back: usage comes in the last item, which may follow it.
    @Override
    public List<ChatEvent> end() {
        if (over) {
            return List.of();
        }
        if (finish != null) {
            over = true;
            return List.of(new ChatEvent.Finished(0, finish));
        }
        return failed(
                ErrorMapping.badUpstream(
                        "The upstream's stream ended before the answer was complete."));
    }
}
