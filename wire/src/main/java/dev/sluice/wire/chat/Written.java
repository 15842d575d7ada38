package dev.sluice.wire.chat;

import java.util.List;

/**
 * A body and what it could not say.
 *
 * @param body the bytes to send
 * @param dropped paths of what the language has no word for, in order ({@code logit_bias}, {@code
 *     messages[1].content[0]}); empty when nothing was lost
 */
public record Written(byte[] body, List<String> dropped) {
    /** Keeps its own copy of the list; the bytes are handed over. */
    public Written {
        dropped = List.copyOf(dropped);
    }

    /** A body that says everything. */
    public static Written whole(byte[] body) {
        return new Written(body, List.of());
    }
}
