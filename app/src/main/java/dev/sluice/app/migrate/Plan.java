package dev.sluice.app.migrate;

import dev.sluice.app.config.Node;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an imported file means, whatever it was written in: the neutral middle between adapters and
 * the writer of {@code sluice.yaml}. Its texts are those of the new file: <code>${NAME}</code>
 * refers, <code>$${NAME}</code> does not.
 */
public record Plan(
        Gate gate,
        List<Provider> providers,
        List<Model> models,
        List<Team> teams,
        List<Key> keys,
        List<Price> prices) {

    /** Who is let in without a key. */
    public enum Door {
        /** Nobody. */
        CLOSED,
        /** Everybody. */
        OPEN
    }

    /**
     * The gateway itself.
     *
     * @param log {@code json}, or null for the usual text
     */
    public record Gate(Door door, @Nullable String log) {}

    /**
     * A vendor or a local server.
     *
     * @param words how it is reached: the words of a provider, such as {@code api_key}
     * @param options further words of its type
     */
    public record Provider(
            String id, String type, Map<String, Node> words, Map<String, Node> options) {}

    /** A name that callers may use, and where it leads; at least one target. */
    public record Model(String name, List<String> aliases, List<Target> targets, Choice choice) {}

    /**
     * How one of several targets is chosen, and what is done when it does not answer.
     *
     * @param strategy the word for it, or null where there is one target only
     * @param stickyBy for sticky, else null
     * @param hedge the members of hedge, or null
     * @param larger the model for conversations that are too long, or null
     */
    public record Choice(
            @Nullable String strategy,
            @Nullable String stickyBy,
            int retries,
            Node.@Nullable Members hedge,
            @Nullable String larger) {
        /** Nothing to choose. */
        public static final Choice NONE = new Choice(null, null, 0, null, null);
    }

    /**
     * One of the places that serve a name.
     *
     * @param weight from 1
     * @param tier from 1
     * @param price for the cheapest, or null
     */
    public record Target(Way way, int weight, int tier, @Nullable BigDecimal price) {
        /** The only target, or one like all others. */
        static Target of(Way way) {
            return new Target(way, 1, 1, null);
        }
    }

    /** Where a target leads. */
    public sealed interface Way {
        /**
         * To a provider.
         *
         * @param upstreamModel what it is asked for, or null for what the caller says
         * @param parameters members that win over the caller's
         */
        record To(String provider, @Nullable String upstreamModel, Map<String, Node> parameters)
                implements Way {}

        /** To another model of the plan. */
        record Other(String model) implements Way {}
    }

    /** Keys that share the names they may use. */
    public record Team(String id, List<String> models) {}

    /** A virtual key. */
    public record Key(String id, String secret, Holder holder, Reach reach, List<Budget> budgets) {}

    /** Whether a key may call. */
    public enum State {
        /** It may. */
        ENABLED,
        /** It may not. */
        DISABLED
    }

    /**
     * Who has a key, and for how long.
     *
     * @param expires an ISO time, or null for never
     */
    public record Holder(
            @Nullable String owner, @Nullable String team, State state, @Nullable String expires) {
        /** Anybody, for ever. */
        public static final Holder ANYBODY = new Holder(null, null, State.ENABLED, null);
    }

    /**
     * What a key may use.
     *
     * @param models names, or null for all
     * @param addresses where calls may come from; anywhere when empty
     * @param names names of its own, to names of models
     * @param preferred the model for calls that name none, or null
     * @param boundTo the model that serves every call, or null
     */
    public record Reach(
            @Nullable List<String> models,
            List<String> addresses,
            Map<String, String> names,
            @Nullable String preferred,
            @Nullable String boundTo) {
        /** Everything, from anywhere. */
        public static final Reach ALL = new Reach(null, List.of(), Map.of(), null, null);
    }

    /**
     * Money that may be spent.
     *
     * @param currency USD or CNY
     * @param window day, week, month or total
     */
    public record Budget(BigDecimal amount, String currency, String window) {}

    /**
     * What a provider asks for a model.
     *
     * @param rates by the words of {@code prices}, tokens by the million
     */
    public record Price(
            String provider, String model, String currency, Map<String, BigDecimal> rates) {}
}
