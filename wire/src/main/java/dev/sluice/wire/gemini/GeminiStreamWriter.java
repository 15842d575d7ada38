package dev.sluice.wire.gemini;

import dev.sluice.wire.chat.Annotation;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.ErrorMapping;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.FinishReason;
import dev.sluice.wire.chat.Part;
import dev.sluice.wire.chat.ReplyTerms;
import dev.sluice.wire.chat.StreamWriter;
import dev.sluice.wire.chat.ToolCall;
import dev.sluice.wire.chat.Usage;
import dev.sluice.wire.fields.JsonWriter;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes a stream as Google does with {@code alt=sse}. Calls are held back until they are whole,
 * the finish until the end, where the usage stands beside it.
 */
final class GeminiStreamWriter implements StreamWriter {
    private static final byte[] NOTHING = {};
    private static final String DATA = "data: ";
    private static final String END = "\r\n\r\n";

    private final Map<Integer, Choice> choices = new TreeMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private String id;
    private String model;
    private @Nullable Usage usage;
    private boolean over;

    GeminiStreamWriter(ReplyTerms terms) {
        id = terms.id();
        model = terms.model();
    }

    /** What has been said in one choice. */
    private static final class Choice {
        private final StringBuilder text = new StringBuilder();
        private final List<Annotation> annotations = new ArrayList<>();
        private final TreeMap<Integer, ChatEvent.ToolCallStarted> calls = new TreeMap<>();
        private final Map<Integer, StringBuilder> arguments = new TreeMap<>();
        private @Nullable String signature;
        private @Nullable FinishReason finish;
    }

    @Override
    public byte[] write(ChatEvent event) {
        if (over) {
            return NOTHING;
        }
        out.reset();
        switch (event) {
            case ChatEvent.Started started -> {
                id = started.id().isEmpty() ? id : started.id();
                model = started.model().isEmpty() ? model : started.model();
            }
            case ChatEvent.TextDelta(int i, String text) -> text(i, text);
            case ChatEvent.RefusalDelta(int i, String text) -> text(i, text);
            case ChatEvent.ReasoningDelta(int i, String text) ->
                    part(i, o -> o.object().put("text", text).put("thought", true).endObject());
            case ChatEvent.ToolCallStarted call -> {
                choice(call.choice()).calls.put(call.call(), call);
                choice(call.choice()).arguments.put(call.call(), new StringBuilder());
            }
            case ChatEvent.ToolCallDelta(int i, int call, String arguments) ->
                    choice(i)
                            .arguments
                            .computeIfAbsent(call, _ -> new StringBuilder())
                            .append(arguments);
            case ChatEvent.AudioDelta(int i, Part.Speech sound) -> {
                if (!sound.base64().isEmpty()) {
                    part(i, o -> GeminiReplies.writeBlob(o, "audio/wav", sound.base64()));
                }
            }
            case ChatEvent.Annotated(int i, Annotation mark) -> choice(i).annotations.add(mark);
            case ChatEvent.Opaque(int i, ChatEvent.Opaque.Place place, Extras extras) ->
                    extras(i, place, extras);
            case ChatEvent.Finished(int i, FinishReason reason) -> finish(choice(i), reason);
            case ChatEvent.Metered(Usage counted) -> usage = counted;
            case ChatEvent.Failed(ApiError error) -> fail(error);
            // A proof in another vendor's words.
            case ChatEvent.ReasoningSigned _ -> {}
        }
        return out.toByteArray();
    }

    private static void finish(Choice choice, FinishReason reason) {
        choice.finish = choice.finish == null ? reason : choice.finish;
    }

    private Choice choice(int index) {
        return choices.computeIfAbsent(index, _ -> new Choice());
    }

    private void text(int index, String text) {
        choice(index).text.append(text);
        part(index, o -> o.object().put("text", text).endObject());
    }

    private void extras(int index, ChatEvent.Opaque.Place place, Extras extras) {
        if (place != ChatEvent.Opaque.Place.DELTA) {
            return;
        }
        String signature = GeminiPart.signature(extras);
        if (signature != null) {
            choice(index).signature = signature;
        }
        for (GeminiPart.Blob picture : GeminiReplies.images(extras)) {
            part(index, o -> GeminiReplies.writeBlob(o, picture.mimeType(), picture.base64()));
        }
    }

    private void part(int index, Consumer<JsonWriter> what) {
        if (choice(index).finish != null) {
            return;
        }
        JsonWriter chunk = begin(index);
        what.accept(chunk);
        end(chunk.endArray().endObject().endObject().endArray());
    }

    private static JsonWriter begin(int index) {
        JsonWriter chunk = new JsonWriter(DATA).object().array("candidates").object();
        chunk.put("index", index).object("content").put("role", "model");
        return chunk.array("parts");
    }

    private void end(JsonWriter chunk) {
        chunk.put("modelVersion", model).put("responseId", id).endObject();
        out.writeBytes(chunk.bytes(END));
    }

    @Override
    public byte[] end() {
        if (over) {
            return NOTHING;
        }
        out.reset();
        if (choices.isEmpty() || choices.values().stream().anyMatch(c -> c.finish == null)) {
            fail(ErrorMapping.cutOff());
            return out.toByteArray();
        }
        over = true;
        choices.forEach(this::last);
        return out.toByteArray();
    }

    private void last(int index, Choice choice) {
        JsonWriter chunk = begin(index);
        for (Map.Entry<Integer, ChatEvent.ToolCallStarted> entry : choice.calls.entrySet()) {
            ChatEvent.ToolCallStarted call = entry.getValue();
            String arguments = String.valueOf(choice.arguments.get(entry.getKey()));
            GeminiReplies.writeCall(
                    chunk,
                    new ToolCall(call.id(), call.kind(), call.name(), arguments, call.extras()));
        }
        if (choice.calls.isEmpty() || choice.signature != null) {
            chunk.object().put("text", "").put("thoughtSignature", choice.signature).endObject();
        }
        chunk.endArray().endObject().put("finishReason", GeminiReplies.word(choice.finish));
        GeminiGrounding.write(chunk, choice.text.toString(), choice.annotations);
        chunk.endObject().endArray();
        if (usage != null) {
            GeminiUsage.write(chunk, usage);
        }
        end(chunk);
    }

    private void fail(ApiError error) {
        over = true;
        var event = new JsonWriter(DATA);
        GeminiErrors.write(event, error);
        out.writeBytes(event.bytes(END));
    }
}
