package dev.sluice.core.meter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Money;
import dev.sluice.core.price.PriceBook;
import dev.sluice.core.price.PriceBuilder;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class RaterTest {
    private static final Instant NOW = Instant.parse("2026-11-30T00:00:00Z");
    private static final UsageRecord.Rating UNPRICED = new UsageRecord.Rating.Unpriced();

    @Test
    void ratesByTheBookAndSaysWhichPriceItWas() {
        var price =
                new PriceBuilder("m", LocalDate.of(2026, 1, 1), Currency.CNY)
                        .vendor("v")
                        .rate("input", "2")
                        .rate("output", "8")
                        .build();
        var rater = new Rater(PriceBook.EMPTY.with(List.of(price)));
        Quantities used = Quantities.estimate(1000, 500);

        assertEquals(
                new UsageRecord.Rating.Priced(new Money(6000, Currency.CNY), price.id()),
                rater.rate("p", "v", "m", used, NOW));
        assertEquals(UNPRICED, rater.rate("p", "v", "other", used, NOW));
        assertEquals(
                UNPRICED, rater.rate("p", "v", "m", used, Instant.parse("2025-12-31T23:00:00Z")));
    }

    @Test
    void aPriceThatSaysNothingOfWhatWasUsedIsNoPrice() {
        var price =
                new PriceBuilder("whisper-1", LocalDate.of(2026, 1, 1), Currency.USD)
                        .rate("per_audio_minute", "0.006")
                        .build();
        var rater = new Rater(PriceBook.EMPTY.with(List.of(price)));

        assertEquals(UNPRICED, rater.rate("p", "v", "whisper-1", Quantities.estimate(0, 9), NOW));
    }
}
