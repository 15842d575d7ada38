package dev.sluice.wire.openai;

import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.ChatEvent.Opaque.Place;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.FinishReason;
import dev.sluice.wire.chat.ToolCall;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One choice of a stream that is being read: tells tool calls apart and numbers them anew.
 *
 * <p>A fragment belongs to the call with its {@code index}, unless it names another id; without an
 * index, to the call with its id, or to the last one.
 */
final class OpenAiChoice {
    private final int index;
    private final Map<Long, Call> byIndex = new HashMap<>();
    private @Nullable Call last;
    private int calls;
    private boolean spoken;
    private ToolCall.@Nullable Kind kind;
    private @Nullable FinishReason finish;

    OpenAiChoice(int index) {
        this.index = index;
    }

    /** One tool call whose fragments are coming in. */
    private static final class Call {
        private final int number;
        private String id = "";
        private boolean named;

        Call(int number) {
            this.number = number;
        }
    }

    boolean isFinished() {
        return finish != null;
    }

    boolean hasSpoken() {
        return spoken;
    }

    /** Takes the reason to stop; the first one counts. */
    void finish(FinishReason reason) {
        if (finish == null) {
            finish = reason;
        }
    }

    ChatEvent.Finished finished() {
        FinishReason reason = finish == null ? FinishReason.Standard.STOP : finish;
        return new ChatEvent.Finished(
                index, kind == null ? reason : reason.afterCalls(OpenAiReplies.style(kind)));
    }

    /** Adds the events that say what a delta says. */
    void say(OpenAiDelta delta, List<ChatEvent> events) {
        if (!delta.extras.isEmpty()) {
            var rest = new Extras(delta.extras);
            events.add(new ChatEvent.Opaque(index, Place.DELTA, rest));
        }
        spoken |= !delta.isEmpty();
        if (!delta.reasoning.isEmpty()) {
            events.add(new ChatEvent.ReasoningDelta(index, delta.reasoning.toString()));
        }
        if (!delta.text.isEmpty()) {
            events.add(new ChatEvent.TextDelta(index, delta.text.toString()));
        }
        if (!delta.refusal.isEmpty()) {
            events.add(new ChatEvent.RefusalDelta(index, delta.refusal));
        }
        if (delta.sound != null) {
            events.add(new ChatEvent.AudioDelta(index, delta.sound));
        }
        delta.annotations.forEach(a -> events.add(new ChatEvent.Annotated(index, a)));
        delta.calls.forEach(piece -> call(piece, events));
    }

    private void call(OpenAiParts.CallPiece piece, List<ChatEvent> events) {
        Call call = belongsTo(piece);
        if (call == null) {
            call = new Call(calls++);
        }
        if (piece.index() >= 0) {
            byIndex.put(piece.index(), call);
        }
        last = call;
        if (call.id.isEmpty()) {
            call.id = piece.id();
        }
        // The name may come behind the id. Repeated, it says nothing: clients would join both.
        if (!call.named && !(piece.name().isEmpty() && piece.arguments().isEmpty())) {
            call.named = true;
            kind = kind == null ? piece.kind() : kind;
            events.add(
                    new ChatEvent.ToolCallStarted(
                            index,
                            call.number,
                            piece.kind(),
                            call.id,
                            piece.name(),
                            piece.extras()));
        }
        if (!piece.arguments().isEmpty()) {
            events.add(new ChatEvent.ToolCallDelta(index, call.number, piece.arguments()));
        }
    }

    /** Returns the call that a fragment goes on with, or null when it begins one. */
    private @Nullable Call belongsTo(OpenAiParts.CallPiece piece) {
        Call call = piece.index() >= 0 ? byIndex.get(piece.index()) : last;
        if (call == null) {
            return null;
        }
        if (!piece.id().isEmpty()) {
            return call.id.isEmpty() || call.id.equals(piece.id()) ? call : null;
        }
        boolean legacy = piece.kind() == ToolCall.Kind.LEGACY_FUNCTION;
        boolean begins = piece.index() < 0 && !legacy && !piece.name().isEmpty() && call.named;
        return begins ? null : call;
    }
}
