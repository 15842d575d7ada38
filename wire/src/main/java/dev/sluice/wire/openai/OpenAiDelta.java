package dev.sluice.wire.openai;

import dev.sluice.wire.chat.Annotation;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Part;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code delta} of one chunk: what one choice says next. */
final class OpenAiDelta {
    private static final Part.Reasoning.Form BLOCK = Part.Reasoning.Form.BLOCK;

    final StringBuilder reasoning = new StringBuilder();
    final StringBuilder text = new StringBuilder();
    String refusal = "";
    List<OpenAiParts.CallPiece> calls = List.of();
    Part.@Nullable Speech sound;
    List<Annotation> annotations = List.of();
    final List<Extras.Member> extras = new ArrayList<>();
    private String details = "";
    private String shortReasoning = "";
    private boolean told;

    private OpenAiDelta() {}

    /** A delta that says one text. */
    static OpenAiDelta ofText(String text) {
        var delta = new OpenAiDelta();
        delta.text.append(text);
        return delta;
    }

    static OpenAiDelta read(JsonReader in) {
        var delta = new OpenAiDelta();
        in.members(name -> delta.member(in, name));
        // The same thought under several names is one thought.
        if (delta.reasoning.isEmpty()) {
            String detailed = delta.told ? "" : delta.details;
            delta.reasoning.append(
                    delta.shortReasoning.isEmpty() ? detailed : delta.shortReasoning);
        }
        return delta;
    }

    private void member(JsonReader in, String name) {
        if (in.is(Kind.NULL)) {
            return;
        }
        switch (name) {
            case "role" -> {}
            case "content" -> content(in);
            case "reasoning_content" -> {
                // An empty one beside details says that their text has been told before.
                told = true;
                reasoning.append(in.anyText());
            }
            case "reasoning" -> shortReasoning = in.anyText();
            case "reasoning_details" -> {
                int mark = in.mark();
                details = OpenAiMessages.readReasoningDetails(in);
                extras.add(new Extras.Member(name, in.since(mark)));
            }
            case "refusal" -> refusal = in.anyText();
            case "tool_calls" -> {
                calls = new ArrayList<>();
                in.elements(_ -> calls.add(OpenAiParts.CallPiece.read(in)));
            }
            case "function_call" -> {
                var call = OpenAiParts.CallPiece.readLegacy(in);
                calls = call.isEmpty() ? calls : List.of(call);
            }
            case "audio" -> {
                var found = OpenAiMessages.readSpeech(in);
                sound = found.equals(OpenAiMessages.NO_SPEECH) ? null : found;
            }
            case "annotations" -> annotations = OpenAiAnnotations.read(in);
            default -> in.keep(name, extras);
        }
    }

    // Mistral sends arrays of text and thinking parts.
    private void content(JsonReader in) {
        if (in.is(Kind.STRING)) {
            text.append(in.string());
            return;
        }
        int mark = in.mark();
        boolean unknown = false;
        for (Part part : OpenAiParts.readContent(in)) {
            if (part instanceof Part.Text(String words, Extras _)) {
                text.append(words);
            } else if (part instanceof Part.Reasoning r && r.form() == BLOCK) {
                reasoning.append(r.text());
            } else {
                unknown = true;
            }
        }
        if (unknown) {
            extras.add(new Extras.Member("content_parts", in.since(mark)));
        }
    }

    boolean isEmpty() {
        return reasoning.isEmpty()
                && text.isEmpty()
                && refusal.isEmpty()
                && calls.isEmpty()
                && sound == null
                && annotations.isEmpty()
                && extras.isEmpty();
    }
}
