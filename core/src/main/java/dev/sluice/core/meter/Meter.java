package dev.sluice.core.meter;

import dev.sluice.wire.chat.Usage;
import org.jspecify.annotations.Nullable;

/**
 * Counts what an attempt used. What the vendor states is taken; what it does not is estimated, and
 * the usage says so. Never throws, never counts below zero.
 */
public final class Meter {
    /** No call uses a billion tokens. */
    private static final long MOST = 1_000_000_000;

    private Meter() {}

    /**
     * Counts.
     *
     * <p>Estimated input is the text of the request: contents of messages, prompts, inputs, queries
     * and documents; tokens in their place count as they are. Estimated output is the text that
     * came, or else the relay's count of it. Pictures made are those asked for, {@code n} or one;
     * text spoken is measured in characters of {@code input}.
     *
     * @param path path below {@code /v1}, such as {@code /chat/completions}
     * @param request the request's body; null where it was not kept: then input that was not stated
     *     counts nothing
     * @param model the name that the vendor was told
     */
    public static Quantities measure(
            String path,
            Consumption what,
            byte @Nullable [] request,
            String model,
            TokenCounter counter) {
        return switch (what) {
            case Consumption.None() -> Quantities.NONE;
            case Consumption.Counted _, Consumption.Stated _ -> {
                Quantities stated = said(what);
                yield stated == null
                        ? estimated(path, RequestText.of(request), 0, model, counter)
                        : withPieces(path, stated, request);
            }
            case Consumption.Unstated(long output, String text) ->
                    estimated(
                            path,
                            RequestText.of(request),
                            text.isEmpty() ? Math.max(0, output) : counter.count(model, text),
                            model,
                            counter);
        };
    }

    /**
     * Counts what needs no estimate and no look into the request, which takes a microsecond.
     *
     * @param path as in {@link #measure}, which gives the same
     * @return null when {@link #measure} has to be asked
     */
    public static @Nullable Quantities stated(String path, Consumption what) {
        return makesPictures(path) || speaks(path) ? null : said(what);
    }

    /** Returns what the vendor said; null when it did not, or what makes no sense. */
    private static @Nullable Quantities said(Consumption what) {
        return switch (what) {
            case Consumption.None() -> Quantities.NONE;
            case Consumption.Counted(Usage usage) -> UsageReader.of(usage);
            case Consumption.Stated(String json) -> UsageReader.read(json);
            case Consumption.Unstated _ -> null;
        };
    }

    /** Adds what vendors charge by the piece and never state. */
    private static Quantities withPieces(
            String path, Quantities stated, byte @Nullable [] request) {
        boolean pictures = makesPictures(path);
        boolean spoken = speaks(path);
        if (!pictures && !spoken) {
            return stated;
        }
        RequestText text = RequestText.of(request);
        return new Quantities(
                stated.usage(),
                stated.imageInput(),
                pictures ? text.number() : 0,
                stated.audioMillis(),
                spoken ? text.characters() : 0);
    }

    private static Quantities estimated(
            String path, RequestText text, long output, String model, TokenCounter counter) {
        long input = Math.min(MOST, text.tokens(model, counter));
        return new Quantities(
                Usage.estimate(input, Math.min(MOST, output)),
                0,
                makesPictures(path) ? text.number() : 0,
                0,
                speaks(path) ? text.characters() : 0);
    }

    private static boolean makesPictures(String path) {
        return path.startsWith("/images/");
    }

    private static boolean speaks(String path) {
        return path.equals("/audio/speech");
    }

    /**
     * Returns the most input tokens that a request is taken to have: one for two bytes, rounded up.
     * Hardly any text has more: an English word is about five bytes and one token, a Chinese
     * character three bytes and about one token, and a body is not text alone. Pictures within it
     * are far overstated, which holds back too much of a budget for as long as the call takes, and
     * never too little.
     */
    public static long worstInput(int bodyBytes) {
        return bodyBytes <= 0 ? 0 : (bodyBytes + 1L) / 2;
    }

    /**
     * Returns the most output tokens that a call is taken to have.
     *
     * @param maximum what the call states, for each answer; 0 when it states none
     * @param answers how many it asks for
     * @param usual for an answer of a call that states no maximum
     */
    public static long worstOutput(long maximum, long answers, long usual) {
        long each = Math.clamp(maximum > 0 ? maximum : usual, 0, MOST);
        return Math.min(MOST, each * Math.clamp(answers, 1, MOST));
    }
}
