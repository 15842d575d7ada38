package dev.sluice.providers;

import dev.sluice.wire.openai.Quirks;
import dev.sluice.wire.openai.QuirksBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Says what is known about a vendor, one word at a time. */
final class PresetBuilder {
    private final String id;
    private final String english;
    private final Language language;
    private final Map<String, String> bases = new LinkedHashMap<>();
    private String chinese;
    private Set<String> aliases = Set.of();
    private String chat = Preset.CHAT;
    private Preset.Key key;
    private @Nullable Quirks quirks;
    private Set<Preset.Ability> can = Set.of();
    private Manners manners = Manners.DEFAULT;
    private @Nullable String model;
    private Preset.Standing standing = new Preset.Standing(Preset.Standing.Kind.SERVICE, "");
    private String docs = "";

    private PresetBuilder(String id, String english, Language language, Preset.Key key) {
        this.id = id;
        this.english = english;
        this.chinese = english;
        this.language = language;
        this.key = key;
    }

    /** Begins a service that speaks OpenAI's language and wants a bearer key. */
    static PresetBuilder openAi(String id, String english, String base) {
        return openAi(id, english).at(base);
    }

    /** Begins one whose address only its owner knows. */
    static PresetBuilder openAi(String id, String english) {
        return new PresetBuilder(id, english, Language.OPENAI, Preset.Key.BEARER);
    }

    /** Begins a resource at Azure. */
    static PresetBuilder azure(String id, String english, String base) {
        return new PresetBuilder(id, english, Language.AZURE, Preset.Key.API_KEY).at(base);
    }

    /** Begins a server of one's own that speaks OpenAI's language. */
    static PresetBuilder local(String id, String english, String base) {
        return openAi(id, english, base)
                .key(Preset.Key.OPTIONAL)
                .standing(Preset.Standing.Kind.LOCAL, "");
    }

    /** Begins a vendor with a language of its own. */
    static PresetBuilder own(String id, String english, Language language) {
        return new PresetBuilder(id, english, language, Preset.Key.OWN);
    }

    /** Its name in Chinese, and other words for it in a configuration. */
    PresetBuilder called(String name, String... others) {
        chinese = name;
        return alias(others);
    }

    /** Other words for it in a configuration. */
    PresetBuilder alias(String... others) {
        aliases = Set.of(others);
        return this;
    }

    /** Its usual address; words in braces are for the configuration to fill in. */
    PresetBuilder at(String base) {
        return in(Preset.USUAL, base);
    }

    /** Its address in a further region. */
    PresetBuilder in(String region, String base) {
        bases.put(region, base);
        return this;
    }

    /** Its path for chat calls, where it is not OpenAI's. */
    PresetBuilder chat(String path) {
        chat = path;
        return this;
    }

    /** How it wants the credential. */
    PresetBuilder key(Preset.Key way) {
        key = way;
        return this;
    }

    /** Where it departs from OpenAI's way. */
    PresetBuilder quirks(UnaryOperator<QuirksBuilder> says) {
        quirks = Quirks.that(says);
        return this;
    }

    /** What it can do. */
    PresetBuilder can(Preset.Ability... abilities) {
        can = Set.copyOf(List.of(abilities));
        return this;
    }

    /** Answers that a filter withheld are {@code sensitive}. */
    PresetBuilder sensitive() {
        manners = manners.with(Manners.Sensitive.SENSITIVE);
        return this;
    }

    /** Calls that name no model get this one. */
    PresetBuilder usually(String name) {
        model = name;
        return this;
    }

    /** Whether it can be relied upon, and what to use instead. */
    PresetBuilder standing(Preset.Standing.Kind kind, String successor) {
        standing = new Preset.Standing(kind, successor);
        return this;
    }

    /** Where its documentation is, without a scheme. */
    PresetBuilder docs(String place) {
        docs = place;
        return this;
    }

    Preset build() {
        return new Preset(
                id, english, chinese, aliases, language, bases, chat, key, quirks, can, manners,
                model, standing, docs);
    }
}
