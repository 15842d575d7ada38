package dev.sluice.wire.hunyuan;

import dev.sluice.wire.chat.Annotation;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.ErrorMapping;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.FinishReason;
import dev.sluice.wire.chat.FinishReason.Standard;
import dev.sluice.wire.chat.StreamReader;
import dev.sluice.wire.chat.ToolCall;
import dev.sluice.wire.chat.ToolUse;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.UnreadableJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream of Hunyuan's: additions without the {@code Response} around them.
 *
 * <pre>
 *   before ─(a frame)→ started ─(all choices finished, then end of body | [DONE])→ over
 *      └──────────(Error, ErrorMsg, no JSON, break)────────────────────────────────┘
 * </pre>
 */
final class HunyuanStreamReader implements StreamReader {
    private final Map<Integer, Choice> choices = new TreeMap<>();
    private final Set<Annotation> sources = new LinkedHashSet<>();
    private boolean started;
    private boolean over;

    private static final class Choice {
        private final int index;
        private final Map<Integer, Integer> calls = new HashMap<>();
        private @Nullable FinishReason finish;

        Choice(int index) {
            this.index = index;
        }

        void say(HunyuanFrame.Piece piece, List<ChatEvent> events) {
            if (!piece.reasoning.isEmpty()) {
                events.add(new ChatEvent.ReasoningDelta(index, piece.reasoning));
            }
            if (!piece.text.isEmpty()) {
                events.add(new ChatEvent.TextDelta(index, piece.text));
            }
            for (HunyuanFrame.Call each : piece.calls) {
                Integer number = calls.get(each.index);
                if (number == null) {
                    number = calls.size();
                    calls.put(each.index, number);
                    var kind = ToolCall.Kind.FUNCTION;
                    events.add(
                            new ChatEvent.ToolCallStarted(
                                    index, number, kind, each.id, each.name, Extras.NONE));
                }
                if (!each.arguments.isEmpty()) {
                    events.add(new ChatEvent.ToolCallDelta(index, number, each.arguments));
                }
            }
            FinishReason reason = HunyuanFrame.finish(piece.finish);
            finish = reason == null ? finish : reason;
        }
    }

    @Override
    public List<ChatEvent> read(String name, byte[] data) {
        String text = new String(data, StandardCharsets.UTF_8).strip();
        if (over || text.isEmpty()) {
            return List.of();
        }
        if (text.equals("[DONE]")) {
            return end();
        }
        HunyuanFrame frame;
        try {
            frame = JsonReader.read(data, HunyuanFrame::read);
        } catch (UnreadableJson e) {
            return failed(
                    ErrorMapping.badUpstream(
                            "The upstream sent an event that is no Hunyuan frame: "
                                    + e.getMessage()));
        }
        return frame.isError() ? failed(frame.error(200)) : said(frame);
    }

    private List<ChatEvent> said(HunyuanFrame frame) {
        var events = new ArrayList<ChatEvent>();
        if (!started) {
            started = true;
            events.add(
                    new ChatEvent.Started(
                            HunyuanDialect.NAME, frame.id(), frame.created(), "", Extras.NONE));
        }
        for (HunyuanFrame.Piece piece : frame.pieces()) {
            choices.computeIfAbsent(piece.index, Choice::new).say(piece, events);
        }
        sources.addAll(frame.sources());
        if (frame.usage() != null) {
            events.add(new ChatEvent.Metered(frame.usage()));
        }
        return events;
    }

    @Override
    public List<ChatEvent> end() {
        if (over) {
            return List.of();
        }
        if (choices.isEmpty() || choices.values().stream().anyMatch(c -> c.finish == null)) {
            return failed(
                    ErrorMapping.badUpstream(
                            "The upstream's stream ended before the answer was complete."));
        }
        over = true;
        var events = new ArrayList<ChatEvent>();
        int first = choices.keySet().iterator().next();
        sources.forEach(source -> events.add(new ChatEvent.Annotated(first, source)));
        for (Choice choice : choices.values()) {
            FinishReason reason = choice.finish == null ? Standard.STOP : choice.finish;
            boolean called = !choice.calls.isEmpty();
            events.add(
                    new ChatEvent.Finished(
                            choice.index,
                            called ? reason.afterCalls(ToolUse.Style.TOOLS) : reason));
        }
        return events;
    }

    private List<ChatEvent> failed(ApiError error) {
        over = true;
        return List.of(new ChatEvent.Failed(error));
    }
}
