package dev.sluice.wire.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asked of a chat model.
 *
 * @param origin the {@link Dialect#name name} of the language that its extras and opaque pieces are
 *     in, "" for none
 * @param model the model named by the caller, or null when it named none
 * @param messages the conversation in order, never empty
 * @param toolUse the tools on offer and how they may be used
 * @param sampling how the next tokens are chosen and when to stop
 * @param output what shape the answer takes and how it is delivered
 * @param extras members of the call that the hub has no word for
 */
public record ChatCall(
        String origin,
        @Nullable String model,
        List<Message> messages,
        ToolUse toolUse,
        Sampling sampling,
        Output output,
        Extras extras) {
    /** Keeps its own copies. */
    public ChatCall {
        messages = List.copyOf(messages);
    }

    /** A call with messages only; everything else is left to the vendor. */
    public static ChatCall of(String model, List<Message> messages) {
        return new ChatCall(
                "", model, messages, ToolUse.NONE, Sampling.NONE, Output.PLAIN, Extras.NONE);
    }

    /** The same call for another model. */
    public ChatCall withModel(String other) {
        return new ChatCall(origin, other, messages, toolUse, sampling, output, extras);
    }

    /** The same call with other messages. */
    public ChatCall withMessages(List<Message> others) {
        return new ChatCall(origin, model, others, toolUse, sampling, output, extras);
    }

    /** The same call with other tools. */
    public ChatCall withToolUse(ToolUse other) {
        return new ChatCall(origin, model, messages, other, sampling, output, extras);
    }

    /** The same call with other sampling. */
    public ChatCall withSampling(Sampling other) {
        return new ChatCall(origin, model, messages, toolUse, other, output, extras);
    }

    /** The same call with other output. */
    public ChatCall withOutput(Output other) {
        return new ChatCall(origin, model, messages, toolUse, sampling, other, extras);
    }
}
