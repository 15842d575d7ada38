package dev.sluice.core.price;

import dev.sluice.core.meter.Quantities;
import dev.sluice.wire.chat.Usage;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one unit of everything costs. Immutable.
 *
 * <p>Tokens are charged by the million. What a list does not state costs the same as the bucket
 * that it is part of (cached input as input, reasoning as output, ...); a unit that is part of no
 * other costs nothing, and {@link #covers} tells that apart from a stated price of nothing.
 */
public final class Rates {
    /** Millionths of a currency's unit: no vendor is dearer than a million a piece. */
    static final long HIGHEST = 1_000_000_000_000L;

    /** What exact sums are divided by in the end: the least number that all units divide. */
    private static final long DENOMINATOR = 3_000_000;

    private static final long TOKEN = DENOMINATOR / 1_000_000;
    private static final long MILLISECOND = DENOMINATOR / 60_000;

    private final Map<Word, Long> rates = new EnumMap<>(Word.class);
    private final Set<Word> stated = EnumSet.noneOf(Word.class);
    private final long worstInput;
    private final long worstOutput;

    /** What can be charged for, named as in configuration. */
    public enum Word {
        /** Per million tokens, as all but the last four. */
        INPUT("input", null),
        CACHED_INPUT("cached_input", INPUT),
        CACHE_WRITE("cache_write", INPUT),
        OUTPUT("output", null),
        /**
         * All output that is not sound, in answers that were thought about: some vendors ask more
         * for the whole answer then.
         */
        THINKING_OUTPUT("thinking_output", OUTPUT),
        REASONING("reasoning", THINKING_OUTPUT),
        AUDIO_INPUT("audio_input", INPUT),
        AUDIO_OUTPUT("audio_output", OUTPUT),
        IMAGE_INPUT("image_input", INPUT),
        PER_REQUEST("per_request", null),
        PER_IMAGE("per_image", null),
        PER_AUDIO_MINUTE("per_audio_minute", null),
        PER_MILLION_CHARACTERS("per_million_characters", null);

        private final String text;
        private final @Nullable Word like;

        Word(String text, @Nullable Word like) {
            this.text = text;
            this.like = like;
        }

        /** Returns the word in configuration: {@code cached_input}. */
        public String text() {
            return text;
        }
    }

    /**
     * Creates rates from those that are stated.
     *
     * @param millionths of the currency's unit, per million tokens or characters, per minute, or a
     *     piece; 0 to 10^12
     * @throws IllegalArgumentException when one is negative or absurd
     */
    public Rates(Map<Word, Long> millionths) {
        // In the order of the words: each one comes after the one that it is like.
        for (Word word : Word.values()) {
            long like = word.like == null ? 0 : of(word.like);
            long rate = millionths.getOrDefault(word, like);
            if (rate < 0 || rate > HIGHEST) {
                throw new IllegalArgumentException(
                        word.text + " is " + rate + " millionths, expected 0 to " + HIGHEST);
            }
            rates.put(word, rate);
        }
        stated.addAll(millionths.keySet());
        worstInput =
                highest(
                        Word.INPUT,
                        Word.CACHED_INPUT,
                        Word.CACHE_WRITE,
                        Word.AUDIO_INPUT,
                        Word.IMAGE_INPUT);
        worstOutput = highest(Word.OUTPUT, Word.THINKING_OUTPUT, Word.REASONING, Word.AUDIO_OUTPUT);
    }

    /** Returns what a unit costs, in millionths, whether it is stated or follows from another. */
    public long of(Word word) {
        return rates.getOrDefault(word, 0L);
    }

    /** Returns whether the list itself says so. */
    public boolean states(Word word) {
        return stated.contains(word);
    }

    /**
     * Returns whether something was said about what was used. A list of prices per minute says
     * nothing about a call that is only known in tokens: that is not free, its price is unknown.
     */
    boolean covers(Quantities used) {
        if (states(Word.PER_REQUEST)) {
            return true;
        }
        if (states(Word.INPUT) || states(Word.OUTPUT)) {
            Usage usage = used.usage();
            return (usage.input() == 0 || states(Word.INPUT))
                    && (usage.output() == usage.audioOutput() || states(Word.OUTPUT))
                    && (usage.audioOutput() == 0
                            || states(Word.AUDIO_OUTPUT)
                            || states(Word.OUTPUT));
        }
        return (used.images() > 0 && states(Word.PER_IMAGE))
                || (used.audioMillis() > 0 && states(Word.PER_AUDIO_MINUTE))
                || (used.characters() > 0 && states(Word.PER_MILLION_CHARACTERS));
    }

    /** Returns the cost in millionths, rounded once, half up; at most {@link Long#MAX_VALUE}. */
    long cost(Quantities used) {
        Usage usage = used.usage();
        long pictures = Math.min(used.imageInput(), usage.freshInput());
        Word text = usage.reasoning() > 0 ? Word.THINKING_OUTPUT : Word.OUTPUT;
        var sum = new ExactSum();
        sum.add(usage.freshInput() - pictures, of(Word.INPUT) * TOKEN);
        sum.add(pictures, of(Word.IMAGE_INPUT) * TOKEN);
        sum.add(usage.cacheRead(), of(Word.CACHED_INPUT) * TOKEN);
        sum.add(usage.cacheWrite(), of(Word.CACHE_WRITE) * TOKEN);
        sum.add(usage.audioInput(), of(Word.AUDIO_INPUT) * TOKEN);
        sum.add(usage.textOutput(), of(text) * TOKEN);
        sum.add(usage.reasoning(), of(Word.REASONING) * TOKEN);
        sum.add(usage.audioOutput(), of(Word.AUDIO_OUTPUT) * TOKEN);
        return pieces(sum, used).over(DENOMINATOR);
    }

    /** Returns the most that so many tokens can cost, in whatever buckets they turn out to be. */
    long worst(Quantities used) {
        var sum = new ExactSum();
        sum.add(used.usage().input(), worstInput * TOKEN);
        sum.add(used.usage().output(), worstOutput * TOKEN);
        return pieces(sum, used).over(DENOMINATOR);
    }

    private ExactSum pieces(ExactSum sum, Quantities used) {
        sum.add(used.characters(), of(Word.PER_MILLION_CHARACTERS) * TOKEN);
        sum.add(used.audioMillis(), of(Word.PER_AUDIO_MINUTE) * MILLISECOND);
        sum.add(used.images(), of(Word.PER_IMAGE) * DENOMINATOR);
        sum.add(1, of(Word.PER_REQUEST) * DENOMINATOR);
        return sum;
    }

    private long highest(Word... words) {
        long highest = 0;
        for (Word word : words) {
            highest = Math.max(highest, of(word));
        }
        return highest;
    }
}
