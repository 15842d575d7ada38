package dev.sluice.wire.bedrock;

import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Foreign;
import dev.sluice.wire.chat.Message;
import dev.sluice.wire.chat.Part;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.Sampling;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How hard a model is to think, in the words of its maker. */
final class BedrockThinking {
    /** Anthropic's words, which callers may use as they are. */
    static final Set<String> MEMBERS = Set.of("thinking", "output_config", "anthropic_beta");

    private static final int SMALLEST_BUDGET = 1024;
    private static final int ANSWER = 4096;

    private final List<Extras.Member> fields = new ArrayList<>();
    private @Nullable BigInteger limit;
    private final boolean lost;
    private boolean on;

    private BedrockThinking(boolean lost) {
        this.lost = lost;
    }

    /** Finds out what a call says; names what its model has no word for. */
    static BedrockThinking of(ChatCall call, BedrockModel model, Foreign foreign) {
        var thinking = new BedrockThinking(isLost(call.messages()));
        Sampling.Limit most = call.sampling().limit();
        thinking.limit = most == null ? null : most.tokens();
        String effort = call.output().reasoningEffort();
        if (model.isClaude()) {
            effort = thinking.asked(call.extras(), effort);
        } else {
            foreign.dropAllBut(onlyMembers(call.extras()), Set.of());
        }
        if (effort != null) {
            thinking.tried(effort, model, foreign);
        }
        return thinking;
    }

    /**
     * Takes what the caller says in Anthropic's words.
     *
     * @return the effort that is still to be said in them, or null
     */
    private @Nullable String asked(Extras extras, @Nullable String effort) {
        for (Extras.Member member : onlyMembers(extras).members()) {
            if (!member.name().equals("thinking")) {
                fields.add(member);
            }
        }
        Raw given = extras.get("thinking");
        if (given == null || given.isNull()) {
            return effort;
        }
        Extras said = BedrockContent.membersOf(given);
        Raw type = said.get("type");
        String word = type == null ? "" : type.json();
        if (word.equals("\"disabled\"")) {
            put("thinking", "{\"type\":\"disabled\"}");
            return null;
        }
        if (word.equals("\"adaptive\"") || said.get("budget_tokens") != null) {
            on = true;
            put("thinking", given.json());
            return null;
        }
        // DeepSeek's, Zhipu's and Doubao's way to ask, which states no budget.
        return effort == null ? "medium" : effort;
    }

    private static Extras onlyMembers(Extras extras) {
        return new Extras(
                extras.members().stream()
                        .filter(m -> MEMBERS.contains(m.name()) && !m.value().isNull())
                        .toList());
    }

    // With a budget, a turn that called tools must begin with the thought that led to them. Where
    // the client has lost it, the model must go on without thinking.
    private static boolean isLost(List<Message> messages) {
        for (int i = messages.size() - 1; i >= 0; i--) {
            switch (messages.get(i)) {
                case Message.ToolResult _, Message.FunctionResult _ -> {}
                case Message.Assistant said -> {
                    return i < messages.size() - 1 && !isProven(said);
                }
                case Message.Instructions _, Message.User _ -> {
                    return false;
                }
            }
        }
        return false;
    }

    private static boolean isProven(Message.Assistant said) {
        return said.content().stream()
                        .anyMatch(p ->
                                p instanceof Part.Reasoning r
                                        && (r.signature() != null || !r.extras().isEmpty()))
                || BedrockContent.CARRIERS.stream().anyMatch(c -> said.extras().get(c) != null);
    }

    private void tried(String effort, BedrockModel model, Foreign foreign) {
        boolean none = effort.equals("none");
        switch (model) {
            case CLAUDE_ADAPTIVE -> {
                on = !none;
                put("thinking", none ? "{\"type\":\"disabled\"}" : "{\"type\":\"adaptive\"}");
                if (!none) {
                    put("output_config", "{\"effort\":\"" + claudes(effort) + "\"}");
                }
            }
            case CLAUDE_BUDGET -> {
                if (lost && !none) {
                    foreign.at("reasoning_effort").drop();
                } else {
                    budget(effort, foreign);
                }
            }
            case GPT_OSS -> put("reasoning_effort", '"' + threefold(effort) + '"');
            case NOVA_2 ->
                    put(
                            "reasoningConfig",
                            none
                                    ? "{\"type\":\"disabled\"}"
                                    : "{\"type\":\"enabled\",\"maxReasoningEffort\":\""
                                            + threefold(effort)
                                            + "\"}");
            case CLAUDE_PLAIN, NOVA, LLAMA, OTHER -> foreign.at("reasoning_effort").drop();
        }
    }

    // The budget is part of the limit, which is the caller's: at most half of it goes into thought.
    private void budget(String effort, Foreign foreign) {
        if (effort.equals("none")) {
            put("thinking", "{\"type\":\"disabled\"}");
            return;
        }
        int budget =
                switch (effort) {
                    case "minimal" -> SMALLEST_BUDGET;
                    case "low" -> 2048;
                    case "high" -> 16_384;
                    case "xhigh", "max" -> 32_768;
                    default -> 8192;
                };
        if (limit == null) {
            limit = BigInteger.valueOf(budget + ANSWER);
        }
        budget = limit.shiftRight(1).min(BigInteger.valueOf(budget)).intValue();
        if (budget < SMALLEST_BUDGET) {
            foreign.at("reasoning_effort").drop();
            return;
        }
        on = true;
        put("thinking", "{\"type\":\"enabled\",\"budget_tokens\":" + budget + '}');
    }

    private static String claudes(String effort) {
        return switch (effort) {
            case "minimal", "low" -> "low";
            case "high", "xhigh", "max" -> effort;
            default -> "medium";
        };
    }

    private static String threefold(String effort) {
        return switch (effort) {
            case "none", "minimal", "low" -> "low";
            case "high", "xhigh", "max" -> "high";
            default -> "medium";
        };
    }

    private void put(String name, String json) {
        fields.add(new Extras.Member(name, new Raw(json)));
    }

    /** Returns what belongs among the additional fields. */
    Extras fields() {
        return new Extras(fields);
    }

    /** Returns the most tokens to write, thought included, or null. */
    @Nullable BigInteger limit() {
        return limit;
    }

    /** Says whether a Claude is to think, which forbids other things. */
    boolean isOn() {
        return on;
    }
}
