package dev.sluice.wire.ollama;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.ErrorBody;
import dev.sluice.wire.chat.ErrorMapping;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.FinishReason;
import dev.sluice.wire.chat.FinishReason.Standard;
import dev.sluice.wire.chat.Message;
import dev.sluice.wire.chat.Part;
import dev.sluice.wire.chat.ToolCall;
import dev.sluice.wire.chat.ToolUse;
import dev.sluice.wire.chat.Usage;
import dev.sluice.wire.chat.VendorError;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.fields.UnreadableJson;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One answer of Ollama: a whole reply, which has the same members as one line of a stream. */
final class OllamaLine {
    private final JsonReader in;
    private final StringBuilder error = new StringBuilder();
    private final List<Extras.Member> rest = new ArrayList<>();
    private final List<Extras.Member> beside = new ArrayList<>();
    private final List<ToolCall> calls = new ArrayList<>();
    private boolean failed;
    private boolean said;
    private boolean done;
    private String model = "";
    private long created;
    private String text = "";
    private String thought = "";
    private String reason = "";
    private long input = -1;
    private long output = -1;

    private OllamaLine(JsonReader in) {
        this.in = in;
    }

    /**
     * Reads a line.
     *
     * @throws ApiException when it is an error
     */
    static OllamaLine read(JsonReader in) {
        var line = new OllamaLine(in);
        if (in.is(Kind.OBJECT)) {
            in.members(line::member);
        }
        if (line.failed) {
            throw new ApiException(ErrorMapping.toClient(vendorError(200, line.error.toString())));
        }
        if (!line.said && !line.done) {
            throw new ApiException(
                    ErrorMapping.badUpstream(
                            "The upstream's answer has neither 'message' nor 'done'."));
        }
        return line;
    }

    private void member(String name) {
        switch (name) {
            case "model" -> model = in.anyText();
            case "created_at" -> created = seconds(in.anyText());
            case "message" -> {
                if (in.is(Kind.OBJECT)) {
                    said = true;
                    in.members(this::spoken);
                }
            }
            case "done" -> done = in.is(Kind.BOOLEAN) && Boolean.TRUE.equals(in.booleanOrNull());
            case "done_reason" -> reason = in.anyText();
            case "prompt_eval_count" -> input = in.anyCount();
            case "eval_count" -> output = in.anyCount();
            case "error" -> {
                if (!in.is(Kind.NULL)) {
                    failed = true;
                    complaint(in, error);
                }
            }
            case "logprobs" -> in.keep(name, beside);
            default -> {
                if (!in.is(Kind.NULL)) {
                    in.keep(name, rest);
                }
            }
        }
    }

    private void spoken(String name) {
        switch (name) {
            case "content" -> text = in.anyText();
            case "thinking" -> thought = in.anyText();
            case "tool_calls" -> {
                if (in.is(Kind.ARRAY)) {
                    in.elements(_ -> call());
                }
            }
            default -> {}
        }
    }

    private void call() {
        if (!in.is(Kind.OBJECT)) {
            return;
        }
        var texts = new String[] {"", "", "{}"};
        in.members(name -> {
            if (name.equals("id")) {
                texts[0] = in.anyText();
            } else if (name.equals("function") && in.is(Kind.OBJECT)) {
                in.members(inner -> {
                    switch (inner) {
                        case "name" -> texts[1] = in.anyText();
                        case "arguments" -> texts[2] = in.is(Kind.NULL) ? "{}" : in.anyText();
                        default -> {}
                    }
                });
            }
        });
        String arguments = texts[2].isBlank() ? "{}" : texts[2];
        calls.add(new ToolCall(texts[0], ToolCall.Kind.FUNCTION, texts[1], arguments, Extras.NONE));
    }

    private static long seconds(String time) {
        try {
            return OffsetDateTime.parse(time).toEpochSecond();
        } catch (DateTimeParseException e) {
            return 0;
        }
    }

    private static void complaint(JsonReader in, StringBuilder into) {
        if (in.is(Kind.OBJECT)) {
            in.members(name -> {
                if (name.equals("message")) {
                    into.append(in.anyText());
                }
            });
        } else {
            into.append(in.anyText());
        }
    }

    /** Reads an error body; never throws. */
    static ApiError error(int status, byte[] body) {
        var text = new StringBuilder();
        try {
            JsonReader.read(
                    body,
                    in -> {
                        if (in.is(Kind.OBJECT)) {
                            in.members(name -> {
                                if (name.equals("error") || name.equals("message")) {
                                    complaint(in, text);
                                }
                            });
                        }
                        return text;
                    });
        } catch (UnreadableJson e) {
            text.append(ErrorBody.words(body));
        }
        return ErrorMapping.toClient(vendorError(status, text.toString()));
    }

    private static VendorError vendorError(int status, String message) {
        String words = message.toLowerCase(Locale.ROOT);
        int means = status;
        if (status < 400) {
            if (words.contains("not found")) {
                means = 404;
            } else if (words.contains("does not support")) {
                means = 400;
            } else if (words.contains("server busy")) {
                means = 503;
            }
        }
        return new VendorError(means, message, "", "", null);
    }

    /** Returns the model that answers, "" when it does not say. */
    String model() {
        return model;
    }

    /** Returns Unix seconds, 0 when it does not say. */
    long created() {
        return created;
    }

    /** Returns the text, or the next piece of it. */
    String text() {
        return text;
    }

    /** Returns the thought, or the next piece of it. */
    String thought() {
        return thought;
    }

    /** Returns the calls, which always come whole. */
    List<ToolCall> calls() {
        return calls;
    }

    /** Says whether the answer is complete. */
    boolean isDone() {
        return done;
    }

    /**
     * Returns why the model stopped.
     *
     * @param made how many calls it has made
     */
    FinishReason finish(int made) {
        FinishReason found =
                switch (reason) {
                    // A model that was only loaded or unloaded has nothing more to say either.
                    case "", "stop", "load", "unload" -> Standard.STOP;
                    case "length" -> Standard.LENGTH;
                    default -> new FinishReason.Other(reason);
                };
        return made == 0 ? found : found.afterCalls(ToolUse.Style.TOOLS);
    }

    /** Returns the count of tokens, or null when there is none. */
    @Nullable Usage usage() {
        return input < 0 && output < 0 ? null : Usage.of(Math.max(0, input), Math.max(0, output));
    }

    /** Returns the members that the hub has no word for. */
    Extras rest() {
        return new Extras(rest);
    }

    /** Returns those of them that belong to the choice. */
    Extras beside() {
        return new Extras(beside);
    }

    /** Returns the whole reply that this is. */
    ChatReply reply() {
        var parts = new ArrayList<Part>();
        if (!thought.isEmpty()) {
            parts.add(
                    new Part.Reasoning(thought, null, Part.Reasoning.Form.REASONING, Extras.NONE));
        }
        if (!text.isEmpty()) {
            parts.add(Part.Text.of(text));
        }
        var message = new Message.Assistant(parts, calls, List.of(), null, Extras.NONE);
        var choice = new ChatReply.Choice(0, message, finish(calls.size()), beside());
        return new ChatReply(
                OllamaDialect.NAME, "", created, model, List.of(choice), usage(), rest());
    }
}
