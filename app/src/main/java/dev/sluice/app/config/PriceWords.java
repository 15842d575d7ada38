package dev.sluice.app.config;

import dev.sluice.core.money.Currency;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is paid for a model. */
@Choice(
        of = {"provider", "vendor"},
        required = true)
public record PriceWords(
        @Doc("id of the provider that asks this.") @Nullable String provider,
        @Doc("Instead of provider: its type, for all providers of it.") @Nullable String vendor,
        @Doc(value = "The name that the vendor is told, or a beginning with *.", required = true)
                String model,
        @Doc("The first day on which this holds, UTC; always when absent.")
                @Nullable LocalDate from,
        @Doc(
                        "The hours of the week at which this holds, UTC, such as Mon-Fri"
                                + " 01:00-04:00 06:00-10:00; all when absent.")
                @Nullable String hours,
        @Doc(value = "In which currency.", required = true) Currency currency,
        @Doc(value = "What it costs.", inline = true) Rates rates,
        @Doc("Other prices for calls with long input, in ascending order.") List<Tier> tiers) {

    /** Prices; tokens by the million. What is absent costs what its kind costs, or nothing. */
    public record Rates(
            @Doc(value = "A million input tokens.", min = 0, max = 1_000_000)
                    @Nullable BigDecimal input,
            @Doc(value = "A million input tokens read from a cache.", min = 0, max = 1_000_000)
                    @Nullable BigDecimal cachedInput,
            @Doc(value = "A million input tokens written to a cache.", min = 0, max = 1_000_000)
                    @Nullable BigDecimal cacheWrite,
            @Doc(value = "A million output tokens.", min = 0, max = 1_000_000)
                    @Nullable BigDecimal output,
            @Doc(
                            value =
                                    "A million output tokens of an answer that was thought about,"
                                            + " its reasoning included.",
                            min = 0,
                            max = 1_000_000)
                    @Nullable BigDecimal thinkingOutput,
            @Doc(value = "A million output tokens of reasoning.", min = 0, max = 1_000_000)
                    @Nullable BigDecimal reasoning,
            @Doc(value = "A million input tokens of sound.", min = 0, max = 1_000_000)
                    @Nullable BigDecimal audioInput,
            @Doc(value = "A million output tokens of sound.", min = 0, max = 1_000_000)
                    @Nullable BigDecimal audioOutput,
            @Doc(value = "A million input tokens of pictures.", min = 0, max = 1_000_000)
                    @Nullable BigDecimal imageInput,
            @Doc(value = "One call.", min = 0, max = 1_000_000) @Nullable BigDecimal perRequest,
            @Doc(value = "One picture made.", min = 0, max = 1_000_000)
                    @Nullable BigDecimal perImage,
            @Doc(value = "A minute of sound, heard or made.", min = 0, max = 1_000_000)
                    @Nullable BigDecimal perAudioMinute,
            @Doc(value = "A million characters spoken.", min = 0, max = 1_000_000)
                    @Nullable BigDecimal perMillionCharacters) {

        /** Returns what is stated, by its name in the file. */
        Map<String, BigDecimal> stated() {
            Map<String, BigDecimal> stated = new LinkedHashMap<>();
            put(stated, "input", input);
            put(stated, "cached_input", cachedInput);
            put(stated, "cache_write", cacheWrite);
            put(stated, "output", output);
            put(stated, "thinking_output", thinkingOutput);
            put(stated, "reasoning", reasoning);
            put(stated, "audio_input", audioInput);
            put(stated, "audio_output", audioOutput);
            put(stated, "image_input", imageInput);
            put(stated, "per_request", perRequest);
            put(stated, "per_image", perImage);
            put(stated, "per_audio_minute", perAudioMinute);
            put(stated, "per_million_characters", perMillionCharacters);
            return stated;
        }

        private static void put(
                Map<String, BigDecimal> stated, String word, @Nullable BigDecimal rate) {
            if (rate != null) {
                stated.put(word, rate);
            }
        }
    }

    /** Prices for calls with long input. What is absent stays as it is for shorter ones. */
    public record Tier(
            @Doc(
                            value = "Input tokens above which they hold, for the whole call.",
                            required = true,
                            min = 1)
                    Long above,
            @Doc(value = "What it costs.", inline = true) Rates rates) {}
}
