package dev.sluice.wire.chat;

/**
 * The tokens of one answer in buckets that do not overlap, whatever the vendor's own convention.
 * The sum of all buckets is the total.
 *
 * @param freshInput input tokens that no other input bucket counts
 * @param cacheRead input tokens served from the vendor's cache
 * @param cacheWrite input tokens written to the vendor's cache
 * @param audioInput input tokens that were sound
 * @param textOutput output tokens that no other output bucket counts
 * @param reasoning output tokens that were thought, not said
 * @param audioOutput output tokens that were sound
 * @param estimated whether we counted, because the vendor did not say
 * @param extras members the hub has no word for; those of a nested object carry its name and a dot
 *     before their own ({@code prompt_tokens_details.image_tokens})
 */
public record Usage(
        long freshInput,
        long cacheRead,
        long cacheWrite,
        long audioInput,
        long textOutput,
        long reasoning,
        long audioOutput,
        boolean estimated,
        Extras extras) {
    /** Refuses negative counts. */
    public Usage {
        long lowest =
                Math.min(
                        Math.min(Math.min(freshInput, cacheRead), Math.min(cacheWrite, audioInput)),
                        Math.min(Math.min(textOutput, reasoning), audioOutput));
        if (lowest < 0) {
            throw new IllegalArgumentException(
                    "a count of tokens is " + lowest + ", expected >= 0");
        }
    }

    /** A vendor's plain count. */
    public static Usage of(long input, long output) {
        return new Usage(input, 0, 0, 0, output, 0, 0, false, Extras.NONE);
    }

    /** Our own count. */
    public static Usage estimate(long input, long output) {
        return new Usage(input, 0, 0, 0, output, 0, 0, true, Extras.NONE);
    }

    /** Returns all input tokens. */
    public long input() {
        return freshInput + cacheRead + cacheWrite + audioInput;
    }

    /** Returns all output tokens. */
    public long output() {
        return textOutput + reasoning + audioOutput;
    }

    /** Returns all tokens. */
    public long total() {
        return input() + output();
    }
}
