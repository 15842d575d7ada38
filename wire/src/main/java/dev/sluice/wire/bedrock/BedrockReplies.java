package dev.sluice.wire.bedrock;

import dev.sluice.wire.chat.Annotation;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.ErrorMapping;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.FinishReason;
import dev.sluice.wire.chat.FinishReason.Standard;
import dev.sluice.wire.chat.Message;
import dev.sluice.wire.chat.Part;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.ToolCall;
import dev.sluice.wire.chat.ToolUse;
import dev.sluice.wire.chat.Usage;
import dev.sluice.wire.chat.VendorError;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The body of a Converse reply, and what streams share with it. */
final class BedrockReplies {
    private final JsonReader in;
    private final List<Part> parts = new ArrayList<>();
    private final List<ToolCall> calls = new ArrayList<>();
    private final List<Annotation> marks = new ArrayList<>();
    private final List<Extras.Member> extras = new ArrayList<>();
    private boolean answered;
    private String stop = "";
    private @Nullable Usage usage;

    private BedrockReplies(JsonReader in) {
        this.in = in;
    }

    /** Reads a body; null when it is no reply, which its caller reports as an error. */
    static @Nullable ChatReply read(JsonReader in) {
        if (!in.is(Kind.OBJECT)) {
            return null;
        }
        var reader = new BedrockReplies(in);
        in.members(reader::member);
        return reader.answered ? reader.reply() : null;
    }

    private ChatReply reply() {
        FinishReason finish = finish(stop);
        if (!calls.isEmpty()) {
            finish = finish.afterCalls(ToolUse.Style.TOOLS);
        }
        var said = new Message.Assistant(parts, calls, marks, null, Extras.NONE);
        return new ChatReply(
                BedrockDialect.NAME,
                "",
                0,
                "",
                List.of(new ChatReply.Choice(0, said, finish, Extras.NONE)),
                usage,
                new Extras(extras));
    }

    private void member(String name) {
        switch (name) {
            case "output" -> {
                if (in.is(Kind.OBJECT)) {
                    answered = true;
                    in.members(inner -> inside(inner, "message", this::message));
                }
            }
            case "stopReason" -> stop = in.anyText();
            case "usage" -> usage = usage(in);
            default -> {
                if (!in.is(Kind.NULL)) {
                    in.keep(name, extras);
                }
            }
        }
    }

    private void message() {
        in.members(name -> {
            if (name.equals("content") && in.is(Kind.ARRAY)) {
                in.elements(_ -> block());
            }
        });
    }

    private void inside(String name, String wanted, Runnable how) {
        if (name.equals(wanted) && in.is(Kind.OBJECT)) {
            how.run();
        }
    }

    private void block() {
        if (!in.is(Kind.OBJECT)) {
            return;
        }
        int mark = in.mark();
        var known = new boolean[1];
        var type = new String[] {""};
        in.members(name -> {
            type[0] = name;
            known[0] |= known(name);
        });
        if (!known[0]) {
            parts.add(new Part.Opaque(type[0], in.since(mark)));
        }
    }

    private boolean known(String name) {
        switch (name) {
            case "text" -> parts.add(Part.Text.of(in.anyText()));
            case "reasoningContent" -> parts.add(thought(in));
            case "toolUse" -> {
                ToolCall call = call();
                if (call == null) {
                    return false;
                }
                calls.add(call);
            }
            case "citationsContent" -> cited();
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Reads a call; null for one that the vendor has made itself. */
    private @Nullable ToolCall call() {
        var texts = new String[] {"", "", "{}", ""};
        in.members(name -> {
            switch (name) {
                case "toolUseId" -> texts[0] = in.anyText();
                case "name" -> texts[1] = in.anyText();
                case "input" -> texts[2] = in.is(Kind.NULL) ? "{}" : in.anyText();
                case "type" -> texts[3] = in.anyText();
                default -> {}
            }
        });
        if (isServers(texts[3])) {
            return null;
        }
        return new ToolCall(texts[0], ToolCall.Kind.FUNCTION, texts[1], texts[2], Extras.NONE);
    }

    /** Says whether a call of that type is the vendor's own business. */
    static boolean isServers(String type) {
        return type.equals("server_tool_use");
    }

    private void cited() {
        in.members(name -> {
            if (name.equals("content") && in.is(Kind.ARRAY)) {
                in.elements(_ -> text());
            } else if (name.equals("citations") && in.is(Kind.ARRAY)) {
                in.elements(_ -> marks.add(citation(in)));
            }
        });
    }

    private void text() {
        in.members(name -> {
            if (name.equals("text")) {
                parts.add(Part.Text.of(in.anyText()));
            }
        });
    }

    private static Part thought(JsonReader in) {
        var texts = new String[] {""};
        var signature = new @Nullable String[1];
        var sealed = new Extras[] {Extras.NONE};
        if (in.is(Kind.OBJECT)) {
            in.members(name -> {
                if (name.equals("reasoningText") && in.is(Kind.OBJECT)) {
                    in.members(inner -> {
                        switch (inner) {
                            case "text" -> texts[0] = in.anyText();
                            case "signature" -> signature[0] = in.stringOrNull();
                            default -> {}
                        }
                    });
                } else if (name.equals("redactedContent")) {
                    sealed[0] = SealedThought.opened(in.raw());
                }
            });
        }
        return new Part.Reasoning(texts[0], signature[0], Part.Reasoning.Form.BLOCK, sealed[0]);
    }

    /** Reads a citation; one of a web page is a mark that every dialect knows. */
    static Annotation citation(JsonReader in) {
        int mark = in.mark();
        var texts = new String[] {"", ""};
        if (in.is(Kind.OBJECT)) {
            in.members(name -> {
                if (name.equals("title")) {
                    texts[1] = in.anyText();
                } else if (name.equals("location") && in.is(Kind.OBJECT)) {
                    in.members(inner -> texts[0] = inner.equals("web") ? url(in) : texts[0]);
                }
            });
        }
        Raw whole = in.since(mark);
        return texts[0].isEmpty()
                ? new Annotation.Opaque(whole)
                : new Annotation.UrlCitation(texts[0], texts[1], 0, 0, Extras.NONE);
    }

    private static String url(JsonReader in) {
        var url = new String[] {""};
        if (in.is(Kind.OBJECT)) {
            in.members(name -> {
                if (name.equals("url")) {
                    url[0] = in.anyText();
                }
            });
        }
        return url[0];
    }

    /**
     * Reads why the model stopped.
     *
     * @throws ApiException when the word means that the answer is of no use
     */
    static FinishReason finish(String word) {
        return switch (word) {
            case "", "end_turn", "stop_sequence" -> Standard.STOP;
            case "tool_use" -> Standard.TOOL_CALLS;
            case "max_tokens", "model_context_window_exceeded" -> Standard.LENGTH;
            case "guardrail_intervened", "content_filtered" -> Standard.CONTENT_FILTER;
            case "malformed_model_output", "malformed_tool_use" ->
                    throw new ApiException(
                            ErrorMapping.toClient(
                                    new VendorError(
                                            424,
                                            "The model broke off its answer: " + word + ".",
                                            "",
                                            word,
                                            null)));
            default -> new FinishReason.Other(word);
        };
    }

    /** Reads a count of tokens; anything but an object is none. */
    static @Nullable Usage usage(JsonReader in) {
        if (!in.is(Kind.OBJECT)) {
            return null;
        }
        var counts = new long[5];
        in.members(name -> {
            switch (name) {
                case "inputTokens" -> counts[0] = in.anyCount();
                case "outputTokens" -> counts[1] = in.anyCount();
                case "totalTokens" -> counts[2] = in.anyCount();
                case "cacheReadInputTokens", "cacheReadInputTokenCount" ->
                        counts[3] = Math.max(counts[3], in.anyCount());
                case "cacheWriteInputTokens", "cacheWriteInputTokenCount" ->
                        counts[4] = Math.max(counts[4], in.anyCount());
                default -> {}
            }
        });
        long cached = counts[3] + counts[4];
        // Cached tokens stand beside the input, unless the vendor's own sum says that they are in.
        boolean within = cached > 0 && cached <= counts[0] && counts[2] == counts[0] + counts[1];
        long fresh = within ? counts[0] - cached : counts[0];
        return new Usage(fresh, counts[3], counts[4], 0, counts[1], 0, 0, false, Extras.NONE);
    }
}
