package dev.sluice.wire.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A whole answer of a chat model.
 *
 * @param origin the {@link Dialect#name name} of the language that its extras and opaque pieces are
 *     in, "" for none
 * @param id the vendor's id of the answer, "" when it gave none
 * @param created Unix seconds, 0 when it gave none
 * @param model the model that answered, "" when it did not say
 * @param choices one unless more were asked for
 * @param usage what it cost in tokens, or null when the vendor did not say
 * @param extras members the hub has no word for
 */
public record ChatReply(
        String origin,
        String id,
        long created,
        String model,
        List<Choice> choices,
        @Nullable Usage usage,
        Extras extras) {
    /**
     * One of the answers.
     *
     * @param index its number, from 0
     * @param message what the model said
     * @param finish why it stopped
     * @param extras such as {@code logprobs}
     */
    public record Choice(
            int index, Message.Assistant message, FinishReason finish, Extras extras) {}

    /** Keeps its own copy. */
    public ChatReply {
        choices = List.copyOf(choices);
    }

    /** The same reply with the gaps in id, time and model filled. */
    public ChatReply filled(ReplyTerms terms) {
        return new ChatReply(
                origin,
                id.isEmpty() ? terms.id() : id,
                created == 0 ? terms.created() : created,
                model.isEmpty() ? terms.model() : model,
                choices,
                usage,
                extras);
    }

    /** The same reply with other answers. */
    public ChatReply withChoices(List<Choice> others) {
        return new ChatReply(origin, id, created, model, others, usage, extras);
    }

    /** The same reply with another count of tokens. */
    public ChatReply withUsage(Usage other) {
        return new ChatReply(origin, id, created, model, choices, other, extras);
    }
}
