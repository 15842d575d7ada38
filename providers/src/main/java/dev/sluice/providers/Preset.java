package dev.sluice.providers;

import dev.sluice.wire.openai.Quirks;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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
 * @param model the model for calls that name none, where there is a usual one; or null
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
        @Nullable String model,
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
        bases = Collections.unmodifiableMap(new LinkedHashMap<>(bases));
        can = Collections.unmodifiableSet(new TreeSet<>(can));
    }

    /** Returns the usual address, or null when only its owner knows it. */
    public @Nullable String base() {
        return bases.get(USUAL);
    }

    /** Says whether it only leads on to other entries. */
    public boolean isRoute() {
        return language == Language.ROUTER || language == Language.MODEL_NAME_ROUTER;
    }
}
