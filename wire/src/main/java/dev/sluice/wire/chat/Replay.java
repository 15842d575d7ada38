package dev.sluice.wire.chat;

import java.util.ArrayList;
import java.util.List;

/** A whole reply told as a stream, for a client that asked for one where the vendor gave none. */
public final class Replay {
    private Replay() {}

    /** Returns the events that say what the reply says. */
    public static List<ChatEvent> of(ChatReply reply) {
        var events = new ArrayList<ChatEvent>();
        events.add(
                new ChatEvent.Started(
                        reply.origin(),
                        reply.id(),
                        reply.created(),
                        reply.model(),
                        reply.extras()));
        for (ChatReply.Choice choice : reply.choices()) {
            say(choice, events);
        }
        if (reply.usage() != null) {
            events.add(new ChatEvent.Metered(reply.usage()));
        }
        return events;
    }

    private static void say(ChatReply.Choice choice, List<ChatEvent> events) {
        int i = choice.index();
        Message.Assistant said = choice.message();
        if (!choice.extras().isEmpty()) {
            events.add(new ChatEvent.Opaque(i, ChatEvent.Opaque.Place.CHOICE, choice.extras()));
        }
        if (!said.extras().isEmpty()) {
            events.add(new ChatEvent.Opaque(i, ChatEvent.Opaque.Place.DELTA, said.extras()));
        }
        for (Part part : said.content()) {
            switch (part) {
                case Part.Text(String text, Extras _) -> {
                    if (!text.isEmpty()) {
                        events.add(new ChatEvent.TextDelta(i, text));
                    }
                }
                case Part.Reasoning r -> {
                    if (!r.text().isEmpty()) {
                        events.add(new ChatEvent.ReasoningDelta(i, r.text()));
                    }
                    if (r.signature() != null) {
                        events.add(new ChatEvent.ReasoningSigned(i, r.signature()));
                    }
                }
                case Part.Refusal(String text, Extras _) ->
                        events.add(new ChatEvent.RefusalDelta(i, text));
                case Part.Speech sound -> events.add(new ChatEvent.AudioDelta(i, sound));
                // No event has a word for what a model draws.
                case Part.Image _, Part.Audio _, Part.File _, Part.Opaque _ -> {}
            }
        }
        said.annotations().forEach(a -> events.add(new ChatEvent.Annotated(i, a)));
        for (int n = 0; n < said.toolCalls().size(); n++) {
            ToolCall call = said.toolCalls().get(n);
            events.add(
                    new ChatEvent.ToolCallStarted(
                            i, n, call.kind(), call.id(), call.name(), call.extras()));
            if (!call.arguments().isEmpty()) {
                events.add(new ChatEvent.ToolCallDelta(i, n, call.arguments()));
            }
        }
        events.add(new ChatEvent.Finished(i, choice.finish()));
    }
}
