package dev.sluice.wire.anthropic;

import dev.sluice.wire.anthropic.ModelRules.Thinking;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.Foreign;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.fields.JsonWriter;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a model is told to think: what the caller says in OpenAI's words, or in a member {@code
 * thinking}, in the form that the model takes.
 *
 * @param thinking the member to send, or null for none
 * @param on whether the model thinks
 * @param budget tokens to think with, 0 where the model decides
 * @param effort {@code output_config.effort}, or null
 */
record AnthropicThinking(@Nullable Raw thinking, boolean on, long budget, @Nullable String effort) {
    private static final int LEAST_BUDGET = 1024;
    private static final long USUAL_BUDGET = 8192;
    private static final Raw DISABLED = new Raw("{\"type\":\"disabled\"}");
    private static final Raw ADAPTIVE = new Raw("{\"type\":\"adaptive\"}");
    private static final Set<String> ABOVE_HIGH = Set.of("xhigh", "max");

    private static final AnthropicThinking UNSAID = new AnthropicThinking(null, false, 0, null);

    /**
     * Decides.
     *
     * @param takes what the model takes
     * @param foreign where words that it does not take are named
     */
    static AnthropicThinking of(ChatCall call, Thinking takes, Foreign foreign) {
        Raw given = call.extras().get("thinking");
        String effort = call.output().reasoningEffort();
        if (given != null && given.json().startsWith("{")) {
            return ofMember(given, effort, takes, foreign);
        }
        if (effort == null) {
            return UNSAID;
        }
        if (call.origin().equals(AnthropicDialect.NAME)) {
            return new AnthropicThinking(null, false, 0, effort);
        }
        if (takes == Thinking.NONE) {
            if (!effort.equals("none")) {
                foreign.at("reasoning_effort").drop();
            }
            return UNSAID;
        }
        if (effort.equals("none")) {
            return new AnthropicThinking(DISABLED, false, 0, null);
        }
        return takes == Thinking.BUDGET
                ? ofBudget(budget(effort))
                : new AnthropicThinking(ADAPTIVE, true, 0, word(effort, takes));
    }

    private static AnthropicThinking ofMember(
            Raw given, @Nullable String effort, Thinking takes, Foreign foreign) {
        if (takes == Thinking.NONE) {
            foreign.at("thinking").drop();
            return UNSAID;
        }
        String type = Raws.string(Raws.member(given, "type"));
        boolean withBudget = takes == Thinking.BUDGET;
        // Anthropic's own callers state an effort in a member of its own, which is sent as it is.
        String said =
                effort == null || effort.equals("none") || !foreign.isForeign() || withBudget
                        ? null
                        : word(effort, takes);
        if ("disabled".equals(type)) {
            return new AnthropicThinking(DISABLED, false, 0, capped(said));
        }
        if (!"enabled".equals(type)) {
            return withBudget
                    ? ofBudget(effort == null ? USUAL_BUDGET : budget(effort))
                    : new AnthropicThinking(given, true, 0, said);
        }
        if (takes == Thinking.ADAPTIVE) {
            return new AnthropicThinking(ADAPTIVE, true, 0, said);
        }
        Raw tokens = Raws.member(given, "budget_tokens");
        long budget = tokens == null ? 0 : Raws.read(tokens, in -> in.anyCount());
        if (budget < LEAST_BUDGET) {
            long usual = effort == null ? USUAL_BUDGET : budget(effort);
            return ofBudget(tokens == null ? usual : LEAST_BUDGET);
        }
        return new AnthropicThinking(given, true, budget, said);
    }

    private static AnthropicThinking ofBudget(long tokens) {
        Raw member = new Raw("{\"type\":\"enabled\",\"budget_tokens\":" + tokens + "}");
        return new AnthropicThinking(member, true, tokens, null);
    }

    private static long budget(String effort) {
        return switch (effort) {
            case "none", "minimal" -> LEAST_BUDGET;
            case "low" -> 2048;
            case "high" -> 16_384;
            case "xhigh", "max" -> 32_768;
            default -> USUAL_BUDGET;
        };
    }

    // The first models that took an effort know no xhigh.
    private static String word(String effort, Thinking takes) {
        return switch (effort) {
            case "minimal", "low" -> "low";
            case "high", "max" -> effort;
            case "xhigh" -> takes == Thinking.EITHER ? "max" : effort;
            default -> "medium";
        };
    }

    // Without thinking, more than high is refused.
    private static @Nullable String capped(@Nullable String effort) {
        return effort != null && ABOVE_HIGH.contains(effort) ? "high" : effort;
    }

    /**
     * Returns the same without thinking: a conversation in which a thought is missing that stood
     * before a tool call is refused otherwise.
     */
    AnthropicThinking off() {
        return new AnthropicThinking(null, false, 0, capped(effort));
    }

    /** Returns the limit to send: it counts the thinking, and must leave room for an answer. */
    long limit(long tokens) {
        return tokens > budget ? tokens : tokens + budget;
    }

    void write(JsonWriter out) {
        out.put("thinking", thinking);
    }
}
