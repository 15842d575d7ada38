package dev.sluice.wire.anthropic;

import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Message;
import dev.sluice.wire.chat.Output;
import dev.sluice.wire.chat.Part;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.ResponseFormat;
import dev.sluice.wire.chat.Sampling;
import dev.sluice.wire.chat.Tool;
import dev.sluice.wire.chat.ToolChoice;
import dev.sluice.wire.chat.ToolUse;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.fields.UnreadableJson;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the body of a call to Anthropic's Messages. A null member means the same as none. */
final class AnthropicCallReader {
    private final JsonReader in;
    private final List<Extras.Member> extras = new ArrayList<>();
    private final List<Message> system = new ArrayList<>();
    private @Nullable List<Message> messages;
    private @Nullable String model;
    private @Nullable BigInteger maxTokens;
    private @Nullable BigDecimal temperature;
    private @Nullable BigDecimal topP;
    private @Nullable BigInteger topK;
    private final List<String> stop = new ArrayList<>();
    private @Nullable Boolean stream;
    private @Nullable String user;
    private final List<Tool> tools = new ArrayList<>();
    private @Nullable ToolChoice choice;
    private @Nullable Boolean parallel;
    private @Nullable Raw thinking;
    private @Nullable String effort;
    private @Nullable Raw outputConfig;
    private boolean keepsConfig;
    private @Nullable ResponseFormat format;

    private AnthropicCallReader(JsonReader in) {
        this.in = in;
    }

    /** Reads a body. */
    static ChatCall read(JsonReader in) {
        return new AnthropicCallReader(in).read();
    }

    private ChatCall read() {
        in.members(name -> {
            if (!in.is(Kind.NULL)) {
                member(name);
            }
        });
        if (messages == null || messages.isEmpty()) {
            throw new UnreadableJson(
                    "messages", "'messages' is missing or empty, expected an array of messages");
        }
        var all = new ArrayList<>(system);
        all.addAll(messages);
        var limit =
                maxTokens == null
                        ? null
                        : new Sampling.Limit(maxTokens, Sampling.Limit.Word.MAX_TOKENS);
        var sampling =
                new Sampling(
                        temperature,
                        topP,
                        topK,
                        null,
                        null,
                        null,
                        limit,
                        stop,
                        null,
                        Sampling.Logprobs.UNSAID);
        // Sent back whole where the hub has no words for all of it.
        if (outputConfig != null && (keepsConfig || (thinking != null && effort != null))) {
            extras.add(new Extras.Member("output_config", outputConfig));
        }
        // Anthropic always reports usage; other vendors must be asked for it.
        Boolean wantsUsage = Boolean.TRUE.equals(stream) ? Boolean.TRUE : null;
        var delivery = new Output.Delivery(stream, wantsUsage, Extras.NONE);
        return new ChatCall(
                AnthropicDialect.NAME,
                model,
                all,
                new ToolUse(tools, choice, parallel, ToolUse.Style.TOOLS),
                sampling,
                new Output(delivery, format, null, effort(), user),
                new Extras(extras));
    }

    private void member(String name) {
        switch (name) {
            case "model" -> model = in.string();
            case "max_tokens" -> maxTokens = in.integerOrNull();
            case "temperature" -> temperature = in.decimalOrNull();
            case "top_p" -> topP = in.decimalOrNull();
            case "top_k" -> topK = in.integerOrNull();
            case "stop_sequences" -> in.elements(_ -> stop.add(in.string()));
            case "stream" -> stream = in.booleanOrNull();
            case "system" -> system();
            case "messages" -> {
                var all = new ArrayList<Message>();
                in.elements(_ -> all.addAll(AnthropicMessages.read(in)));
                messages = all;
            }
            case "tools" -> in.elements(_ -> tools.add(tool()));
            case "tool_choice" -> choice();
            case "metadata" -> metadata();
            case "thinking" -> {
                thinking = in.raw();
                extras.add(new Extras.Member(name, thinking));
            }
            case "output_config" -> outputConfig();
            default -> in.keep(name, extras);
        }
    }

    private void system() {
        List<Part> parts = AnthropicMessages.system(in);
        if (!parts.isEmpty()) {
            system.add(
                    new Message.Instructions(
                            Message.Instructions.Role.SYSTEM, parts, null, Extras.NONE));
        }
    }

    private void metadata() {
        Raw raw = in.raw();
        user = Raws.string(Raws.member(raw, "user_id"));
        if (user == null) {
            extras.add(new Extras.Member("metadata", raw));
        }
    }

    private Tool tool() {
        if (!in.is(Kind.OBJECT)) {
            throw in.expected("a tool");
        }
        String where = in.path();
        AnthropicBlock tool = AnthropicBlock.read(in);
        String type = tool.type();
        if (!type.isEmpty() && !type.equals("custom")) {
            return new Tool.Opaque(type, tool.raw());
        }
        if (tool.name().isEmpty()) {
            throw new UnreadableJson(
                    where + ".name", "'" + where + ".name' is missing, expected a string");
        }
        Raw schema = tool.members().get("input_schema");
        Raw strict = tool.members().get("strict");
        Raw description = tool.members().get("description");
        var definition =
                new Tool.Definition(
                        tool.name(),
                        Raws.string(description),
                        schema == null ? null : AnthropicSchema.unmarked(schema),
                        strict == null ? null : strict.json().equals("true"),
                        Extras.NONE);
        return new Tool.Function(
                definition,
                tool.rest(Set.of("type", "name", "description", "input_schema", "strict")));
    }

    private void choice() {
        Raw raw = in.raw();
        Raw single = Raws.member(raw, "disable_parallel_tool_use");
        if (single != null && single.json().equals("true")) {
            parallel = Boolean.FALSE;
        }
        String type = Raws.string(Raws.member(raw, "type"));
        String named = Raws.string(Raws.member(raw, "name"));
        choice =
                switch (type) {
                    case "auto" -> ToolChoice.Mode.AUTO;
                    case "any" -> ToolChoice.Mode.REQUIRED;
                    case "none" -> ToolChoice.Mode.NONE;
                    case null, default ->
                            "tool".equals(type) && named != null
                                    ? new ToolChoice.Named(named)
                                    : new ToolChoice.Opaque(raw);
                };
    }

    private void outputConfig() {
        Raw raw = in.raw();
        outputConfig = raw;
        effort = Raws.string(Raws.member(raw, "effort"));
        Raw given = Raws.member(raw, "format");
        Raw schema = Raws.member(given, "schema");
        if (schema != null) {
            format = new ResponseFormat.JsonSchema("output", null, schema, null, Extras.NONE);
        }
        keepsConfig = given != null && schema == null;
        if (raw.json().startsWith("{")) {
            Raws.<@Nullable Void>read(
                    raw,
                    reader -> {
                        reader.members(
                                name -> keepsConfig |= !Set.of("effort", "format").contains(name));
                        return null;
                    });
        }
    }

    /** Returns how hard to think, in OpenAI's words. */
    private @Nullable String effort() {
        String type = Raws.string(Raws.member(thinking, "type"));
        if (effort != null || type == null) {
            return effort;
        }
        Raw budget = Raws.member(thinking, "budget_tokens");
        if (type.equals("disabled")) {
            return "none";
        }
        if (!type.equals("enabled") || budget == null) {
            return null;
        }
        long tokens = Raws.read(budget, JsonReader::anyCount);
        if (tokens < 2048) {
            return "minimal";
        }
        return tokens < 8192 ? "low" : tokens < 16_384 ? "medium" : "high";
    }
}
