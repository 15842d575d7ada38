package dev.sluice.wire.openai;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.ErrorMapping;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.FinishReason;
import dev.sluice.wire.chat.FinishReason.Standard;
import dev.sluice.wire.chat.Foreign;
import dev.sluice.wire.chat.Message;
import dev.sluice.wire.chat.Part;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.ToolCall;
import dev.sluice.wire.chat.ToolUse;
import dev.sluice.wire.chat.Usage;
import dev.sluice.wire.chat.VendorError;
import dev.sluice.wire.chat.Written;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.fields.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The body of an OpenAI chat reply, in both directions. */
final class OpenAiReplies {
    private OpenAiReplies() {}

    /** Reads a body; null when it is no reply, which its caller reports as an error. */
    static @Nullable ChatReply read(JsonReader in) {
        return new ReplyReader(in).read();
    }

    private static final class ReplyReader {
        private final JsonReader in;
        private final List<Extras.Member> extras = new ArrayList<>();
        private final List<ChatReply.Choice> choices = new ArrayList<>();
        private boolean hasChoices;
        private boolean isError;
        private String id = "";
        private long created;
        private String model = "";
        private @Nullable Usage usage;
        private @Nullable Usage otherUsage;

        ReplyReader(JsonReader in) {
            this.in = in;
        }

        @Nullable ChatReply read() {
            if (!in.is(Kind.OBJECT)) {
                return null;
            }
            in.members(this::member);
            if (isError || !hasChoices) {
                return null;
            }
            return new ChatReply(
                    OpenAiDialect.NAME,
                    id,
                    created,
                    model,
                    choices,
                    usage == null ? otherUsage : usage,
                    new Extras(extras));
        }

        private void member(String name) {
            switch (name) {
                case "id" -> id = in.anyText();
                case "object" -> {}
                case "created" -> created = seconds(in.anyCount());
                case "model" -> model = in.anyText();
                case "usage" -> usage = OpenAiUsage.read(in);
                case "x_groq" -> {
                    int mark = in.mark();
                    otherUsage = usageWithin();
                    extras.add(new Extras.Member(name, in.since(mark)));
                }
                case "choices" -> {
                    if (in.is(Kind.ARRAY)) {
                        hasChoices = true;
                        in.elements(i -> choices.add(readChoice(i)));
                    }
                }
                case "error" -> isError |= !in.is(Kind.NULL);
                default -> in.keep(name, extras);
            }
        }

        private @Nullable Usage usageWithin() {
            var found = new @Nullable Usage[1];
            if (in.is(Kind.OBJECT)) {
                in.members(name -> {
                    if (name.equals("usage")) {
                        found[0] = OpenAiUsage.read(in);
                    }
                });
            }
            return found[0];
        }

        private ChatReply.Choice readChoice(int position) {
            var rest = new ArrayList<Extras.Member>();
            var index = new long[] {position};
            var message = new Message.@Nullable Assistant[1];
            var texts = new String[] {"", ""};
            in.members(name -> {
                switch (name) {
                    case "index" -> index[0] = in.is(Kind.NUMBER) ? in.anyCount() : position;
                    case "message" -> {
                        if (in.is(Kind.OBJECT)) {
                            message[0] = OpenAiMessages.readAnswer(in);
                        }
                    }
                    case "text" -> texts[0] = in.anyText();
                    case "finish_reason" -> texts[1] = in.anyText();
                    // An echo of the message.
                    case "delta" -> {}
                    // Moonshot states it here.
                    case "usage" -> otherUsage = OpenAiUsage.read(in);
                    case "error" -> {
                        if (!in.is(Kind.NULL)) {
                            throw new ApiException(OpenAiErrors.inside(in));
                        }
                    }
                    default -> in.keep(name, rest);
                }
            });
            Message.Assistant said =
                    message[0] == null ? Message.Assistant.says(texts[0]) : message[0];
            return new ChatReply.Choice(
                    (int) index[0], said, finish(texts[1], said), new Extras(rest));
        }

        private static FinishReason finish(String word, Message.Assistant said) {
            ApiError failure = failure(word);
            if (failure != null) {
                throw new ApiException(failure);
            }
            FinishReason reason = finishReason(word);
            if (reason == null) {
                reason = Standard.STOP;
            }
            return said.toolCalls().isEmpty()
                    ? reason
                    : reason.afterCalls(style(said.toolCalls().getFirst().kind()));
        }
    }

    /** Some vendors count milliseconds. */
    static long seconds(long time) {
        return time > 100_000_000_000L ? time / 1000 : time;
    }

    /** Returns the style that calls of that kind belong to. */
    static ToolUse.Style style(ToolCall.Kind kind) {
        return switch (kind) {
            case FUNCTION, CUSTOM -> ToolUse.Style.TOOLS;
            case LEGACY_FUNCTION -> ToolUse.Style.LEGACY_FUNCTIONS;
        };
    }

    /**
     * Reads a vendor's word for why the model stopped.
     *
     * @return null when the word says that it has not stopped
     */
    static @Nullable FinishReason finishReason(String word) {
        return switch (word) {
            case "", "null" -> null;
            case "stop",
                    "end_turn",
                    "stop_sequence",
                    "eos",
                    "eos_token",
                    "normal",
                    "finish",
                    "COMPLETE" ->
                    Standard.STOP;
            case "length", "max_tokens", "model_length", "model_context_window_exceeded" ->
                    Standard.LENGTH;
            case "tool_calls", "tool_call", "tool_use" -> Standard.TOOL_CALLS;
            case "function_call" -> Standard.FUNCTION_CALL;
            case "content_filter", "safety", "SAFETY" -> Standard.CONTENT_FILTER;
            case "sensitive" -> Standard.SENSITIVE;
            default -> new FinishReason.Other(word);
        };
    }

    /** Returns the error that a finish word really is, or null. */
    static @Nullable ApiError failure(String word) {
        return switch (word) {
            case "error", "abort", "parse_error", "network_error" ->
                    ErrorMapping.badUpstream(
                            "The upstream broke off its answer: it gave the finish reason '"
                                    + word
                                    + "'.");
            case "insufficient_system_resource" ->
                    ErrorMapping.toClient(
                            new VendorError(503, "The upstream is overloaded.", "", word, null));
            default -> null;
        };
    }

    /** Returns OpenAI's word for why a model stopped. */
    static String word(FinishReason reason) {
        return switch (reason) {
            case Standard standard ->
                    switch (standard) {
                        case STOP -> "stop";
                        case LENGTH -> "length";
                        case TOOL_CALLS -> "tool_calls";
                        case FUNCTION_CALL -> "function_call";
                        case CONTENT_FILTER -> "content_filter";
                        case SENSITIVE -> "sensitive";
                    };
            case FinishReason.Other(String word) -> word;
        };
    }

    /** Writes a body. */
    static Written write(ChatReply reply) {
        Foreign foreign = Foreign.from(reply.origin(), OpenAiDialect.NAME);
        var out = new JsonWriter().object().put("id", reply.id());
        out.put("object", "chat.completion").put("created", reply.created());
        out.put("model", reply.model()).array("choices");
        for (ChatReply.Choice choice : reply.choices()) {
            writeChoice(out, reply.id(), choice, foreign.at("choices[" + choice.index() + "]"));
        }
        out.endArray();
        if (reply.usage() != null) {
            OpenAiUsage.write(out, reply.usage(), foreign);
        }
        byte[] body = out.put(foreign.keep(reply.extras())).endObject().bytes();
        return new Written(body, foreign.dropped());
    }

    private static void writeChoice(
            JsonWriter out, String id, ChatReply.Choice choice, Foreign foreign) {
        Message.Assistant said = withCalls(choice.message(), id, choice.index());
        FinishReason finish = choice.finish();
        if (!said.toolCalls().isEmpty()) {
            finish = finish.afterCalls(style(said.toolCalls().getFirst().kind()));
        }
        Extras kept = foreign.keep(choice.extras());
        Raw logprobs = kept.get("logprobs");
        out.object().put("index", choice.index());
        out.name("message");
        OpenAiMessages.writeAnswer(out, said, foreign);
        out.put("logprobs", logprobs == null ? Raw.NULL : logprobs);
        out.put("finish_reason", word(finish)).put(kept.without("logprobs")).endObject();
    }

    /**
     * Returns the id of a tool call, or makes one that is the same whenever it is asked for: a
     * client must have one to answer with.
     */
    static String callId(String given, String reply, int choice, int call) {
        return given.isEmpty()
                ? "call_" + Integer.toHexString(reply.hashCode()) + '_' + choice + '_' + call
                : given;
    }

    // Arguments of "" are no JSON, and clients parse what they are given.
    private static Message.Assistant withCalls(Message.Assistant said, String reply, int choice) {
        if (said.toolCalls().isEmpty()) {
            return said;
        }
        var calls = new ArrayList<ToolCall>();
        for (ToolCall call : said.toolCalls()) {
            boolean legacy = call.kind() == ToolCall.Kind.LEGACY_FUNCTION;
            String id = legacy ? "" : callId(call.id(), reply, choice, calls.size());
            boolean empty = call.arguments().isBlank() && call.kind() != ToolCall.Kind.CUSTOM;
            String arguments = empty ? "{}" : call.arguments();
            calls.add(new ToolCall(id, call.kind(), call.name(), arguments, call.extras()));
        }
        List<Part> content = said.content();
        return new Message.Assistant(
                content, calls, said.annotations(), said.name(), said.extras());
    }
}
