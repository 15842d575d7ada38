package dev.sluice.wire.chat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a call asks for besides its conversation, as a list of names. For vendors that know few
 * parameters or none: whatever they have no word for is named as dropped.
 */
public final class Asked {
    private final Set<String> understood;
    private final List<String> names = new ArrayList<>();

    private Asked(Set<String> understood) {
        this.understood = understood;
    }

    /**
     * Returns the names of the parameters that a call sets and a vendor has no word for.
     *
     * @param understood names in OpenAI's words, {@code max_tokens} for the limit whichever word
     *     the caller used
     */
    public static List<String> beyond(Set<String> understood, ChatCall call) {
        var asked = new Asked(understood);
        asked.sampling(call.sampling());
        asked.tools(call.toolUse());
        asked.output(call.output());
        for (Extras.Member member : call.extras().members()) {
            boolean unwanted =
                    member.name().equals("internet") && member.value().json().equals("false");
            asked.add(member.name(), member.value().isNull() || unwanted ? null : member);
        }
        return asked.names;
    }

    private void add(String name, @Nullable Object value) {
        if (value != null && !understood.contains(name)) {
            names.add(name);
        }
    }

    private void sampling(Sampling s) {
        add("temperature", s.temperature());
        add("top_p", s.topP());
        add("top_k", s.topK());
        add("presence_penalty", s.presencePenalty());
        add("frequency_penalty", s.frequencyPenalty());
        add("seed", s.seed());
        if (s.limit() != null && !understood.contains("max_tokens")) {
            names.add(
                    switch (s.limit().word()) {
                        case MAX_COMPLETION_TOKENS -> "max_completion_tokens";
                        case MAX_TOKENS -> "max_tokens";
                        case MAX_LENGTH -> "max_length";
                    });
        }
        add("stop", s.stop().isEmpty() ? null : s.stop());
        add("logit_bias", s.logitBias());
        add("logprobs", Boolean.TRUE.equals(s.logprobs().wanted()) ? true : null);
        add("top_logprobs", s.logprobs().top());
    }

    private void tools(ToolUse use) {
        if (use.tools().isEmpty() || use.choice() == ToolChoice.Mode.NONE) {
            return;
        }
        add("tools", use.tools());
        add("tool_choice", use.choice() == ToolChoice.Mode.AUTO ? null : use.choice());
        add("parallel_tool_calls", use.parallel());
    }

    private void output(Output output) {
        add(
                "response_format",
                output.format() == ResponseFormat.Simple.TEXT ? null : output.format());
        add("n", BigInteger.ONE.equals(output.choices()) ? null : output.choices());
        add("reasoning_effort", output.reasoningEffort());
        add("user", output.user());
        output.delivery().extras().names().forEach(name -> add("stream_options." + name, name));
    }
}
