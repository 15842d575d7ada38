package dev.sluice.wire.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Puts a streamed answer together, for a client that asked for a whole one where the vendor only
 * streams.
 */
public final class ReplyBuilder {
    private final TreeMap<Integer, Choice> choices = new TreeMap<>();
    private String origin = "";
    private String id = "";
    private long created;
    private String model = "";
    private Extras extras = Extras.NONE;
    private @Nullable Usage usage;
    private @Nullable ApiError error;

    /** Creates an empty reply. */
    public ReplyBuilder() {}

    private static final class Choice {
        private final StringBuilder reasoning = new StringBuilder();
        private final StringBuilder text = new StringBuilder();
        private final StringBuilder refusal = new StringBuilder();
        private final List<Call> calls = new ArrayList<>();
        private final List<Annotation> annotations = new ArrayList<>();
        private final StringBuilder sound = new StringBuilder();
        private final StringBuilder transcript = new StringBuilder();
        private @Nullable String soundId;
        private Extras soundExtras = Extras.NONE;
        private boolean spoke;
        private final List<Part> signed = new ArrayList<>();
        private Extras beside = Extras.NONE;
        private Extras within = Extras.NONE;
        private @Nullable FinishReason finish;

        /** A signature ends a thought: it is for what was thought since the last one. */
        void sign(String signature) {
            signed.add(thought(reasoning.toString(), signature));
            reasoning.setLength(0);
        }
    }

    private static Part.Reasoning thought(String text, @Nullable String signature) {
        var form = Part.Reasoning.Form.REASONING_CONTENT;
        return new Part.Reasoning(text, signature, form, Extras.NONE);
    }

    /** A member said again says the newer thing. */
    private static Extras newer(Extras before, Extras after) {
        Extras kept = before;
        for (String name : after.names()) {
            kept = kept.without(name);
        }
        return kept.plus(after);
    }

    private static final class Call {
        private final ChatEvent.ToolCallStarted started;
        private final StringBuilder arguments = new StringBuilder();

        Call(ChatEvent.ToolCallStarted started) {
            this.started = started;
        }
    }

    /** Takes one event. */
    public void take(ChatEvent event) {
        switch (event) {
            case ChatEvent.Started s -> {
                origin = s.origin();
                id = s.id();
                created = s.created();
                model = s.model();
                extras = extras.plus(s.extras());
            }
            case ChatEvent.TextDelta(int i, String text) -> choice(i).text.append(text);
            case ChatEvent.ReasoningDelta(int i, String text) -> choice(i).reasoning.append(text);
            case ChatEvent.ReasoningSigned(int i, String signature) -> choice(i).sign(signature);
            case ChatEvent.RefusalDelta(int i, String text) -> choice(i).refusal.append(text);
            case ChatEvent.ToolCallStarted call -> choice(call.choice()).calls.add(new Call(call));
            case ChatEvent.ToolCallDelta(int i, int call, String arguments) ->
                    choice(i).calls.get(call).arguments.append(arguments);
            case ChatEvent.AudioDelta(int i, Part.Speech sound) -> hear(choice(i), sound);
            case ChatEvent.Annotated(int i, Annotation mark) -> choice(i).annotations.add(mark);
            case ChatEvent.Opaque(int i, ChatEvent.Opaque.Place place, Extras more) -> {
                switch (place) {
                    case CHUNK -> extras = newer(extras, more);
                    case CHOICE -> choice(i).beside = newer(choice(i).beside, more);
                    case DELTA -> choice(i).within = newer(choice(i).within, more);
                }
            }
            case ChatEvent.Finished(int i, FinishReason reason) -> choice(i).finish = reason;
            case ChatEvent.Metered(Usage counted) -> usage = counted;
            case ChatEvent.Failed(ApiError what) -> error = what;
        }
    }

    private static void hear(Choice choice, Part.Speech sound) {
        choice.spoke = true;
        choice.soundId = sound.id() == null ? choice.soundId : sound.id();
        choice.sound.append(sound.base64());
        choice.transcript.append(sound.transcript());
        choice.soundExtras = choice.soundExtras.plus(sound.extras());
    }

    private Choice choice(int index) {
        return choices.computeIfAbsent(index, _ -> new Choice());
    }

    /** Returns what went wrong, or null. */
    public @Nullable ApiError error() {
        return error;
    }

    /**
     * Returns the reply.
     *
     * @throws ApiException when the stream failed, or ended before an answer was complete
     */
    public ChatReply reply() {
        if (error != null) {
            throw new ApiException(error);
        }
        var all = new ArrayList<ChatReply.Choice>();
        choices.forEach((index, choice) -> all.add(whole(index, choice)));
        if (all.isEmpty()) {
            throw new ApiException(
                    ErrorMapping.badUpstream("The upstream's stream ended without an answer."));
        }
        return new ChatReply(origin, id, created, model, all, usage, extras);
    }

    private static ChatReply.Choice whole(int index, Choice choice) {
        FinishReason finish = choice.finish;
        if (finish == null) {
            throw new ApiException(ErrorMapping.cutOff());
        }
        var parts = new ArrayList<>(choice.signed);
        if (!choice.reasoning.isEmpty()) {
            parts.add(thought(choice.reasoning.toString(), null));
        }
        if (!choice.text.isEmpty()) {
            parts.add(Part.Text.of(choice.text.toString()));
        }
        if (!choice.refusal.isEmpty()) {
            parts.add(new Part.Refusal(choice.refusal.toString(), Extras.NONE));
        }
        if (choice.spoke) {
            parts.add(
                    new Part.Speech(
                            choice.soundId,
                            choice.sound.toString(),
                            choice.transcript.toString(),
                            choice.soundExtras));
        }
        var calls = new ArrayList<ToolCall>();
        for (Call call : choice.calls) {
            ChatEvent.ToolCallStarted s = call.started;
            calls.add(
                    new ToolCall(
                            s.id(), s.kind(), s.name(), call.arguments.toString(), s.extras()));
        }
        var said = new Message.Assistant(parts, calls, choice.annotations, null, choice.within);
        return new ChatReply.Choice(index, said, finish, choice.beside);
    }
}
