package dev.sluice.wire.chat;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * What shape an answer takes and how it is delivered.
 *
 * @param delivery whole or as a stream
 * @param format the form its text must have, or null for plain text
 * @param choices how many answers ({@code n}), or null for one
 * @param reasoningEffort how hard to think, in OpenAI's words ({@code none} to {@code max}), or
 *     null
 * @param user who the caller says its end user is, or null
 */
public record Output(
        Delivery delivery,
        @Nullable ResponseFormat format,
        @Nullable BigInteger choices,
        @Nullable String reasoningEffort,
        @Nullable String user) {
    /** One plain answer, whole. */
    public static final Output PLAIN = new Output(Delivery.UNSAID, null, null, null, null);

    /**
     * How the answer is delivered.
     *
     * @param stream {@code stream}, or null when the caller did not say, which means whole
     * @param includeUsage {@code stream_options.include_usage}, or null when it did not say
     * @param extras other members of {@code stream_options}
     */
    public record Delivery(
            @Nullable Boolean stream, @Nullable Boolean includeUsage, Extras extras) {
        /** Whole, because the caller did not say. */
        public static final Delivery UNSAID = new Delivery(null, null, Extras.NONE);

        /** Says whether the answer is a stream. */
        public boolean streams() {
            return Boolean.TRUE.equals(stream);
        }

        /** Says whether the caller asked for a usage chunk at the end of its stream. */
        public boolean wantsUsage() {
            return Boolean.TRUE.equals(includeUsage);
        }
    }
}
