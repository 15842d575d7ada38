package dev.sluice.wire.gemini;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.ChatEvent.Opaque.Place;
import dev.sluice.wire.chat.ErrorMapping;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.FinishReason;
import dev.sluice.wire.chat.FinishReason.Standard;
import dev.sluice.wire.chat.Part;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.ToolCall;
import dev.sluice.wire.chat.ToolUse;
import dev.sluice.wire.fields.JsonWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One answer while it is read: turns parts into events and remembers what the end needs. */
final class GeminiCandidate {
    private final int index;
    private final StringBuilder text = new StringBuilder();
    private final List<GeminiPart.Blob> pictures = new ArrayList<>();
    private @Nullable String signature;
    private int calls;
    private boolean spoke;
    private String finish = "";
    private String finishMessage = "";
    private @Nullable GeminiGrounding grounding;
    private @Nullable Open open;

    /** A call whose arguments come in pieces. */
    private record Open(
            String id, String name, @Nullable String signature, Map<String, Object> arguments) {}

    GeminiCandidate(int index) {
        this.index = index;
    }

    /** Takes the parts of one chunk. */
    void say(List<GeminiPart> parts, List<ChatEvent> events) {
        for (GeminiPart part : parts) {
            switch (part.data()) {
                case GeminiPart.Text(String said) -> text(said, part, events);
                case GeminiPart.Call call -> call(call, part.signature(), events);
                case GeminiPart.Blob blob -> {
                    if (!part.thought()) {
                        blob(blob, events);
                        sign(part);
                    }
                }
                case GeminiPart.Code(String language, String code) ->
                        say("```" + language.toLowerCase(Locale.ROOT) + '\n' + code, events);
                case GeminiPart.Output(String output) -> say("```\n" + output, events);
                // Calls of the vendor's own tools, which are none of the caller's business.
                case GeminiPart.File _, GeminiPart.Response _, GeminiPart.Other _ -> {}
            }
        }
    }

    private void text(String said, GeminiPart part, List<ChatEvent> events) {
        if (!said.isEmpty()) {
            spoke = true;
            if (part.thought()) {
                events.add(new ChatEvent.ReasoningDelta(index, said));
            } else {
                text.append(said);
                events.add(new ChatEvent.TextDelta(index, said));
            }
        }
        sign(part);
    }

    private void sign(GeminiPart part) {
        signature = part.signature() == null ? signature : part.signature();
    }

    private void say(String fenced, List<ChatEvent> events) {
        spoke = true;
        String said = (fenced.endsWith("\n") ? fenced : fenced + '\n') + "```\n";
        text.append(said);
        events.add(new ChatEvent.TextDelta(index, said));
    }

    private void blob(GeminiPart.Blob blob, List<ChatEvent> events) {
        spoke = true;
        if (blob.mimeType().startsWith("audio/")) {
            var sound = new Part.Speech(null, blob.base64(), "", Extras.NONE);
            events.add(new ChatEvent.AudioDelta(index, sound));
        } else {
            pictures.add(blob);
        }
    }

    private static Raw images(List<GeminiPart.Blob> pictures) {
        var out = new JsonWriter().array();
        for (int i = 0; i < pictures.size(); i++) {
            GeminiPart.Blob blob = pictures.get(i);
            String url = "data:" + blob.mimeType() + ";base64," + blob.base64();
            out.object().put("type", "image_url").put("index", i);
            out.object("image_url").put("url", url).endObject().endObject();
        }
        return new Raw(GeminiPart.text(out.endArray()));
    }

    private void call(GeminiPart.Call call, @Nullable String signature, List<ChatEvent> events) {
        Open before = open;
        if (before == null && !call.goesOn()) {
            String arguments = call.args() == null ? "{}" : call.args().json();
            called(call.id(), call.name(), signature, arguments, events);
            return;
        }
        if (before == null) {
            before = new Open(call.id(), call.name(), signature, new LinkedHashMap<>());
            open = before;
        }
        for (GeminiPart.Call.Piece piece : call.partial()) {
            String name = piece.path().startsWith("$.") ? piece.path().substring(2) : piece.path();
            if (piece.text() != null) {
                before.arguments().merge(name, piece.text(), (a, b) -> a.toString() + b);
            } else if (piece.value() != null) {
                before.arguments().put(name, piece.value());
            }
        }
        if (!call.goesOn()) {
            close(events);
        }
    }

    private void close(List<ChatEvent> events) {
        Open last = open;
        if (last == null) {
            return;
        }
        open = null;
        var out = new JsonWriter().object();
        for (Map.Entry<String, Object> argument : last.arguments().entrySet()) {
            if (argument.getValue() instanceof Raw raw) {
                out.put(argument.getKey(), raw);
            } else {
                out.put(argument.getKey(), argument.getValue().toString());
            }
        }
        String arguments = GeminiPart.text(out.endObject());
        called(last.id(), last.name(), last.signature(), arguments, events);
    }

    private void called(
            String id,
            String name,
            @Nullable String signature,
            String arguments,
            List<ChatEvent> events) {
        spoke = true;
        Extras signed = GeminiPart.signed(signature);
        var kind = ToolCall.Kind.FUNCTION;
        events.add(new ChatEvent.ToolCallStarted(index, calls, kind, id, name, signed));
        events.add(new ChatEvent.ToolCallDelta(index, calls, arguments));
        calls++;
    }

    /** Takes {@code logprobsResult} in OpenAI's form. */
    void logprobs(Raw content, List<ChatEvent> events) {
        var value = new Raw("{\"content\":" + content.json() + ",\"refusal\":null}");
        events.add(new ChatEvent.Opaque(index, Place.CHOICE, Extras.of("logprobs", value)));
    }

    /** Takes the pages that the answer rests on; the last report counts. */
    void ground(GeminiGrounding found) {
        grounding = found;
    }

    /** Takes a finish word; "" is none. */
    void finish(String word, String message) {
        if (!word.isEmpty() && !word.equals("FINISH_REASON_UNSPECIFIED") && !word.equals("0")) {
            finish = word;
            finishMessage = message;
        }
    }

    boolean isFinished() {
        return !finish.isEmpty();
    }

    /** Returns the error that the finish word means when nothing was produced, or null. */
    @Nullable ApiError failure() {
        return switch (finish) {
            case "MALFORMED_FUNCTION_CALL",
                    "UNEXPECTED_TOOL_CALL",
                    "TOO_MANY_TOOL_CALLS",
                    "MALFORMED_RESPONSE",
                    "MISSING_THOUGHT_SIGNATURE",
                    "NO_IMAGE",
                    "IMAGE_OTHER",
                    "OTHER",
                    "5",
                    "10" ->
                    spoke
                            ? null
                            : ErrorMapping.badUpstream(
                                    "The upstream broke off its answer ("
                                            + finish
                                            + (finishMessage.isEmpty()
                                                    ? ")."
                                                    : "): " + ErrorMapping.clean(finishMessage)));
            default -> null;
        };
    }

    /** Says what is left to say, and that the answer is complete. */
    void end(List<ChatEvent> events) {
        close(events);
        // As Google's own OpenAI-compatible API does: beside the text, not inside it.
        Extras beside = GeminiPart.signed(signature);
        if (!pictures.isEmpty()) {
            beside = beside.plus(Extras.of("images", images(pictures)));
        }
        if (!beside.isEmpty()) {
            events.add(new ChatEvent.Opaque(index, Place.DELTA, beside));
        }
        if (grounding != null) {
            for (var mark : grounding.marks(text.toString())) {
                events.add(new ChatEvent.Annotated(index, mark));
            }
        }
        FinishReason reason = reason(finish);
        events.add(
                new ChatEvent.Finished(
                        index, calls > 0 ? reason.afterCalls(ToolUse.Style.TOOLS) : reason));
    }

    // Digits are the numbers of the enum's values, which some endpoints write.
    private static FinishReason reason(String word) {
        return switch (word) {
            case "", "STOP", "1" -> Standard.STOP;
            case "MAX_TOKENS", "CONTINUATION", "2" -> Standard.LENGTH;
            case "SAFETY",
                    "RECITATION",
                    "LANGUAGE",
                    "BLOCKLIST",
                    "PROHIBITED_CONTENT",
                    "SPII",
                    "IMAGE_SAFETY",
                    "IMAGE_PROHIBITED_CONTENT",
                    "IMAGE_RECITATION",
                    "MODEL_ARMOR",
                    "3",
                    "4",
                    "6",
                    "7",
                    "8",
                    "9",
                    "11" ->
                    Standard.CONTENT_FILTER;
            case "MALFORMED_FUNCTION_CALL",
                    "UNEXPECTED_TOOL_CALL",
                    "TOO_MANY_TOOL_CALLS",
                    "NO_IMAGE",
                    "IMAGE_OTHER",
                    "OTHER",
                    "5",
                    "10" ->
                    Standard.STOP;
            default -> new FinishReason.Other(word);
        };
    }
}
