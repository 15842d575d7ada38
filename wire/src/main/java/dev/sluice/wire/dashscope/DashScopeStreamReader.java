package dev.sluice.wire.dashscope;

import dev.sluice.wire.chat.Annotation;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.FinishReason;
import dev.sluice.wire.chat.FinishReason.Standard;
import dev.sluice.wire.chat.JsonStreamReader;
import dev.sluice.wire.chat.ToolCall;
import dev.sluice.wire.chat.ToolUse;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.UnreadableJson;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream of DashScope's, whose texts are additions or repeat everything.
 *
 * <pre>
 *   before ─(a frame)→ started ─(end of body | a filter)→ over
 *      └────────(event:error, no JSON, break)──────────────┘
 * </pre>
 */
final class DashScopeStreamReader extends JsonStreamReader {
    private final Growth growth = new Growth();
    private final Map<Integer, Choice> choices = new TreeMap<>();
    private final Set<Annotation> sources = new LinkedHashSet<>();

    private final class Choice {
        private final int index;
        private final Growth.Line text = growth.line();
        private final Growth.Line reasoning = growth.line();
        private final Map<Integer, Call> calls = new TreeMap<>();
        private @Nullable FinishReason finish;
        private boolean spoke;

        Choice(int index) {
            this.index = index;
        }

        void say(DashScopeFrame.Piece piece, List<ChatEvent> events) {
            // While it speaks, a model thinks nothing; that is no shorter thought.
            if (!piece.reasoning.isEmpty()) {
                think(reasoning.take(piece.reasoning), events);
            }
            if (piece.text != null) {
                speak(text.take(piece.text), events);
            }
            for (DashScopeFrame.Call each : piece.calls) {
                Call call = calls.get(each.index);
                if (call == null) {
                    call = new Call(index, calls.size(), growth.line());
                    calls.put(each.index, call);
                }
                call.say(each, events);
            }
            if (piece.logprobs != null) {
                var beside = Extras.of("logprobs", piece.logprobs);
                events.add(new ChatEvent.Opaque(index, ChatEvent.Opaque.Place.CHOICE, beside));
            }
            FinishReason reason = DashScopeFrame.finish(piece.finish);
            finish = reason == null ? finish : reason;
        }

        private void think(String more, List<ChatEvent> events) {
            if (!more.isEmpty()) {
                spoke = true;
                events.add(new ChatEvent.ReasoningDelta(index, more));
            }
        }

        private void speak(String more, List<ChatEvent> events) {
            if (!more.isEmpty()) {
                spoke = true;
                events.add(new ChatEvent.TextDelta(index, more));
            }
        }

        void end(List<ChatEvent> events) {
            think(reasoning.end(), events);
            speak(text.end(), events);
            calls.values().forEach(call -> call.end(events));
        }
    }

    private static final class Call {
        private final int choice;
        private final int number;
        private final Growth.Line arguments;
        private final StringBuilder early = new StringBuilder();
        private String id = "";
        private boolean begun;

        Call(int choice, int number, Growth.Line arguments) {
            this.choice = choice;
            this.number = number;
            this.arguments = arguments;
        }

        void say(DashScopeFrame.Call said, List<ChatEvent> events) {
            id = id.isEmpty() ? said.id : id;
            if (!begun && !said.name.isEmpty()) {
                begin(said.name, events);
            }
            if (!said.arguments.isEmpty()) {
                add(arguments.take(said.arguments), events);
            }
        }

        private void begin(String name, List<ChatEvent> events) {
            begun = true;
            events.add(
                    new ChatEvent.ToolCallStarted(
                            choice, number, ToolCall.Kind.FUNCTION, id, name, Extras.NONE));
            add(early.toString(), events);
        }

        private void add(String more, List<ChatEvent> events) {
            if (!begun) {
                early.append(more);
            } else if (!more.isEmpty()) {
                events.add(new ChatEvent.ToolCallDelta(choice, number, more));
            }
        }

        void end(List<ChatEvent> events) {
            if (!begun) {
                begin("", events);
            }
            add(arguments.end(), events);
        }
    }

    DashScopeStreamReader() {
        super("DashScope frame");
    }

    @Override
    protected void frame(String name, byte[] data) {
        DashScopeFrame frame;
        try {
            frame = JsonReader.read(data, DashScopeFrame::read);
        } catch (UnreadableJson e) {
            throw name.equals("error") ? new ApiException(DashScopeErrors.read(200, data)) : e;
        }
        if (name.equals("error") || frame.isError()) {
            refused(frame);
            return;
        }
        start(DashScopeDialect.NAME, frame.id(), 0, "");
        sources.addAll(frame.sources());
        for (DashScopeFrame.Piece piece : frame.pieces()) {
            choices.computeIfAbsent(piece.index, Choice::new).say(piece, events());
        }
        if (frame.usage() != null) {
            tell(new ChatEvent.Metered(frame.usage()));
        }
    }

    // What was said stands; the filter withheld the rest.
    private void refused(DashScopeFrame frame) {
        if (!frame.isCensored() || choices.values().stream().noneMatch(c -> c.spoke)) {
            fail(frame.error(200));
            return;
        }
        choices.values().forEach(c -> c.finish = Standard.CONTENT_FILTER);
        complete();
    }

    @Override
    protected void complete() {
        if (choices.isEmpty() || choices.values().stream().anyMatch(c -> c.finish == null)) {
            return;
        }
        over();
        choices.values().forEach(choice -> choice.end(events()));
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
