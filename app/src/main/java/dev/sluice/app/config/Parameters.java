package dev.sluice.app.config;

import java.util.Set;

/** Request members of chat completions that an entry may well override. */
final class Parameters {
    static final Set<String> NAMES =
            Set.of(
                    "temperature",
                    "top_p",
                    "top_k",
                    "n",
                    "stop",
                    "max_tokens",
                    "max_length",
                    "max_completion_tokens",
                    "presence_penalty",
                    "frequency_penalty",
                    "logit_bias",
                    "logprobs",
                    "top_logprobs",
                    "user",
                    "seed",
                    "tools",
                    "tool_choice",
                    "functions",
                    "function_call",
                    "response_format",
                    "stream_options",
                    "parallel_tool_calls",
                    "reasoning_effort",
                    "service_tier",
                    "metadata",
                    "store");

    private Parameters() {}
}
