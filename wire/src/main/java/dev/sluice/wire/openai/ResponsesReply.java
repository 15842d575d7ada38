package dev.sluice.wire.openai;

import dev.sluice.wire.chat.Annotation;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.ErrorMapping;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.FinishReason;
import dev.sluice.wire.chat.FinishReason.Standard;
import dev.sluice.wire.chat.Message;
import dev.sluice.wire.chat.Part;
import dev.sluice.wire.chat.ToolCall;
import dev.sluice.wire.chat.ToolUse;
import dev.sluice.wire.chat.Usage;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.fields.UnreadableJson;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a whole answer of the Responses API as a chat reply. What the vendor searched for stands in
 * items that clients did not ask for; they are left out. Source: OpenAI's API reference, read
 * 2026-11.
 */
public final class ResponsesReply {
    private final JsonReader in;
    private final List<Part> content = new ArrayList<>();
    private final List<ToolCall> calls = new ArrayList<>();
    private final List<Annotation> annotations = new ArrayList<>();
    private final List<Extras.Member> extras = new ArrayList<>();
    private String id = "";
    private long created;
    private String model = "";
    private String incomplete = "";
    private boolean failed;
    private boolean answered;
    private final long[] tokens = new long[4];

    private ResponsesReply(JsonReader in) {
        this.in = in;
    }

    /**
     * Reads a body.
     *
     * @param quirks where the vendor names its sources
     * @throws ApiException when it is an error, or no answer at all
     */
    public static ChatReply read(byte[] body, Quirks quirks) {
        @Nullable ChatReply reply;
        try {
            reply = JsonReader.read(body, in -> new ResponsesReply(in).reply());
        } catch (UnreadableJson e) {
            throw new ApiException(
                    ErrorMapping.badUpstream(
                            "The upstream's answer is no response: " + e.getMessage()));
        }
        if (reply == null) {
            throw new ApiException(OpenAiErrors.read(200, body));
        }
        return new OddAnswers(quirks.answers()).straight(reply);
    }

    private @Nullable ChatReply reply() {
        if (!in.is(Kind.OBJECT)) {
            return null;
        }
        in.members(this::member);
        if (failed || !answered) {
            return null;
        }
        FinishReason finish =
                switch (incomplete) {
                    case "" -> Standard.STOP;
                    case "max_output_tokens" -> Standard.LENGTH;
                    case "content_filter" -> Standard.CONTENT_FILTER;
                    default -> new FinishReason.Other(incomplete);
                };
        if (!calls.isEmpty()) {
            finish = finish.afterCalls(ToolUse.Style.TOOLS);
        }
        var said = new Message.Assistant(content, calls, annotations, null, Extras.NONE);
        var choice = new ChatReply.Choice(0, said, finish, Extras.NONE);
        return new ChatReply("", id, created, model, List.of(choice), usage(), new Extras(extras));
    }

    private void member(String name) {
        switch (name) {
            case "id" -> id = in.anyText();
            case "created_at" -> created = in.anyCount();
            case "model" -> model = in.anyText();
            case "error" -> failed |= !in.is(Kind.NULL);
            case "incomplete_details" -> {
                if (in.is(Kind.OBJECT)) {
                    in.members(
                            each -> incomplete = each.equals("reason") ? in.anyText() : incomplete);
                }
            }
            case "output" -> {
                if (in.is(Kind.ARRAY)) {
                    answered = true;
                    in.elements(_ -> item());
                }
            }
            case "citations" -> in.keep(name, extras);
            case "usage" -> {
                if (in.is(Kind.OBJECT)) {
                    in.members(this::count);
                }
            }
            default -> {}
        }
    }

    private void count(String name) {
        switch (name) {
            case "input_tokens" -> tokens[0] = in.anyCount();
            case "output_tokens" -> tokens[1] = in.anyCount();
            case "input_tokens_details", "output_tokens_details" -> {
                if (in.is(Kind.OBJECT)) {
                    in.members(this::count);
                }
            }
            case "cached_tokens" -> tokens[2] = in.anyCount();
            case "reasoning_tokens" -> tokens[3] = in.anyCount();
            default -> {}
        }
    }

    private @Nullable Usage usage() {
        if (tokens[0] == 0 && tokens[1] == 0) {
            return null;
        }
        long cached = Math.min(tokens[2], tokens[0]);
        long thought = Math.min(tokens[3], tokens[1]);
        return new Usage(
                tokens[0] - cached,
                cached,
                0,
                0,
                tokens[1] - thought,
                thought,
                0,
                false,
                Extras.NONE);
    }

    /** Reads a message, a call or a thought; the type may stand behind what it is about. */
    private void item() {
        if (!in.is(Kind.OBJECT)) {
            return;
        }
        var texts = new String[] {"", "", "", ""};
        var thought = new StringBuilder();
        in.members(name -> {
            switch (name) {
                case "type" -> texts[0] = in.anyText();
                case "call_id" -> texts[1] = in.anyText();
                case "name" -> texts[2] = in.anyText();
                case "arguments" -> texts[3] = in.anyText();
                case "summary", "content" -> pieces(thought);
                default -> {}
            }
        });
        if (texts[0].equals("function_call")) {
            calls.add(
                    new ToolCall(
                            texts[1], ToolCall.Kind.FUNCTION, texts[2], texts[3], Extras.NONE));
        }
        if (!thought.isEmpty()) {
            var form = Part.Reasoning.Form.REASONING_CONTENT;
            content.addFirst(new Part.Reasoning(thought.toString(), null, form, Extras.NONE));
        }
    }

    private void pieces(StringBuilder thought) {
        if (!in.is(Kind.ARRAY)) {
            return;
        }
        in.elements(_ -> {
            var texts = new String[] {"", ""};
            in.members(name -> {
                switch (name) {
                    case "type" -> texts[0] = in.anyText();
                    case "text", "refusal" -> texts[1] = in.anyText();
                    case "annotations" -> {
                        if (in.is(Kind.ARRAY)) {
                            in.elements(_ -> annotation());
                        }
                    }
                    default -> {}
                }
            });
            switch (texts[0]) {
                case "output_text" -> content.add(Part.Text.of(texts[1]));
                case "refusal" -> content.add(new Part.Refusal(texts[1], Extras.NONE));
                case "summary_text", "reasoning_text" -> thought.append(texts[1]);
                default -> {}
            }
        });
    }

    private void annotation() {
        var texts = new String[] {"", ""};
        var range = new long[2];
        in.members(name -> {
            switch (name) {
                case "url" -> texts[0] = in.anyText();
                case "title" -> texts[1] = in.anyText();
                case "start_index" -> range[0] = in.anyCount();
                case "end_index" -> range[1] = in.anyCount();
                default -> {}
            }
        });
        if (!texts[0].isEmpty()) {
            annotations.add(
                    new Annotation.UrlCitation(
                            texts[0], texts[1], range[0], range[1], Extras.NONE));
        }
    }
}
