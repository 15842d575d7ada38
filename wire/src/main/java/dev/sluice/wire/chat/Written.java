package dev.sluice.wire.chat;

import java.util.List;

/** A body and what it could not say. */
public final class Written {
    private final byte[] body;
    private final List<String> dropped;

    /**
     * Creates the outcome of writing.
     *
     * @param body the bytes to send, handed over
     * @param dropped paths of what the language has no word for, in order ({@code logit_bias},
     *     {@code messages[1].content[0]}); empty when nothing was lost
     */
    public Written(byte[] body, List<String> dropped) {
        this.body = body;
        this.dropped = List.copyOf(dropped);
    }

    /** A body that says everything. */
    public static Written whole(byte[] body) {
        return new Written(body, List.of());
    }

    /** Returns the bytes to send; not a copy. */
    public byte[] body() {
        return body;
    }

    /** Returns the paths of what is not in the body. */
    public List<String> dropped() {
        return dropped;
    }
}
