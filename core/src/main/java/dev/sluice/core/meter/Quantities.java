package dev.sluice.core.meter;

import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Usage;

/**
 * What was used, in every unit that vendors charge for.
 *
 * @param usage tokens, in buckets that do not overlap
 * @param imageInput input tokens that were pictures; part of {@code usage.freshInput()}
 * @param images pictures made
 * @param audioMillis sound heard or made, where it is charged by time
 * @param characters text spoken, where it is charged by length
 */
public record Quantities(
        Usage usage, long imageInput, long images, long audioMillis, long characters) {
    /** Nothing. */
    public static final Quantities NONE = of(Usage.of(0, 0));

    /** Refuses negative counts. */
    public Quantities {
        if (Math.min(Math.min(imageInput, images), Math.min(audioMillis, characters)) < 0) {
            throw new IllegalArgumentException("a quantity is negative, expected >= 0");
        }
    }

    /** Tokens only. */
    public static Quantities of(Usage usage) {
        return new Quantities(usage, 0, 0, 0, 0);
    }

    /** Tokens in plain counts that were estimated. */
    public static Quantities estimate(long input, long output) {
        return of(new Usage(input, 0, 0, 0, output, 0, 0, true, Extras.NONE));
    }
}
