package dev.sluice.wire.anthropic;

import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.FinishReason;
import dev.sluice.wire.chat.FinishReason.Standard;
import dev.sluice.wire.chat.Raw;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** Why a model stopped, in both directions. */
final class AnthropicStops {
    private AnthropicStops() {}

    /** Reads {@code stop_reason}; "" is for none. */
    static FinishReason read(String word) {
        return switch (word) {
            case "", "null", "end_turn", "stop_sequence", "pause_turn", "compaction", "stop" ->
                    Standard.STOP;
            case "max_tokens", "model_context_window_exceeded" -> Standard.LENGTH;
            case "tool_use" -> Standard.TOOL_CALLS;
            case "refusal" -> Standard.CONTENT_FILTER;
            default -> new FinishReason.Other(word);
        };
    }

    /** Returns what the hub's word for a reason leaves out, to be written back. */
    static Extras rest(String word, @Nullable Raw sequence) {
        var members = new ArrayList<Extras.Member>();
        switch (word) {
            case "pause_turn", "compaction", "model_context_window_exceeded", "stop_sequence" ->
                    members.add(new Extras.Member("stop_reason", Raws.quote(word)));
            default -> {}
        }
        if (sequence != null && !sequence.isNull()) {
            members.add(new Extras.Member("stop_sequence", sequence));
        }
        return new Extras(members);
    }

    /** Returns Anthropic's word. */
    static String word(FinishReason reason) {
        return switch (reason) {
            case Standard standard ->
                    switch (standard) {
                        case STOP -> "end_turn";
                        case LENGTH -> "max_tokens";
                        case TOOL_CALLS, FUNCTION_CALL -> "tool_use";
                        case CONTENT_FILTER, SENSITIVE -> "refusal";
                    };
            case FinishReason.Other _ -> "end_turn";
        };
    }
}
