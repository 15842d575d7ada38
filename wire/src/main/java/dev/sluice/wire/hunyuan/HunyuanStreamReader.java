package dev.sluice.wire.hunyuan;

import dev.sluice.wire.chat.Annotation;
import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.FinishReason;
import dev.sluice.wire.chat.FinishReason.Standard;
import dev.sluice.wire.chat.JsonStreamReader;
import dev.sluice.wire.chat.ToolCall;
import dev.sluice.wire.chat.ToolUse;
import dev.sluice.wire.fields.JsonReader;
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
final class HunyuanStreamReader extends JsonStreamReader {
    private final Map<Integer, Choice> choices = new TreeMap<>();
    private final Set<Annotation> sources = new LinkedHashSet<>();

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

    HunyuanStreamReader() {
        super("Hunyuan frame");
    }

    @Override
    protected void frame(String name, byte[] data) {
        HunyuanFrame frame = JsonReader.read(data, HunyuanFrame::read);
        if (frame.isError()) {
            fail(frame.error(200));
            return;
        }
        start(HunyuanDialect.NAME, frame.id(), frame.created(), "");
        for (HunyuanFrame.Piece piece : frame.pieces()) {
            choices.computeIfAbsent(piece.index, Choice::new).say(piece, events());
        }
        sources.addAll(frame.sources());
        if (frame.usage() != null) {
            tell(new ChatEvent.Metered(frame.usage()));
        }
    }

    @Override
    protected void complete() {
        if (choices.isEmpty() || choices.values().stream().anyMatch(c -> c.finish == null)) {
            return;
        }
        over();
        int first = choices.keySet().iterator().next();
        sources.forEach(source -> tell(new ChatEvent.Annotated(first, source)));
        for (Choice choice : choices.values()) {
            FinishReason reason = choice.finish == null ? Standard.STOP : choice.finish;
            boolean called = !choice.calls.isEmpty();
            tell(
                    new ChatEvent.Finished(
                            choice.index,
                            called ? reason.afterCalls(ToolUse.Style.TOOLS) : reason));
        }
    }
}
