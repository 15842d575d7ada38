package dev.sluice.core.price;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.meter.Quantities;
import dev.sluice.core.meter.Rater;
import dev.sluice.core.meter.UsageRecord.Rating;
import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Money;
import dev.sluice.core.price.Rates.Word;
import dev.sluice.providers.Preset;
import dev.sluice.providers.Presets;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Usage;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShippedPricesTest {
    private static final LocalDate FIRST = LocalDate.of(2020, 1, 1);

    /** A vendor's list cannot be read before it is written. */
    private static final LocalDate LAST = LocalDate.of(2026, 11, 30);

    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
    private static final long MILLION = 1_000_000;

    private static List<Price> prices() {
        return PriceBook.shipped().all();
    }

    @Test
    void everyPriceSaysWhoSaysSoAndWhen() {
        assertTrue(prices().size() > 200, prices().size() + " prices");
        for (Price price : prices()) {
            LocalDate seen = price.origin().seen();
            assertNotNull(seen, price.id());
            assertTrue(
                    price.origin().source().startsWith("https://") || price.vendor().equals("echo"),
                    price.id());
            assertFalse(seen.isBefore(FIRST) || seen.isAfter(LAST), price.id() + " seen " + seen);
            assertFalse(price.from().isBefore(FIRST) || price.from().isAfter(LAST), price.id());
        }
    }

    @Test
    void everyNameIsThereOnce() {
        Set<String> ids = new HashSet<>();
        for (Price price : prices()) {
            assertTrue(ids.add(price.id()), price.id());
            assertTrue(
                    price.id().matches("[a-z0-9-]+/[^ @#]+@[-0-9]+(~[^#]+)?#(USD|CNY)"),
                    price.id());
        }
    }

    @Test
    void everyVendorIsOneThatCanBeConfigured() {
        Set<String> vendors =
                Presets.all().stream().map(Preset::id).collect(Collectors.toUnmodifiableSet());
        for (Price price : prices()) {
            assertTrue(vendors.contains(price.vendor()), price.id());
        }
    }

    /** Whoever mistypes a price by a factor of a thousand is told so here. */
    @Test
    void everyNumberIsOneThatVendorsAskFor() {
        for (Price price : prices()) {
            long dearest = price.currency() == Currency.USD ? 600 * MILLION : 250 * MILLION;
            check(price, price.rates(), dearest);
            price.tiers().forEach(tier -> check(price, tier.rates(), dearest));
        }
    }

    private static void check(Price price, Rates rates, long dearest) {
        for (Word word : Word.values()) {
            assertTrue(
                    rates.of(word) >= 0 && rates.of(word) <= dearest,
                    price.id() + " " + word.text());
        }
        if (rates.states(Word.CACHED_INPUT)) {
            assertTrue(rates.of(Word.CACHED_INPUT) < rates.of(Word.INPUT), price.id());
        }
        if (rates.states(Word.OUTPUT)) {
            assertTrue(rates.of(Word.OUTPUT) >= rates.of(Word.INPUT), price.id());
        }
    }

    @Test
    void tiersNeverMakeAnythingCheaper() {
        for (Price price : prices()) {
            Rates below = price.rates();
            for (Price.Tier tier : price.tiers()) {
                for (Word word : Word.values()) {
                    assertTrue(tier.rates().of(word) >= below.of(word), price.id());
                }
                below = tier.rates();
            }
        }
    }

    /** What runs on your own machine costs nothing, and that is said; a proxy may lead anywhere. */
    @Test
    void localServersAreFreeAndNotUnpriced() {
        for (Preset preset : Presets.all()) {
            if (preset.standing().kind() == Preset.Standing.Kind.LOCAL
                    && !preset.id().equals("litellm")) {
                Price price = PriceBook.shipped().find("mine", preset.id(), "any", NOW);
                assertNotNull(price, preset.id());
                assertEquals(0, price.worst(MILLION, MILLION).micro(), preset.id());
                assertTrue(price.covers(Quantities.estimate(1, 1)), preset.id());
            }
        }
        assertNotNull(PriceBook.shipped().find("echo", "echo", "echo", NOW));
    }

    /** A few that anyone can compare with the vendor's page: a million tokens each. */
    @ParameterizedTest
    @CsvSource({
        "openai, gpt-4o, USD, 2.5, 1.25, 10",
        "openai, gpt-4o-2024-11-20, USD, 2.5, 1.25, 10",
        "openai, gpt-4o-mini-2024-07-18, USD, 0.15, 0.075, 0.6",
        "openai, gpt-4.1, USD, 2, 0.5, 8",
        "openai, o3-2025-04-16, USD, 2, 0.5, 8",
        "openai, gpt-5-mini, USD, 0.25, 0.025, 2",
        "claude, claude-sonnet-4-5-20250929, USD, 3, 0.3, 15",
        "claude, claude-opus-4-5, USD, 5, 0.5, 25",
        "gemini-openai, gemini-2.5-flash, USD, 0.3, 0.03, 2.5",
        "deepseek, deepseek-v4-pro, USD, 0.66, 0.022, 1.98",
        "kimi, kimi-k3, CNY, 20, 2, 100",
        "groq, openai/gpt-oss-120b, USD, 0.15, 0.075, 0.6"
    })
    void asTheVendorsPageSays(
            String vendor, String model, Currency currency, String in, String cached, String out) {
        Price price = PriceBook.shipped().find("p", vendor, model, NOW);

        assertNotNull(price);
        assertEquals(currency, price.currency());
        assertEquals(Money.of(in, currency).micro(), price.rates().of(Word.INPUT));
        assertEquals(Money.of(cached, currency).micro(), price.rates().of(Word.CACHED_INPUT));
        assertEquals(Money.of(out, currency).micro(), price.rates().of(Word.OUTPUT));
    }

    @Test
    void deepSeekAsksTwiceAsMuchWhenManyCall() {
        Quantities used = Quantities.estimate(1000, 1000);
        Rater rater = new Rater(PriceBook.shipped());

        Rating night =
                rater.rate(
                        "p",
                        "deepseek",
                        "deepseek-flash",
                        used,
                        Instant.parse("2026-11-30T12:00:00Z"));
        Rating day =
                rater.rate(
                        "p",
                        "deepseek",
                        "deepseek-flash",
                        used,
                        Instant.parse("2026-11-30T02:00:00Z"));

        assertEquals(
                new Rating.Priced(
                        new Money(750, Currency.USD), "deepseek/deepseek-flash@2026-09-10#USD"),
                night);
        assertEquals(
                new Rating.Priced(
                        new Money(1500, Currency.USD),
                        "deepseek/deepseek-flash@2026-09-10~Mon-Fri,01:00-04:00,06:00-10:00#USD"),
                day);
    }

    @Test
    void qwenAsksMoreForAnswersThatWereThoughtAbout() {
        Price price = PriceBook.shipped().find("p", "qwen-compatible", "qwen-plus-latest", NOW);
        assertNotNull(price);
        var thought = new Usage(1000, 0, 0, 0, 500, 500, 0, false, Extras.NONE);

        assertEquals(
                Money.of("0.0028", Currency.CNY), price.cost(Quantities.of(Usage.of(1000, 1000))));
        assertEquals(Money.of("0.0088", Currency.CNY), price.cost(Quantities.of(thought)));
        assertEquals(
                Money.of("0.512", Currency.CNY),
                price.cost(Quantities.of(Usage.of(205_000, 1_000))));
    }

    @Test
    void aCallIsRatedByThePriceOfItsDay() {
        Quantities used = Quantities.estimate(1000, 1000);
        Rater rater = new Rater(PriceBook.shipped());

        assertEquals(
                new Rating.Priced(
                        new Money(35_000, Currency.USD), "openai/gpt-5.6-sol@2026-07-09#USD"),
                rater.rate(
                        "p", "openai", "gpt-5.6-sol", used, Instant.parse("2026-08-20T23:59:59Z")));
        assertEquals(
                new Rating.Priced(
                        new Money(24_000, Currency.USD), "openai/gpt-5.6-sol@2026-08-21#USD"),
                rater.rate(
                        "p", "openai", "gpt-5.6-sol", used, Instant.parse("2026-08-21T00:00:00Z")));
    }

    @Test
    void whatNobodyHasPricedIsUnpriced() {
        Rater rater = new Rater(PriceBook.shipped());

        assertEquals(
                new Rating.Unpriced(),
                rater.rate("p", "openai", "gpt-99", Quantities.estimate(1, 1), NOW));
        assertEquals(
                new Rating.Unpriced(),
                rater.rate("p", "openai", "whisper-1", Quantities.estimate(0, 9), NOW));
        assertEquals(
                new Rating.Priced(new Money(600, Currency.USD), "openai/whisper-1@2023-03-01#USD"),
                rater.rate(
                        "p",
                        "openai",
                        "whisper-1",
                        new Quantities(Usage.of(0, 0), 0, 0, 6000, 0),
                        NOW));
    }
}
