package dev.sluice.wire.chat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How tokens are chosen and when to stop. Null means that the caller did not say; then nothing is
 * sent upstream either. Decimals keep the caller's literal.
 *
 * @param temperature 0 to 2 in OpenAI's scale
 * @param topP 0 to 1
 * @param topK at least 1; no member of OpenAI's own API, but of most others
 * @param presencePenalty -2 to 2
 * @param frequencyPenalty -2 to 2
 * @param seed any integer
 * @param limit the most tokens to write
 * @param stop texts that end the answer, at most four at OpenAI
 * @param logitBias token ids to biases; belongs to one tokenizer and never travels to another
 * @param logprobs whether and how many
 */
public record Sampling(
        @Nullable BigDecimal temperature,
        @Nullable BigDecimal topP,
        @Nullable BigInteger topK,
        @Nullable BigDecimal presencePenalty,
        @Nullable BigDecimal frequencyPenalty,
        @Nullable BigInteger seed,
        @Nullable Limit limit,
        List<String> stop,
        @Nullable Raw logitBias,
        Logprobs logprobs) {
    /** Everything left to the vendor. */
    public static final Sampling NONE =
            new Sampling(
                    null, null, null, null, null, null, null, List.of(), null, Logprobs.UNSAID);

    /**
     * The most tokens that an answer may have.
     *
     * @param tokens at least 1
     * @param word which of the three members the caller used
     */
    public record Limit(BigInteger tokens, Word word) {
        /** OpenAI's members for the limit, the one that wins first. */
        public enum Word {
            /** Includes reasoning; what reasoning models insist on. */
            MAX_COMPLETION_TOKENS,
            /** Deprecated by OpenAI, and what most other vendors understand. */
            MAX_TOKENS,
            /** The old ChatGLM word. */
            MAX_LENGTH
        }
    }

    /**
     * Whether log probabilities are wanted.
     *
     * @param wanted {@code logprobs}, or null
     * @param top how many alternatives per token, 0 to 20, or null
     */
    public record Logprobs(@Nullable Boolean wanted, @Nullable BigInteger top) {
        /** The caller did not say. */
        public static final Logprobs UNSAID = new Logprobs(null, null);
    }

    /** Keeps its own copy. */
    public Sampling {
        stop = List.copyOf(stop);
    }
}
