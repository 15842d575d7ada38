package dev.sluice.providers;

import dev.sluice.wire.openai.Quirks;
import dev.sluice.wire.openai.QuirksBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a vendor or a kind of server: everything that a configuration need not say.
 * Data only; the lists in {@link Presets} are the one place where vendors are named.
 *
 * @param id the word for it in a configuration
 * @param english its name
 * @param chinese its name in Chinese, the English one where it has none
 * @param aliases other words for it in a configuration
 * @param language what it speaks
 * @param bases its address by region, the usual one first; empty when only its owner knows it
 * @param chat the path of chat calls below its address
 * @param key how it wants the credential
 * @param quirks where it departs from OpenAI's way, if it speaks OpenAI's language
 * @param can what it can do
 * @param manners what its callers are told and spared unless configured
 * @param standing whether it can be relied upon
 * @param docs where its documentation is, without a scheme; "" when unknown
 */
public record Preset(
        String id,
        String english,
        String chinese,
        Set<String> aliases,
        Language language,
        Map<String, String> bases,
        String chat,
        Key key,
        @Nullable Quirks quirks,
        Set<Ability> can,
        Manners manners,
        Standing standing,
        String docs) {
    /** The region of the usual address. */
    public static final String USUAL = "";

    /** OpenAI's path. */
    public static final String CHAT = "/chat/completions";

    /** How the credential is presented. */
    public enum Key {
        /** {@code Authorization: Bearer}; calls without one are refused. */
        BEARER,
        /** {@code Authorization: Bearer}, if there is one: local servers. */
        OPTIONAL,
        /** A header {@code api-key}: Azure. */
        API_KEY,
        /** As the language says: signatures, cookies, tokens. */
        OWN,
        /** None. */
        NONE
    }

    /** What a vendor can do beyond chat. */
    public enum Ability {
        /** Function calling. */
        TOOLS,
        /** Reads pictures, with some of its models. */
        VISION,
        /** Searches the web when {@code internet} says so. */
        SEARCH,
        /** Thinks before it answers, with some of its models. */
        REASONING,
        /** Answers that obey a JSON Schema. */
        JSON_SCHEMA,
        /** Embeddings. */
        EMBEDDINGS,
        /** Pictures out of words. */
        IMAGES
    }

    /**
     * Whether a vendor can be relied upon.
     *
     * @param kind of what sort it is
     * @param successor the preset to use instead, "" when there is none
     */
    public record Standing(Kind kind, String successor) {
        /** Of what sort a vendor is. */
        public enum Kind {
            /** A service with a documented interface. */
            SERVICE,
            /** A server that one runs oneself. */
            LOCAL,
            /** An interface that was never meant for programs; may break any day. */
            UNOFFICIAL,
            /** Closed by its owner; kept so that configurations load, and for stand-ins. */
            RETIRED,
            /** Part of the gateway. */
            BUILT_IN
        }

        /** Says whether one runs it oneself. */
        public boolean isLocal() {
            return kind == Kind.LOCAL;
        }
    }

    /** Keeps its own copies, in order. */
    public Preset {
        aliases = Set.copyOf(aliases);
        bases = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(bases));
        can = java.util.Collections.unmodifiableSet(new TreeSet<>(can));
    }

    /** Begins a service that speaks OpenAI's language and wants a bearer key. */
    static Preset openAi(String id, String english, String base) {
        return new Preset(
                id,
                english,
                english,
                Set.of(),
                Language.OPENAI,
                Map.of(USUAL, base),
                CHAT,
                Key.BEARER,
                null,
                Set.of(),
                Manners.DEFAULT,
                new Standing(Standing.Kind.SERVICE, ""),
                "");
    }

    /** Begins a server of one's own that speaks OpenAI's language. */
    static Preset local(String id, String english, String base) {
        return openAi(id, english, base).key(Key.OPTIONAL).standing(Standing.Kind.LOCAL, "");
    }

    /** Begins a vendor with a language of its own. */
    static Preset own(String id, String english, Language language) {
        Preset begun = openAi(id, english, "");
        return begun.language(language).bases(Map.of()).key(Key.OWN);
    }

    Preset called(String name, String... others) {
        return new Preset(
                id, english, name, Set.of(others), language, bases, chat, key, quirks, can, manners,
                standing, docs);
    }

    Preset alias(String... others) {
        return called(chinese, others);
    }

    private Preset language(Language other) {
        return new Preset(
                id, english, chinese, aliases, other, bases, chat, key, quirks, can, manners, standing,
                docs);
    }

    private Preset bases(Map<String, String> others) {
        return new Preset(
                id, english, chinese, aliases, language, others, chat, key, quirks, can, manners,
                standing, docs);
    }

    /** Its address is known to its owner only. */
    Preset withoutBase() {
        return bases(Map.of());
    }

    /** Its addresses and its key are Azure's. */
    Preset azure() {
        return language(Language.AZURE).key(Key.API_KEY);
    }

    /** Adds the address of a further region. */
    Preset in(String region, String base) {
        Map<String, String> more = new LinkedHashMap<>(bases);
        more.put(region, base);
        return bases(more);
    }

    Preset at(String base) {
        return in(USUAL, base);
    }

    /** The same with another path for chat calls. */
    Preset chat(String path) {
        return new Preset(
                id, english, chinese, aliases, language, bases, path, key, quirks, can, manners,
                standing, docs);
    }

    Preset key(Key other) {
        return new Preset(
                id, english, chinese, aliases, language, bases, chat, other, quirks, can, manners,
                standing, docs);
    }

    Preset quirks(UnaryOperator<QuirksBuilder> says) {
        return quirks(Quirks.that(says));
    }

    Preset quirks(Quirks other) {
        return new Preset(
                id, english, chinese, aliases, language, bases, chat, key, other, can, manners, standing,
                docs);
    }

    Preset can(Ability... abilities) {
        return new Preset(
                id, english, chinese, aliases, language, bases, chat, key, quirks,
                Set.copyOf(List.of(abilities)), manners, standing, docs);
    }

    /** Answers that a filter withheld are {@code sensitive}. */
    Preset sensitive() {
        return new Preset(
                id, english, chinese, aliases, language, bases, chat, key, quirks, can,
                manners.with(Manners.Sensitive.SENSITIVE), standing, docs);
    }

    Preset standing(Standing.Kind kind, String successor) {
        return new Preset(
                id, english, chinese, aliases, language, bases, chat, key, quirks, can, manners,
                new Standing(kind, successor), docs);
    }

    Preset docs(String place) {
        return new Preset(
                id, english, chinese, aliases, language, bases, chat, key, quirks, can, manners,
                standing, place);
    }

    /** Returns the usual address, or null when only its owner knows it. */
    public @Nullable String base() {
        return bases.get(USUAL);
    }

    /** Says whether calls go out, rather than being answered or led on here. */
    public boolean isRoute() {
        return language == Language.ROUTER || language == Language.MODEL_NAME_ROUTER;
    }
}
