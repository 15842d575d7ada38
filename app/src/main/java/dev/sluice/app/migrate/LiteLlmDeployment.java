package dev.sluice.app.migrate;

import dev.sluice.app.config.Node;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One item of {@code model_list}.
 *
 * @param name what callers say
 * @param way where it leads
 * @param weight its part of the calls, or null
 * @param order its tier, from 1
 * @param price of a million input and a million output tokens, or null
 */
record LiteLlmDeployment(
        String name,
        Plan.Way.To way,
        @Nullable BigDecimal weight,
        int order,
        @Nullable BigDecimal price) {

    /** Prices of tokens, and our words for them by the million. */
    private static final Map<String, String> RATES =
            Map.of(
                    "input_cost_per_token", "input",
                    "output_cost_per_token", "output",
                    "cache_read_input_token_cost", "cached_input",
                    "cache_creation_input_token_cost", "cache_write",
                    "output_cost_per_reasoning_token", "reasoning",
                    "input_cost_per_audio_token", "audio_input",
                    "output_cost_per_audio_token", "audio_output");

    /** Members of a request that a deployment may state. */
    private static final List<String> PARAMETERS =
            List.of(
                    "temperature",
                    "top_p",
                    "max_tokens",
                    "max_completion_tokens",
                    "presence_penalty",
                    "frequency_penalty",
                    "stop",
                    "seed",
                    "n",
                    "user",
                    "logit_bias",
                    "response_format",
                    "reasoning_effort",
                    "thinking",
                    "tools",
                    "tool_choice",
                    "parallel_tool_calls",
                    "service_tier");

    /** What is known of a model and does not have to be said. */
    private static final Set<String> DESCRIPTION =
            Set.of(
                    "id",
                    "mode",
                    "base_model",
                    "max_tokens",
                    "max_input_tokens",
                    "max_output_tokens",
                    "litellm_provider",
                    "description",
                    "metadata",
                    "tags",
                    "db_model");

    private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

    /** Reads the request members that a deployment states. */
    static Map<String, Node> parameters(Piece params) {
        Map<String, Node> parameters = new LinkedHashMap<>();
        for (String name : PARAMETERS) {
            @Nullable Node value = params.take(name);
            if (value != null) {
                parameters.put(name, value);
                wins(params, name);
            }
        }
        @Nullable Piece more = params.piece("extra_body");
        if (more != null) {
            wins(params, "extra_body");
            for (String name : more.names()) {
                @Nullable Node value = more.take(name);
                if (value != null) {
                    parameters.put(name, value);
                }
            }
        }
        return parameters;
    }

    private static void wins(Piece params, String name) {
        params.found(
                Finding.Kind.APPROXIMATE,
                name,
                "wins over the caller's value; in LiteLLM it stood in for a missing one",
                "会覆盖调用者的值；在 LiteLLM 中仅作缺省值");
    }

    /** Reads the part of the calls that a deployment gets; null when it states none. */
    static @Nullable BigDecimal weight(Piece params) {
        @Nullable BigDecimal weight = params.number("weight");
        for (String name : List.of("rpm", "tpm")) {
            @Nullable BigDecimal limit = params.number(name);
            if (limit != null) {
                params.found(
                        Finding.Kind.APPROXIMATE,
                        name,
                        "calls are shared out by it; it is no ceiling here, limits stand at keys"
                                + " and teams",
                        "按它分配调用；这里不是上限，限额写在密钥和团队上");
                weight = weight == null ? limit : weight;
            }
        }
        return weight;
    }

    /**
     * Reads prices, by our words.
     *
     * @param params {@code litellm_params}
     * @param info {@code model_info}, or null
     */
    static Map<String, BigDecimal> rates(Piece params, @Nullable Piece info) {
        Map<String, BigDecimal> rates = new LinkedHashMap<>();
        for (String word :
                List.of(
                        "input_cost_per_token",
                        "output_cost_per_token",
                        "cache_read_input_token_cost",
                        "cache_creation_input_token_cost",
                        "output_cost_per_reasoning_token",
                        "input_cost_per_audio_token",
                        "output_cost_per_audio_token")) {
            @Nullable BigDecimal cost = params.number(word);
            @Nullable BigDecimal known = info == null ? null : info.number(word);
            @Nullable BigDecimal used = cost == null ? known : cost;
            if (used != null && used.signum() >= 0) {
                BigDecimal rate = used.multiply(MILLION).setScale(6, RoundingMode.HALF_UP);
                rates.put(RATES.getOrDefault(word, word), rate.stripTrailingZeros());
            }
        }
        return rates;
    }

    /** Takes what a model is said to be able to do. */
    static void describe(Piece info) {
        info.skip(DESCRIPTION);
        for (String name : info.names()) {
            if (name.startsWith("supports_")) {
                info.skip(Set.of(name));
            }
        }
        info.rest();
    }

    /** Says whether the name stands for many. */
    boolean isPattern() {
        return name.endsWith("*");
    }
}
