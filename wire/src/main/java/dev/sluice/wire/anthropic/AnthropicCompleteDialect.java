package dev.sluice.wire.anthropic;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.Asked;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Foreign;
import dev.sluice.wire.chat.Message;
import dev.sluice.wire.chat.Part;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.Sampling;
import dev.sluice.wire.chat.StreamReader;
import dev.sluice.wire.chat.VendorDialect;
import dev.sluice.wire.chat.Written;
import dev.sluice.wire.fields.JsonWriter;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;

/**
 * Anthropic's text completions, which the models before claude-3 were asked by: the conversation is
 * one prompt of {@code Human:} and {@code Assistant:}. It knows no tools, pictures or usage.
 *
 * <p>Source: Anthropic's API reference (legacy), version 2023-06-01, read 2026-11.
 */
public final class AnthropicCompleteDialect implements VendorDialect {
    private static final String HUMAN = "\n\nHuman: ";
    private static final String ASSISTANT = "\n\nAssistant:";
    private static final Set<String> UNDERSTOOD =
            Set.of(
                    "temperature",
                    "top_p",
                    "top_k",
                    "max_tokens",
                    "stop",
                    "user",
                    "metadata",
                    "safety_identifier");

    private final long maxTokens;

    /** Creates the dialect with a limit of 4096 tokens where the caller sets none. */
    public AnthropicCompleteDialect() {
        this(AnthropicSettings.DEFAULT.maxTokens());
    }

    /**
     * Creates the dialect.
     *
     * @param maxTokens the limit to send where the caller sets none
     */
    public AnthropicCompleteDialect(long maxTokens) {
        this.maxTokens = maxTokens;
    }

    @Override
    public String name() {
        return AnthropicDialect.NAME;
    }

    @Override
    public Written writeCall(ChatCall call) {
        Foreign foreign = Foreign.from(call.origin(), AnthropicDialect.NAME);
        var out = new JsonWriter().object().put("model", call.model());
        out.put("prompt", prompt(call, foreign));
        Sampling s = call.sampling();
        long limit = s.limit() == null ? maxTokens : s.limit().tokens().longValue();
        out.put("max_tokens_to_sample", limit);
        List<String> stop = s.stop().stream().filter(text -> !text.isBlank()).toList();
        if (!stop.isEmpty()) {
            out.array("stop_sequences");
            stop.forEach(out::value);
            out.endArray();
        }
        BigDecimal temperature = s.temperature();
        out.put("temperature", temperature == null ? null : temperature.min(BigDecimal.ONE));
        out.put("top_p", s.topP()).put("top_k", s.topK());
        String user = AnthropicCallWriter.user(call);
        if (user != null) {
            out.object("metadata").put("user_id", user).endObject();
        }
        out.put("stream", call.output().delivery().stream());
        Asked.beyond(UNDERSTOOD, call).forEach(name -> foreign.at(name).drop());
        Raw metadata = call.extras().get("metadata");
        if (metadata != null
                && metadata.json().startsWith("{")
                && Raws.member(metadata, "user_id") == null) {
            foreign.at("metadata").drop();
        }
        return new Written(out.endObject().bytes(), foreign.dropped());
    }

    private static String prompt(ChatCall call, Foreign foreign) {
        var prompt = new StringBuilder();
        for (int i = 0; i < call.messages().size(); i++) {
            Message message = call.messages().get(i);
            Foreign at = foreign.at("messages[" + i + "]");
            if (message.speaker() != null) {
                at.at("name").drop();
            }
            at.dropAllBut(message.extras(), Set.of());
            String text = text(message, at);
            if (text.isBlank()) {
                continue;
            }
            switch (message) {
                case Message.Assistant _ -> prompt.append(ASSISTANT).append(' ').append(text);
                case Message.Instructions _,
                        Message.User _,
                        Message.ToolResult _,
                        Message.FunctionResult _ ->
                        prompt.append(HUMAN).append(text);
            }
        }
        return prompt.append(ASSISTANT).toString();
    }

    private static String text(Message message, Foreign at) {
        var text = new StringBuilder();
        for (int i = 0; i < message.content().size(); i++) {
            String step = "content[" + i + "]";
            switch (message.content().get(i)) {
                case Part.Text(String words, Extras extras) -> {
                    text.append(words);
                    at.at(step).dropAllBut(extras, Set.of());
                }
                case Part.Refusal(String words, Extras _) -> text.append(words);
                case Part.Image _, Part.Audio _, Part.File _ -> {
                    at.at(step).drop();
                    String path = at.dropped().getLast();
                    throw new ApiException(
                            ApiError.badRequest(
                                    "'" + path + "' is no text, and this model reads only text.",
                                    path,
                                    "unsupported_content"));
                }
                case Part.Reasoning _, Part.Speech _ -> at.at(step).drop();
                case Part.Opaque(String _, Raw _) -> at.at(step).drop();
            }
        }
        if (message instanceof Message.Assistant a && !a.toolCalls().isEmpty()) {
            at.at("tool_calls").drop();
        }
        return text.toString();
    }

    @Override
    public ChatReply readReply(byte[] body) {
        return AnthropicDialect.reply(body);
    }

    @Override
    public StreamReader newStreamReader() {
        return new AnthropicStreamReader();
    }

    @Override
    public ApiError readError(int status, byte[] body) {
        return AnthropicErrors.read(status, body);
    }
}
