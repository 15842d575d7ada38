package dev.sluice.wire.openai;

import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Message;
import dev.sluice.wire.chat.Output;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.ResponseFormat;
import dev.sluice.wire.chat.Sampling;
import dev.sluice.wire.chat.Sampling.Limit.Word;
import dev.sluice.wire.chat.Tool;
import dev.sluice.wire.chat.ToolChoice;
import dev.sluice.wire.chat.ToolUse;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.fields.UnreadableJson;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of an OpenAI chat call. A null member means the same as an absent one. Ranges of
 * numbers are not judged here, only their kind.
 */
final class OpenAiCallReader {
    private final JsonReader in;
    private final List<Extras.Member> extras = new ArrayList<>();
    private final Map<Word, BigInteger> limits = new EnumMap<>(Word.class);
    private @Nullable String model;
    private @Nullable List<Message> messages;
    private List<Tool> tools = List.of();
    private List<Tool> functions = List.of();
    private @Nullable ToolChoice toolChoice;
    private @Nullable ToolChoice functionChoice;
    private @Nullable Boolean parallel;
    private @Nullable BigDecimal temperature;
    private @Nullable BigDecimal topP;
    private @Nullable BigInteger topK;
    private @Nullable BigDecimal presence;
    private @Nullable BigDecimal frequency;
    private @Nullable BigInteger seed;
    private List<String> stop = List.of();
    private @Nullable Raw logitBias;
    private @Nullable Boolean logprobs;
    private @Nullable BigInteger topLogprobs;
    private @Nullable Boolean stream;
    private @Nullable Boolean includeUsage;
    private final List<Extras.Member> streamExtras = new ArrayList<>();
    private @Nullable ResponseFormat format;
    private @Nullable BigInteger choices;
    private @Nullable String effort;
    private @Nullable String user;

    private OpenAiCallReader(JsonReader in) {
        this.in = in;
    }

    /** Reads a body. */
    static ChatCall read(JsonReader in) {
        return new OpenAiCallReader(in).read();
    }

    private ChatCall read() {
        in.members(this::member);
        if (messages == null) {
            throw new UnreadableJson(
                    "messages", "'messages' is missing, expected an array of messages");
        }
        var sampling =
                new Sampling(
                        temperature,
                        topP,
                        topK,
                        presence,
                        frequency,
                        seed,
                        limit(),
                        stop,
                        logitBias,
                        new Sampling.Logprobs(logprobs, topLogprobs));
        var delivery = new Output.Delivery(stream, includeUsage, new Extras(streamExtras));
        var output = new Output(delivery, format, choices, effort, user);
        ToolUse toolUse = toolUse();
        return new ChatCall(
                OpenAiDialect.NAME, model, messages, toolUse, sampling, output, new Extras(extras));
    }

    private void member(String name) {
        switch (name) {
            case "model" -> model = in.stringOrNull();
            case "messages" -> messages = readMessages();
            case "tools" -> tools = readTools(false);
            case "functions" -> functions = readTools(true);
            case "tool_choice" -> toolChoice = readChoice();
            case "function_call" -> functionChoice = readChoice();
            case "parallel_tool_calls" -> parallel = in.booleanOrNull();
            case "temperature" -> temperature = in.decimalOrNull();
            case "top_p" -> topP = in.decimalOrNull();
            case "presence_penalty" -> presence = in.decimalOrNull();
            case "frequency_penalty" -> frequency = in.decimalOrNull();
            case "seed" -> seed = in.integerOrNull();
            case "max_completion_tokens" -> limit(Word.MAX_COMPLETION_TOKENS);
            case "max_tokens" -> limit(Word.MAX_TOKENS);
            case "max_length" -> limit(Word.MAX_LENGTH);
            case "stop" -> stop = readStop();
            case "logit_bias" -> logitBias = in.is(Kind.NULL) ? null : in.raw();
            case "top_logprobs" -> topLogprobs = in.integerOrNull();
            case "stream" -> stream = in.booleanOrNull();
            case "stream_options" -> readStreamOptions();
            case "response_format" -> format = readFormat();
            case "n" -> choices = in.integerOrNull();
            case "reasoning_effort" -> effort = in.stringOrNull();
            case "user" -> user = in.stringOrNull();
            default -> lenientMember(name);
        }
    }

    // Not OpenAI's own, or with another kind of value at other vendors: never a reason to
    // refuse a call.
    private void lenientMember(String name) {
        if (name.equals("logprobs") && (in.is(Kind.BOOLEAN) || in.is(Kind.NULL))) {
            logprobs = in.booleanOrNull();
        } else if (name.equals("top_k") && in.is(Kind.NUMBER)) {
            topK = in.integerOrNull();
        } else {
            in.keep(name, extras);
        }
    }

    private List<Message> readMessages() {
        if (!in.is(Kind.ARRAY)) {
            throw in.expected("an array of messages");
        }
        var all = new ArrayList<Message>();
        in.elements(_ -> all.add(OpenAiMessages.readMessage(in)));
        if (all.isEmpty()) {
            throw new UnreadableJson("messages", "'messages' is [], expected at least one message");
        }
        return all;
    }

    private void limit(Word word) {
        BigInteger tokens = in.integerOrNull();
        if (tokens != null) {
            limits.put(word, tokens);
        }
    }

    // The enum stands in order of precedence.
    private Sampling.@Nullable Limit limit() {
        for (Map.Entry<Word, BigInteger> entry : limits.entrySet()) {
            return new Sampling.Limit(entry.getValue(), entry.getKey());
        }
        return null;
    }

    private List<String> readStop() {
        return switch (in.kind()) {
            case NULL -> List.of();
            case STRING -> List.of(in.string());
            case ARRAY -> {
                var all = new ArrayList<String>();
                in.elements(_ -> all.add(in.string()));
                yield all;
            }
            case OBJECT, NUMBER, BOOLEAN -> throw in.expected("a string or an array of them");
        };
    }

    private void readStreamOptions() {
        if (in.is(Kind.NULL)) {
            return;
        }
        in.members(name -> {
            if (name.equals("include_usage")) {
                includeUsage = in.booleanOrNull();
            } else {
                in.keep(name, streamExtras);
            }
        });
    }

    private ToolUse toolUse() {
        if (tools.isEmpty() && (!functions.isEmpty() || functionChoice != null)) {
            return new ToolUse(functions, functionChoice, parallel, ToolUse.Style.LEGACY_FUNCTIONS);
        }
        return new ToolUse(tools, toolChoice, parallel, ToolUse.Style.TOOLS);
    }

    private List<Tool> readTools(boolean legacy) {
        if (in.is(Kind.NULL)) {
            return List.of();
        }
        var all = new ArrayList<Tool>();
        in.elements(_ ->
                all.add(legacy ? new Tool.Function(readDefinition(), Extras.NONE) : readTool()));
        return all;
    }

    private Tool readTool() {
        int mark = in.mark();
        var beside = new ArrayList<Extras.Member>();
        var definition = new Tool.@Nullable Definition[1];
        var type = new String[] {""};
        in.members(name -> {
            switch (name) {
                case "type" -> type[0] = in.anyText();
                case "function" -> {
                    if (in.is(Kind.OBJECT)) {
                        definition[0] = readDefinition();
                    }
                }
                default -> in.keep(name, beside);
            }
        });
        if (definition[0] == null || !(type[0].isEmpty() || type[0].equals("function"))) {
            return new Tool.Opaque(type[0], in.since(mark));
        }
        return new Tool.Function(definition[0], new Extras(beside));
    }

    private Tool.Definition readDefinition() {
        var rest = new ArrayList<Extras.Member>();
        var texts = new @Nullable String[2];
        var parameters = new @Nullable Raw[1];
        var strict = new @Nullable Boolean[1];
        String where = in.path();
        in.members(name -> {
            switch (name) {
                case "name" -> texts[0] = in.string();
                case "description" -> texts[1] = in.stringOrNull();
                case "parameters" -> parameters[0] = in.is(Kind.NULL) ? null : in.raw();
                case "strict" -> strict[0] = in.booleanOrNull();
                default -> in.keep(name, rest);
            }
        });
        if (texts[0] == null) {
            throw new UnreadableJson(
                    where + ".name", "'" + where + ".name' is missing, expected a string");
        }
        return new Tool.Definition(texts[0], texts[1], parameters[0], strict[0], new Extras(rest));
    }

    private @Nullable ToolChoice readChoice() {
        if (in.is(Kind.NULL)) {
            return null;
        }
        if (in.is(Kind.STRING)) {
            return switch (in.string()) {
                case "none" -> ToolChoice.Mode.NONE;
                case "auto" -> ToolChoice.Mode.AUTO;
                case "required" -> ToolChoice.Mode.REQUIRED;
                default -> new ToolChoice.Opaque(in.raw());
            };
        }
        if (!in.is(Kind.OBJECT)) {
            throw in.expected("a string or an object");
        }
        int mark = in.mark();
        var named = new @Nullable String[1];
        var other = new boolean[1];
        in.members(name -> {
            switch (name) {
                case "type" -> other[0] |= !in.anyText().equals("function");
                case "name" -> named[0] = in.anyText();
                case "function" -> {
                    if (in.is(Kind.OBJECT)) {
                        in.members(inner -> {
                            if (inner.equals("name")) {
                                named[0] = in.anyText();
                            } else {
                                other[0] = true;
                            }
                        });
                    }
                }
                default -> other[0] = true;
            }
        });
        return named[0] == null || other[0]
                ? new ToolChoice.Opaque(in.since(mark))
                : new ToolChoice.Named(named[0]);
    }

    private @Nullable ResponseFormat readFormat() {
        if (in.is(Kind.NULL)) {
            return null;
        }
        int mark = in.mark();
        var type = new String[] {""};
        var schema = new ResponseFormat.@Nullable JsonSchema[1];
        var other = new boolean[1];
        in.members(name -> {
            switch (name) {
                case "type" -> type[0] = in.anyText();
                case "json_schema" -> {
                    if (in.is(Kind.OBJECT)) {
                        schema[0] = readSchema();
                    } else {
                        other[0] |= !in.is(Kind.NULL);
                    }
                }
                default -> other[0] = true;
            }
        });
        if (!other[0] && type[0].equals("text")) {
            return ResponseFormat.Simple.TEXT;
        } else if (!other[0] && type[0].equals("json_object") && schema[0] == null) {
            return ResponseFormat.Simple.JSON_OBJECT;
        } else if (!other[0] && type[0].equals("json_schema") && schema[0] != null) {
            return schema[0];
        }
        return new ResponseFormat.Opaque(in.since(mark));
    }

    private ResponseFormat.JsonSchema readSchema() {
        var rest = new ArrayList<Extras.Member>();
        var texts = new @Nullable String[2];
        var schema = new @Nullable Raw[1];
        var strict = new @Nullable Boolean[1];
        in.members(name -> {
            switch (name) {
                case "name" -> texts[0] = in.stringOrNull();
                case "description" -> texts[1] = in.stringOrNull();
                case "schema" -> schema[0] = in.is(Kind.NULL) ? null : in.raw();
                case "strict" -> strict[0] = in.booleanOrNull();
                default -> in.keep(name, rest);
            }
        });
        return new ResponseFormat.JsonSchema(
                texts[0], texts[1], schema[0], strict[0], new Extras(rest));
    }
}
