package dev.sluice.app.control;

import static dev.sluice.app.control.Schema.items;
import static dev.sluice.app.control.Schema.must;
import static dev.sluice.app.control.Schema.perhaps;

import dev.sluice.app.access.Role;
import dev.sluice.app.config.PresetHints;
import dev.sluice.app.config.PresetWords;
import dev.sluice.core.price.Price;
import dev.sluice.core.price.PriceBook;
import dev.sluice.providers.Preset;
import dev.sluice.providers.Presets;
import dev.sluice.relay.Control.Reply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import tools.jackson.core.JsonGenerator;

/** What can be configured without a manual: every vendor that is known by name. */
record PresetsApi() {
    private static final Schema SAYS =
            Schema.form(
                    "Bilingual",
                    must("en", Schema.TEXT, "In English."),
                    must("zh", Schema.TEXT, "In Chinese."));
    private static final Schema FIELD =
            Schema.form(
                    "PresetField",
                    must("name", Schema.TEXT, "The word in the configuration."),
                    must("required", Schema.TRUTH, "Whether it must be there."),
                    must("secret", Schema.TRUTH, "Whether it is masked where it is shown."),
                    must("in", Schema.words("member", "options"), "Where in the provider it is."),
                    must("hint", SAYS, "What it is for."));
    private static final Schema PRESET =
            Schema.form(
                    "Preset",
                    must("id", Schema.TEXT, "The word for it: a provider's type."),
                    must("names", SAYS, "Its name."),
                    must("aliases", Schema.TEXTS, "Other words for it."),
                    must(
                            "group",
                            Schema.words("global", "china", "local", "own"),
                            "Of what sort it is; own: any service whose address you know."),
                    must("dialect", Schema.TEXT, "What it speaks."),
                    must("base", perhaps(Schema.TEXT), "Its usual address."),
                    must("bases", Schema.FREE, "Its addresses by region, the usual one as ''."),
                    must(
                            "key",
                            Schema.words("bearer", "optional", "api_key", "own", "none"),
                            "How it wants the credential."),
                    must("fields", items(FIELD), "What to ask for, the needed ones first."),
                    must("model", perhaps(Schema.TEXT), "The model of calls that name none."),
                    must("models", Schema.TEXTS, "Models that are known, by their prices."),
                    must("abilities", Schema.TEXTS, "What it can do."),
                    must("docs", Schema.TEXT, "Its documentation, without a scheme."),
                    must(
                            "standing",
                            Schema.words("service", "local", "unofficial", "retired", "built_in"),
                            "Whether it can be relied upon."),
                    must("successor", Schema.TEXT, "What to use instead, or ''."));

    List<Row> rows() {
        return List.of(
                Row.of("GET", "/presets", "Lists the vendors and servers that are known by name.")
                        .least(Role.VIEWER)
                        .gives(Schema.form("Presets", must("data", items(PRESET), "All of them.")))
                        .reads(_ -> new Reply(200, json())));
    }

    private static byte[] json() {
        Map<String, TreeSet<String>> models = models();
        List<Preset> all = Presets.all().stream().filter(each -> !each.isRoute()).toList();
        return Json.object(out ->
                Json.array(
                        out,
                        "data",
                        all,
                        each -> {
                            out.writeStartObject();
                            write(out, each, known(each, models));
                            out.writeEndObject();
                        }));
    }

    /** Returns the names of models that have a price, by the type of their provider. */
    private static Map<String, TreeSet<String>> models() {
        Map<String, TreeSet<String>> models = new HashMap<>();
        for (Price each : PriceBook.shipped().all()) {
            if (!each.model().endsWith("*")) {
                models.computeIfAbsent(each.vendor(), _ -> new TreeSet<>()).add(each.model());
            }
        }
        return models;
    }

    /** Returns the models of a preset that are known, its usual one first. */
    static List<String> known(Preset preset) {
        return known(preset, models());
    }

    private static List<String> known(Preset preset, Map<String, TreeSet<String>> models) {
        List<String> known = new ArrayList<>();
        if (preset.model() != null) {
            known.add(preset.model());
        }
        for (String each : models.getOrDefault(preset.id(), new TreeSet<>())) {
            if (!each.equals(preset.model())) {
                known.add(each);
            }
        }
        return known;
    }

    private static void write(JsonGenerator out, Preset preset, List<String> models) {
        out.writeStringProperty("id", preset.id());
        says(out, "names", new PresetHints.Hint(preset.english(), preset.chinese()));
        Json.array(out, "aliases", preset.aliases().stream().sorted().toList(), out::writeString);
        out.writeStringProperty("group", group(preset));
        out.writeStringProperty("dialect", word(preset.language()));
        Json.put(out, "base", preset.base());
        out.writeObjectPropertyStart("bases");
        preset.bases().forEach(out::writeStringProperty);
        out.writeEndObject();
        out.writeStringProperty("key", word(preset.key()));
        Json.array(out, "fields", PresetWords.of(preset), each -> field(out, each));
        Json.put(out, "model", preset.model());
        Json.array(out, "models", models, out::writeString);
        Json.array(out, "abilities", preset.can(), each -> out.writeString(word(each)));
        out.writeStringProperty("docs", preset.docs());
        out.writeStringProperty("standing", word(preset.standing().kind()));
        out.writeStringProperty("successor", preset.standing().successor());
    }

    private static void field(JsonGenerator out, PresetWords.Word field) {
        out.writeStartObject();
        out.writeStringProperty("name", field.name());
        out.writeBooleanProperty("required", field.required());
        out.writeBooleanProperty("secret", field.secret());
        out.writeStringProperty("in", word(field.home()));
        says(out, "hint", field.hint());
        out.writeEndObject();
    }

    static void says(JsonGenerator out, String name, PresetHints.Hint hint) {
        out.writeObjectPropertyStart(name);
        out.writeStringProperty("en", hint.english());
        out.writeStringProperty("zh", hint.chinese());
        out.writeEndObject();
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String group(Preset preset) {
        return switch (preset.standing().kind()) {
            case LOCAL -> "local";
            case BUILT_IN -> "own";
            case SERVICE, UNOFFICIAL, RETIRED ->
                    preset.bases().isEmpty() ? "own" : isChinese(preset) ? "china" : "global";
        };
    }

    /** A vendor with a name in Chinese is one, but for two web pages that are only called so. */
    private static boolean isChinese(Preset preset) {
        return switch (preset.language()) {
            case CLAUDE_WEB, SYDNEY, ANTHROPIC, GEMINI, VERTEX, BEDROCK, COHERE, OLLAMA, DIFY ->
                    false;
            case DASHSCOPE, ZHIPU, SPARK, BAIDU_V1, TIGERBOT, HUNYUAN, SKYLARK, COZE -> true;
            case OPENAI, AZURE, ECHO, ROUTER, MODEL_NAME_ROUTER ->
                    preset.chinese()
                            .codePoints()
                            .anyMatch(c ->
                                    Character.UnicodeScript.of(c) == Character.UnicodeScript.HAN);
        };
    }
}
