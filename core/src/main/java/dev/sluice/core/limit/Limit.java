package dev.sluice.core.limit;

import org.jspecify.annotations.Nullable;

/**
 * A limit on how fast, or how much at once.
 *
 * @param holder whose it is: {@code key:ID} or {@code team:ID}; all who name the same share it
 * @param measure what is counted
 * @param amount how many; per minute, except for {@link Measure#PARALLEL}
 * @param model the model name, or a beginning that ends in {@code *}, that it is for; null for all
 */
public record Limit(String holder, Measure measure, long amount, @Nullable String model) {
    /** Checks that something is allowed. */
    public Limit {
        if (amount < 1) {
            throw new IllegalArgumentException("found " + amount + ", expected at least 1");
        }
    }

    /** What is counted. */
    public enum Measure {
        /** Calls per minute. */
        REQUESTS,
        /** Tokens per minute, input and output. */
        TOKENS,
        /** Calls under way at once. */
        PARALLEL
    }

    /** Returns whether it holds for calls of this model. */
    public boolean covers(@Nullable String asked) {
        if (model == null) {
            return true;
        }
        if (asked == null) {
            return false;
        }
        return model.endsWith("*")
                ? asked.startsWith(model.substring(0, model.length() - 1))
                : asked.equals(model);
    }
}
