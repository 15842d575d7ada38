package dev.sluice.wire.cohere;

import dev.sluice.wire.chat.Annotation;
import dev.sluice.wire.chat.ApiError;
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
import dev.sluice.wire.fields.JsonWriter;
import dev.sluice.wire.openai.OpenAiDialect;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a whole answer, and the pieces that streams share with it. */
final class CohereAnswer {
    private final JsonReader in;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();
    private final List<ToolCall> calls = new ArrayList<>();
    private final Citations citations = new Citations();
    private final List<String> logprobs = new ArrayList<>();
    private String id = "";
    private String finish = "";
    private boolean hasMessage;
    private @Nullable Usage usage;

    CohereAnswer(JsonReader in) {
        this.in = in;
    }

    /** Reads a body; null when it is no reply. */
    @Nullable ChatReply whole() {
        if (!in.is(Kind.OBJECT)) {
            return null;
        }
        in.members(name -> {
            switch (name) {
                case "id" -> id = in.anyText();
                case "finish_reason" -> finish = in.anyText();
                case "message" -> {
                    if (in.is(Kind.OBJECT)) {
                        hasMessage = true;
                        in.members(this::message);
                    }
                }
                case "usage" -> usage = usage(in);
                case "logprobs" -> {
                    if (in.is(Kind.ARRAY)) {
                        in.elements(_ -> logprobs.add(logprob(in)));
                    }
                }
                default -> {}
            }
        });
        if (!hasMessage) {
            return null;
        }
        ApiError failure = failure(finish, "");
        if (failure != null) {
            throw new ApiException(failure);
        }
        var parts = new ArrayList<Part>();
        if (!reasoning.isEmpty()) {
            var form = Part.Reasoning.Form.REASONING_CONTENT;
            parts.add(new Part.Reasoning(reasoning.toString(), null, form, Extras.NONE));
        }
        if (!text.isEmpty()) {
            parts.add(Part.Text.of(text.toString()));
        }
        var said = new Message.Assistant(parts, calls, citations.marks, null, citations.extras());
        FinishReason reason = reason(finish, !calls.isEmpty());
        var choice = new ChatReply.Choice(0, said, reason, logprobs(logprobs));
        return new ChatReply(OpenAiDialect.NAME, id, 0, "", List.of(choice), usage, Extras.NONE);
    }

    private void message(String name) {
        switch (name) {
            case "content" -> {
                if (in.is(Kind.ARRAY)) {
                    in.elements(_ -> in.members(this::content));
                } else {
                    text.append(in.anyText());
                }
            }
            case "tool_plan" -> reasoning.append(in.anyText());
            case "tool_calls" -> {
                if (in.is(Kind.ARRAY)) {
                    in.elements(_ -> calls.add(call(in)));
                }
            }
            case "citations" -> {
                if (in.is(Kind.ARRAY)) {
                    in.elements(_ -> citations.read(in));
                }
            }
            default -> {}
        }
    }

    private void content(String name) {
        switch (name) {
            case "text" -> text.append(in.anyText());
            case "thinking" -> reasoning.append(in.anyText());
            default -> {}
        }
    }

    /** Reads a tool call; what is absent is "". */
    static ToolCall call(JsonReader in) {
        var texts = new String[] {"", "", ""};
        in.members(name -> {
            if (name.equals("id")) {
                texts[0] = in.anyText();
            } else if (name.equals("function") && in.is(Kind.OBJECT)) {
                in.members(inner -> {
                    switch (inner) {
                        case "name" -> texts[1] = in.anyText();
                        case "arguments" -> texts[2] = in.anyText();
                        default -> {}
                    }
                });
            }
        });
        return new ToolCall(texts[0], ToolCall.Kind.FUNCTION, texts[1], texts[2], Extras.NONE);
    }

    /** Reads a {@code usage}: what the model counted, not what is billed. */
    static @Nullable Usage usage(JsonReader in) {
        if (!in.is(Kind.OBJECT)) {
            return null;
        }
        // Input, output and reasoning of "tokens", the first two of "billed_units", the cache.
        var counts = new long[6];
        var found = new boolean[2];
        in.members(name -> {
            if (name.equals("cached_tokens")) {
                counts[5] = in.anyCount();
            } else if (in.is(Kind.OBJECT)) {
                boolean billed = name.equals("billed_units");
                int at = billed ? 3 : 0;
                in.members(inner -> {
                    switch (inner) {
                        case "input_tokens" -> counts[at] = in.anyCount();
                        case "output_tokens" -> counts[at + 1] = in.anyCount();
                        case "reasoning_tokens" -> counts[2] = in.anyCount();
                        default -> {}
                    }
                    found[billed ? 1 : 0] = true;
                });
            }
        });
        if (!found[0] && !found[1]) {
            return null;
        }
        int at = found[0] ? 0 : 3;
        long cached = Math.min(counts[5], counts[at]);
        long thought = Math.min(counts[2], counts[at + 1]);
        return new Usage(
                counts[at] - cached,
                cached,
                0,
                0,
                counts[at + 1] - thought,
                thought,
                0,
                false,
                Extras.NONE);
    }

    /** Reads one entry of {@code logprobs} as one of OpenAI's. */
    static String logprob(JsonReader in) {
        var text = new String[] {""};
        var sum = new BigDecimal[] {BigDecimal.ZERO};
        in.members(name -> {
            if (name.equals("text")) {
                text[0] = in.anyText();
            } else if (name.equals("logprobs") && in.is(Kind.ARRAY)) {
                in.elements(_ -> {
                    BigDecimal each = in.is(Kind.NUMBER) ? in.decimalOrNull() : null;
                    sum[0] = each == null ? sum[0] : sum[0].add(each);
                });
            }
        });
        var out = new JsonWriter().object().put("token", text[0]).put("logprob", sum[0]);
        out.putNull("bytes").array("top_logprobs").endArray().endObject();
        return new String(out.bytes(), StandardCharsets.UTF_8);
    }

    /** Returns entries in OpenAI's form, as the extras of a choice. */
    static Extras logprobs(List<String> entries) {
        return entries.isEmpty()
                ? Extras.NONE
                : Extras.of(
                        "logprobs",
                        new Raw(
                                "{\"content\":["
                                        + String.join(",", entries)
                                        + "],\"refusal\":null}"));
    }

    /** Returns the error that a finish word means, or null. */
    static @Nullable ApiError failure(String word, String message) {
        return switch (word) {
            case "ERROR", "ERROR_LIMIT" -> {
                String why = message.isEmpty() ? "The upstream broke off its answer." : message;
                yield ErrorMapping.toClient(new VendorError(502, why, "", "", null));
            }
            case "TIMEOUT" ->
                    ErrorMapping.toClient(
                            new VendorError(504, "The upstream took too long.", "", "", null));
            default -> null;
        };
    }

    /** Reads a finish word. */
    static FinishReason reason(String word, boolean called) {
        FinishReason reason =
                switch (word) {
                    case "", "COMPLETE", "STOP_SEQUENCE", "USER_CANCEL" -> Standard.STOP;
                    case "MAX_TOKENS" -> Standard.LENGTH;
                    case "TOOL_CALL" -> Standard.TOOL_CALLS;
                    case "ERROR_TOXIC" -> Standard.CONTENT_FILTER;
                    default -> new FinishReason.Other(word);
                };
        return called ? reason.afterCalls(ToolUse.Style.TOOLS) : reason;
    }

    /** The citations of one answer. */
    static final class Citations {
        private final List<Annotation> marks = new ArrayList<>();
        private final List<String> others = new ArrayList<>();

        List<Annotation> marks() {
            return marks;
        }

        /** Reads one: a mark for each page it names, or the whole of it when it names none. */
        void read(JsonReader in) {
            if (!in.is(Kind.OBJECT)) {
                return;
            }
            int mark = in.mark();
            var range = new long[2];
            var pages = new ArrayList<String[]>();
            in.members(name -> {
                switch (name) {
                    case "start" -> range[0] = in.anyCount();
                    case "end" -> range[1] = in.anyCount();
                    case "sources" -> {
                        if (in.is(Kind.ARRAY)) {
                            in.elements(_ -> page(in, pages));
                        }
                    }
                    default -> {}
                }
            });
            for (String[] page : pages) {
                marks.add(
                        new Annotation.UrlCitation(
                                page[0], page[1], range[0], range[1], Extras.NONE));
            }
            if (pages.isEmpty()) {
                others.add(in.since(mark).json());
            }
        }

        private static void page(JsonReader in, List<String[]> pages) {
            var found = new String[] {"", ""};
            in.members(name -> {
                if ((name.equals("document") || name.equals("tool_output")) && in.is(Kind.OBJECT)) {
                    in.members(inner -> {
                        switch (inner) {
                            case "url" -> found[0] = in.anyText();
                            case "title" -> found[1] = in.anyText();
                            default -> {}
                        }
                    });
                }
            });
            if (!found[0].isEmpty()) {
                pages.add(found);
            }
        }

        /** Returns those without a page as a member {@code citations}. */
        Extras extras() {
            return others.isEmpty()
                    ? Extras.NONE
                    : Extras.of("citations", new Raw("[" + String.join(",", others) + "]"));
        }
    }
}
