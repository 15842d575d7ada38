package dev.sluice.wire.gemini;

import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Message;
import dev.sluice.wire.chat.Output;
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
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the body of a generateContent call, in camel case or snake case. */
final class GeminiCallReader {
    private final JsonReader in;
    private final List<Extras.Member> extras = new ArrayList<>();
    private final GeminiMessages messages = new GeminiMessages();
    private final List<Tool> tools = new ArrayList<>();
    private final List<String> stop = new ArrayList<>();
    private @Nullable Message system;
    private @Nullable String model;
    private @Nullable ToolChoice choice;
    private boolean strict;
    private @Nullable BigDecimal temperature;
    private @Nullable BigDecimal topP;
    private @Nullable BigInteger topK;
    private @Nullable BigDecimal presence;
    private @Nullable BigDecimal frequency;
    private @Nullable BigInteger seed;
    private @Nullable BigInteger limit;
    private @Nullable BigInteger choices;
    private @Nullable Boolean logprobs;
    private @Nullable BigInteger topLogprobs;
    private @Nullable String effort;
    private boolean json;
    private @Nullable Raw schema;

    private GeminiCallReader(JsonReader in) {
        this.in = in;
    }

    /** Reads a body. */
    static ChatCall read(JsonReader in) {
        return new GeminiCallReader(in).read();
    }

    private ChatCall read() {
        in.members(this::member);
        var all = new ArrayList<Message>();
        if (system != null) {
            all.add(system);
        }
        all.addAll(messages.all());
        if (messages.all().isEmpty()) {
            throw new UnreadableJson(
                    "contents", "'contents' is missing, expected at least one content with parts");
        }
        var sampling =
                new Sampling(
                        temperature,
                        topP,
                        topK,
                        presence,
                        frequency,
                        seed,
                        limit == null
                                ? null
                                : new Sampling.Limit(
                                        limit, Sampling.Limit.Word.MAX_COMPLETION_TOKENS),
                        stop,
                        null,
                        new Sampling.Logprobs(logprobs, topLogprobs));
        var output = new Output(Output.Delivery.UNSAID, format(), choices, effort, null);
        var use = new ToolUse(strict ? stricter() : tools, choice, null, ToolUse.Style.TOOLS);
        return new ChatCall(
                GeminiDialect.NAME, model, all, use, sampling, output, new Extras(extras));
    }

    private void member(String written) {
        String name = GeminiPart.camel(written);
        switch (name) {
            case "contents" -> messages.readAll(in);
            case "systemInstruction" -> system = GeminiMessages.instructions(in);
            case "model" -> {
                String given = in.anyText();
                model = given.startsWith("models/") ? given.substring(7) : given;
            }
            case "tools" -> {
                if (in.is(Kind.ARRAY)) {
                    in.elements(_ -> tool());
                } else if (in.is(Kind.OBJECT)) {
                    tool();
                }
            }
            case "toolConfig" -> toolConfig();
            case "generationConfig" -> {
                if (in.is(Kind.OBJECT)) {
                    in.members(this::config);
                }
            }
            default -> in.keep(name, extras);
        }
    }

    private void config(String written) {
        String name = GeminiPart.camel(written);
        switch (name) {
            case "temperature" -> temperature = in.decimalOrNull();
            case "topP" -> topP = in.decimalOrNull();
            case "topK" -> topK = in.integerOrNull();
            case "candidateCount" -> choices = in.integerOrNull();
            case "maxOutputTokens" -> limit = in.integerOrNull();
            case "seed" -> seed = in.integerOrNull();
            case "presencePenalty" -> presence = in.decimalOrNull();
            case "frequencyPenalty" -> frequency = in.decimalOrNull();
            case "responseLogprobs" -> logprobs = in.booleanOrNull();
            case "logprobs" -> topLogprobs = in.integerOrNull();
            case "stopSequences" -> {
                if (in.is(Kind.ARRAY)) {
                    in.elements(_ -> stop.add(in.string()));
                }
            }
            case "responseMimeType" -> json = in.anyText().equals("application/json");
            case "responseSchema" -> schema = in.is(Kind.OBJECT) ? GeminiSchema.read(in) : null;
            case "responseJsonSchema" -> schema = in.is(Kind.OBJECT) ? in.raw() : null;
            case "thinkingConfig" -> {
                if (in.is(Kind.OBJECT)) {
                    in.members(this::thinking);
                }
            }
            default -> in.keep("generationConfig." + name, extras);
        }
    }

    private void thinking(String written) {
        String name = GeminiPart.camel(written);
        if (name.equals("thinkingLevel")) {
            String level = in.anyText().toLowerCase(Locale.ROOT);
            effort = level.contains("unspecified") ? null : level;
        } else if (name.equals("thinkingBudget") && in.is(Kind.NUMBER)) {
            BigDecimal budget = in.decimalOrNull();
            if (budget != null && budget.signum() >= 0) {
                long tokens = budget.min(BigDecimal.valueOf(1_000_000)).longValue();
                effort = tokens == 0 ? "none" : tokens <= 1024 ? "low" : middle(tokens);
            }
        }
    }

    private static String middle(long tokens) {
        return tokens <= 8192 ? "medium" : "high";
    }

    private @Nullable ResponseFormat format() {
        if (schema != null) {
            return new ResponseFormat.JsonSchema("response", null, schema, null, Extras.NONE);
        }
        return json ? ResponseFormat.Simple.JSON_OBJECT : null;
    }

    private void tool() {
        int mark = in.mark();
        var others = new ArrayList<String>();
        var functions = new boolean[1];
        in.members(written -> {
            String name = GeminiPart.camel(written);
            switch (name) {
                case "functionDeclarations" -> {
                    functions[0] = true;
                    if (in.is(Kind.ARRAY)) {
                        in.elements(_ -> tools.add(function()));
                    }
                }
                case "googleSearch", "googleSearchRetrieval" ->
                        extras.add(new Extras.Member("internet", new Raw("true")));
                default -> others.add(name);
            }
        });
        if (!others.isEmpty() && !functions[0]) {
            tools.add(new Tool.Opaque(others.getFirst(), in.since(mark)));
        }
    }

    private Tool function() {
        var texts = new @Nullable String[2];
        var parameters = new @Nullable Raw[1];
        var rest = new ArrayList<Extras.Member>();
        String where = in.path();
        in.members(written -> {
            String name = GeminiPart.camel(written);
            switch (name) {
                case "name" -> texts[0] = in.string();
                case "description" -> texts[1] = in.stringOrNull();
                case "parameters" ->
                        parameters[0] = in.is(Kind.OBJECT) ? GeminiSchema.read(in) : null;
                case "parametersJsonSchema" -> parameters[0] = in.is(Kind.NULL) ? null : in.raw();
                default -> in.keep(name, rest);
            }
        });
        if (texts[0] == null) {
            throw new UnreadableJson(
                    where + ".name", "'" + where + ".name' is missing, expected a string");
        }
        return new Tool.Function(
                new Tool.Definition(texts[0], texts[1], parameters[0], null, new Extras(rest)),
                Extras.NONE);
    }

    // VALIDATED is asked for all functions at once, OpenAI's "strict" for each.
    private List<Tool> stricter() {
        var all = new ArrayList<Tool>();
        for (Tool tool : tools) {
            all.add(
                    switch (tool) {
                        case Tool.Function(Tool.Definition d, Extras beside) ->
                                new Tool.Function(
                                        new Tool.Definition(
                                                d.name(),
                                                d.description(),
                                                d.parameters(),
                                                true,
                                                d.extras()),
                                        beside);
                        case Tool.Opaque opaque -> opaque;
                    });
        }
        return all;
    }

    private void toolConfig() {
        if (!in.is(Kind.OBJECT)) {
            return;
        }
        var mode = new String[] {""};
        var names = new ArrayList<String>();
        in.members(written -> {
            String name = GeminiPart.camel(written);
            if (name.equals("functionCallingConfig") && in.is(Kind.OBJECT)) {
                in.members(inner -> {
                    switch (GeminiPart.camel(inner)) {
                        case "mode" -> mode[0] = in.anyText().toUpperCase(Locale.ROOT);
                        case "allowedFunctionNames" -> {
                            if (in.is(Kind.ARRAY)) {
                                in.elements(_ -> names.add(in.anyText()));
                            }
                        }
                        default -> {}
                    }
                });
            } else if (!name.equals("functionCallingConfig")) {
                in.keep("toolConfig." + name, extras);
            }
        });
        strict = mode[0].equals("VALIDATED");
        choice =
                switch (mode[0]) {
                    case "NONE" -> ToolChoice.Mode.NONE;
                    case "AUTO", "VALIDATED" -> ToolChoice.Mode.AUTO;
                    case "ANY" ->
                            names.size() == 1
                                    ? new ToolChoice.Named(names.getFirst())
                                    : ToolChoice.Mode.REQUIRED;
                    default -> null;
                };
    }
}
