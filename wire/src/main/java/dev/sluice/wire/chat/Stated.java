package dev.sluice.wire.chat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a caller said beside its messages, by the names of OpenAI's members: a language of few words
 * names those that it has none for.
 */
public final class Stated {
    private final List<String> names = new ArrayList<>();

    private Stated() {}

    /**
     * Returns the members that a call states, without those that a language writes.
     *
     * @param understood names that are not to be listed, those of extras included
     */
    public static List<String> allBut(ChatCall call, Set<String> understood) {
        var stated = new Stated();
        stated.sampling(call.sampling());
        stated.output(call.output());
        stated.tools(call.toolUse());
        for (Extras.Member member : call.extras().members()) {
            stated.add(member.name(), member.value().isNull() ? null : member);
        }
        stated.names.removeIf(understood::contains);
        return List.copyOf(stated.names);
    }

    private void add(String name, @Nullable Object value) {
        if (value != null) {
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
        if (s.limit() != null) {
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

    private void output(Output output) {
        boolean plain = output.format() == ResponseFormat.Simple.TEXT;
        add("response_format", plain ? null : output.format());
        add("n", BigInteger.ONE.equals(output.choices()) ? null : output.choices());
        add("reasoning_effort", output.reasoningEffort());
        add("user", output.user());
        output.delivery().extras().names().forEach(name -> names.add("stream_options." + name));
    }

    private void tools(ToolUse use) {
        if (use.tools().isEmpty()) {
            return;
        }
        names.add("tools");
        add("tool_choice", use.choice());
        add("parallel_tool_calls", use.parallel());
    }
}
