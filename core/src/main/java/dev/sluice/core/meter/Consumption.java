package dev.sluice.core.meter;

import dev.sluice.wire.chat.Usage;

/** What is known of what one attempt used, before it is counted. */
public sealed interface Consumption {
    /** Nothing: the vendor was not asked, or refused. */
    record None() implements Consumption {}

    /**
     * The vendor said so.
     *
     * @param json its usage object in OpenAI's words, as it came
     */
    record Stated(String json) implements Consumption {}

    /** It is known in buckets; the usage says whether it was estimated. */
    record Counted(Usage usage) implements Consumption {}

    /**
     * The vendor has said nothing, or not yet.
     *
     * @param output tokens of the answer as far as it came, by the documented formula
     * @param text the answer's text as far as it came, where it was at hand; else ""
     */
    record Unstated(long output, String text) implements Consumption {}
}
