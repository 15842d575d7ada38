package dev.sluice.wire.anthropic;

import org.jspecify.annotations.Nullable;

/**
 * What differs between the places where Anthropic's models are served.
 *
 * @param maxTokens the limit to send where the caller set none, for the vendor insists on one
 * @param rules what single models take
 * @param envelope which members stand around a call
 */
public record AnthropicSettings(long maxTokens, ModelRules rules, Envelope envelope) {
    /** Anthropic's own API, 4096 tokens. */
    public static final AnthropicSettings DEFAULT =
            new AnthropicSettings(4096, ModelRules.DEFAULT, Envelope.API);

    /** Which members stand around a call. Source: the vendors' docs, read 2026-11. */
    public enum Envelope {
        /** {@code model} and {@code stream}, the version in a header: Anthropic, Foundry. */
        API(null),
        /** {@code anthropic_version} and {@code stream}; the model stands in the path. */
        VERTEX("vertex-2023-10-16"),
        /** {@code anthropic_version} only; the path says model and stream. */
        BEDROCK("bedrock-2023-05-31");

        private final @Nullable String version;

        Envelope(@Nullable String version) {
            this.version = version;
        }

        /** Returns {@code anthropic_version}, or null where the body has none. */
        public @Nullable String version() {
            return version;
        }
    }

    /** The same in another envelope. */
    public AnthropicSettings with(Envelope other) {
        return new AnthropicSettings(maxTokens, rules, other);
    }

    /** The same with another table of models. */
    public AnthropicSettings with(ModelRules other) {
        return new AnthropicSettings(maxTokens, other, envelope);
    }
}
