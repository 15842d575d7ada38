package dev.sluice.core.price;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.meter.Quantities;
import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Money;
import dev.sluice.core.price.Rates.Word;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Usage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceTest {
    private static final LocalDate DAY = LocalDate.of(2026, 1, 1);

    private static PriceBuilder usd() {
        return new PriceBuilder("m", DAY, Currency.USD).vendor("v");
    }

    private static Usage usage(long fresh, long read, long write, long text, long reasoning) {
        return new Usage(fresh, read, write, 0, text, reasoning, 0, false, Extras.NONE);
    }

    @ParameterizedTest
    @CsvSource({
        // input, cached, output -> millionths, at 2.50, 1.25 and 10 dollars a million
        "0, 0, 0, 0",
        "1, 0, 0, 3", // 2.5, half up
        "0, 1, 0, 1", // 1.25
        "1, 1, 0, 4", // 3.75, and not 3 + 1 of two roundings
        "1000000, 0, 0, 2500000",
        "1000, 200, 77, 3520",
        "999999, 0, 999999, 12499988" // 12,499,987.5
    })
    void sumsAllBucketsAndRoundsOnce(long fresh, long cached, long output, long micro) {
        Price price =
                usd().rate("input", "2.50")
                        .rate("cached_input", "1.25")
                        .rate("output", "10")
                        .build();

        Money cost = price.cost(Quantities.of(usage(fresh, cached, 0, output, 0)));

        assertEquals(new Money(micro, Currency.USD), cost);
    }

    @Test
    void whatIsNotStatedCostsWhatItIsPartOf() {
        Rates rates = usd().rate("input", "2").rate("output", "8").build().rates();

        for (Word word :
                new Word[] {
                    Word.CACHED_INPUT, Word.CACHE_WRITE, Word.AUDIO_INPUT, Word.IMAGE_INPUT
                }) {
            assertEquals(2_000_000, rates.of(word), word.text());
            assertFalse(rates.states(word));
        }
        for (Word word : new Word[] {Word.REASONING, Word.AUDIO_OUTPUT, Word.THINKING_OUTPUT}) {
            assertEquals(8_000_000, rates.of(word), word.text());
        }
        assertEquals(0, rates.of(Word.PER_REQUEST));
    }

    @Test
    void thePriceOfThinkingIsThatOfTheWholeAnswer() {
        Price price =
                usd().rate("input", "0.8").rate("output", "2").rate("thinking_output", "8").build();

        assertEquals(2_000, price.cost(Quantities.of(usage(0, 0, 0, 1000, 0))).micro());
        assertEquals(16_000, price.cost(Quantities.of(usage(0, 0, 0, 1000, 1000))).micro());
    }

    @Test
    void picturesAndSoundAndPiecesAreChargedApart() {
        Price price =
                usd().rate("input", "5")
                        .rate("image_input", "10")
                        .rate("audio_input", "40")
                        .rate("output", "20")
                        .rate("audio_output", "80")
                        .rate("per_request", "0.005")
                        .rate("per_image", "0.04")
                        .rate("per_audio_minute", "0.006")
                        .rate("per_million_characters", "15")
                        .build();
        var usage = new Usage(1000, 0, 0, 100, 10, 0, 50, false, Extras.NONE);

        Money cost = price.cost(new Quantities(usage, 400, 2, 30_000, 2000));

        // 600 text + 400 picture + 100 sound in, 10 text + 50 sound out, a request, two pictures,
        // half a minute, 2000 characters
        long micro = 3000 + 4000 + 4000 + 200 + 4000 + 5000 + 80_000 + 3000 + 30_000;
        assertEquals(micro, cost.micro());
    }

    @ParameterizedTest
    @CsvSource({"200000, 250000", "200001, 500003", "0, 0", "1000000, 9000000", "1000001, 9000009"})
    void aTierIsForAllTokensOfACallAboveIt(long input, long micro) {
        Price price =
                usd().rate("input", "1.25")
                        .above(200_000)
                        .rate("input", "2.5")
                        .above(900_000)
                        .rate("input", "9")
                        .build();

        assertEquals(micro, price.cost(Quantities.estimate(input, 0)).micro());
    }

    @Test
    void aTierKeepsWhatItDoesNotState() {
        Price price =
                usd().rate("input", "1")
                        .rate("cached_input", "0.1")
                        .rate("output", "4")
                        .above(10)
                        .rate("input", "2")
                        .build();

        Rates above = price.tiers().getFirst().rates();
        assertEquals(2_000_000, above.of(Word.INPUT));
        assertEquals(100_000, above.of(Word.CACHED_INPUT));
        assertEquals(4_000_000, above.of(Word.REASONING));
    }

    @Test
    void cachedTokensReachTheTierToo() {
        Price price =
                usd().rate("input", "1")
                        .rate("cached_input", "0")
                        .above(100)
                        .rate("input", "10")
                        .build();

        assertEquals(500, price.cost(Quantities.of(usage(50, 60, 0, 0, 0))).micro());
    }

    @Test
    void agreesWithDecimalsForAnythingAtAll() {
        var dice = new Random(5);
        for (int round = 0; round < 20_000; round++) {
            Price price = random(dice);
            Quantities used = quantities(dice, round % 3 == 0 ? 2_000_000_000L : 300_000);

            assertEquals(exact(price, used), price.cost(used).micro(), () -> price + " " + used);
        }
    }

    @Test
    void theWorstIsNeverLessThanWhatItTurnsOutToBe() {
        var dice = new Random(6);
        for (int round = 0; round < 20_000; round++) {
            Price price = random(dice);
            Quantities most = quantities(dice, 400_000);
            Quantities used = within(dice, most);

            assertTrue(
                    price.worst(most).micro() >= price.cost(used).micro(),
                    () -> price + " " + most + " " + used);
        }
        Price price = usd().rate("input", "1").rate("output", "2").build();
        assertEquals(price.worst(10, 20), price.worst(Quantities.estimate(10, 20)));
    }

    @Test
    void theWorstIsTheDearestBucketOfEachSide() {
        Price price =
                usd().rate("input", "3")
                        .rate("cached_input", "0.3")
                        .rate("cache_write", "3.75")
                        .rate("output", "15")
                        .rate("per_request", "0.01")
                        .above(200_000)
                        .rate("input", "6")
                        .rate("cache_write", "7.5")
                        .rate("output", "22.5")
                        .build();

        assertEquals(375 + 1500 + 10_000, price.worst(100, 100).micro());
        assertEquals(1_500_008 + 2250 + 10_000, price.worst(200_001, 100).micro());
    }

    @Test
    void whatDoesNotFitCostsTheMostThereIs() {
        Price price = usd().rate("input", "1000000").rate("per_image", "1000000").build();
        var used = new Quantities(Usage.of(Long.MAX_VALUE, 0), 0, Long.MAX_VALUE, 0, 0);

        assertEquals(Long.MAX_VALUE, price.cost(used).micro());
        assertEquals(Long.MAX_VALUE, price.worst(used).micro());
        // A trillion tokens of the dearest model there can be.
        assertEquals(
                1_000_000_000_000_000_000L,
                price.cost(Quantities.estimate(1_000_000_000_000L, 0)).micro());
    }

    @Test
    void saysWhetherItSaysAnything() {
        Price tokens = usd().rate("input", "1").rate("output", "2").build();
        Price embeddings = usd().rate("input", "0.02").build();
        Price minutes = usd().rate("per_audio_minute", "0.006").build();
        Price pictures = usd().rate("per_image", "0.04").build();
        Price requests = usd().rate("per_request", "0.002").build();
        Quantities chat = Quantities.estimate(10, 10);
        var sound = new Quantities(Usage.of(0, 12), 0, 0, 9000, 0);

        assertTrue(tokens.covers(chat));
        assertTrue(tokens.covers(Quantities.NONE));
        assertTrue(embeddings.covers(Quantities.estimate(10, 0)));
        assertFalse(embeddings.covers(chat), "its output would be free");
        assertTrue(minutes.covers(sound));
        assertFalse(minutes.covers(chat), "nobody knows how long it was");
        assertTrue(pictures.covers(new Quantities(Usage.of(9, 0), 0, 1, 0, 0)));
        assertFalse(pictures.covers(chat));
        assertTrue(requests.covers(chat));
    }

    @Test
    void isNamedByWhatDoesNotChange() {
        var seen = new Price.Origin("https://example.com/pricing", DAY);
        assertEquals("v/m@2026-01-01#USD", usd().origin(seen).rate("input", "1").build().id());
        assertEquals(
                "v/m@2026-01-01~Mon-Fri,01:00-04:00#USD",
                usd().origin(seen).rate("input", "1").hours("Mon-Fri 01:00-04:00").build().id());
        String own = usd().provider("main").rate("input", "1").build().id();
        assertTrue(own.startsWith("provider:main/m@2026-01-01#USD="), own);
        assertEquals(own, usd().provider("main").rate("input", "1.0").build().id());
        assertFalse(own.equals(usd().provider("main").rate("input", "2").build().id()));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "input, -1, input is '-1'",
                "input, 0.0000001, input is '0.0000001'",
                "input, 1e12, input is '1e12'",
                "input, cheap, input is 'cheap'",
                "inputs, 1, 'inputs' is nothing that has a price"
            })
    void refusesNonsenseInASentence(String word, String decimal, String sentence) {
        var refused = assertThrows(IllegalArgumentException.class, () -> usd().rate(word, decimal));
        String said = String.valueOf(refused.getMessage());
        assertTrue(said.startsWith(sentence), said);
    }

    @Test
    void refusesTiersThatDoNotRiseAndPricesOfNothing() {
        assertThrows(IllegalArgumentException.class, () -> usd().above(10).above(10));
        assertThrows(IllegalArgumentException.class, () -> usd().above(0));
        assertThrows(IllegalArgumentException.class, () -> usd().build());
        assertThrows(
                IllegalArgumentException.class, () -> new PriceBuilder("a*b", DAY, Currency.USD));
    }

    private static Price random(Random dice) {
        PriceBuilder builder = usd().rate("input", decimal(dice));
        rates(builder, dice);
        if (dice.nextBoolean()) {
            rates(builder.above(1 + dice.nextInt(1000)), dice);
            rates(builder.above(200_000), dice);
        }
        return builder.build();
    }

    private static void rates(PriceBuilder builder, Random dice) {
        for (Word word : Word.values()) {
            if (dice.nextBoolean()) {
                builder.rate(word.text(), decimal(dice));
            }
        }
    }

    private static String decimal(Random dice) {
        return BigDecimal.valueOf(dice.nextInt(200_000_000), 3 + dice.nextInt(4)).toPlainString();
    }

    private static Quantities quantities(Random dice, long most) {
        long fresh = dice.nextLong(most);
        var usage =
                new Usage(
                        fresh,
                        dice.nextLong(most),
                        dice.nextLong(most),
                        dice.nextLong(most),
                        dice.nextLong(most),
                        dice.nextInt(3) == 0 ? 0 : dice.nextLong(most),
                        dice.nextLong(most),
                        false,
                        Extras.NONE);
        return new Quantities(
                usage,
                dice.nextLong(fresh + 1),
                dice.nextInt(5),
                dice.nextLong(most),
                dice.nextLong(most));
    }

    /** The same sides, or less, in other buckets. */
    private static Quantities within(Random dice, Quantities most) {
        long in = dice.nextLong(most.usage().input() + 1);
        long out = dice.nextLong(most.usage().output() + 1);
        long a = dice.nextLong(in + 1);
        long b = dice.nextLong(a + 1);
        long c = dice.nextLong(b + 1);
        long d = dice.nextLong(out + 1);
        long e = dice.nextLong(d + 1);
        var usage = new Usage(in - a, a - b, b - c, c, out - d, d - e, e, false, Extras.NONE);
        return new Quantities(
                usage,
                dice.nextLong(in - a + 1),
                dice.nextLong(most.images() + 1),
                dice.nextLong(most.audioMillis() + 1),
                dice.nextLong(most.characters() + 1));
    }

    private static long exact(Price price, Quantities used) {
        Rates rates = price.rates();
        for (Price.Tier tier : price.tiers()) {
            rates = used.usage().input() > tier.above() ? tier.rates() : rates;
        }
        Usage usage = used.usage();
        Word text = usage.reasoning() > 0 ? Word.THINKING_OUTPUT : Word.OUTPUT;
        BigDecimal million = BigDecimal.valueOf(1_000_000);
        BigDecimal perMillion =
                product(usage.freshInput() - used.imageInput(), rates, Word.INPUT)
                        .add(product(used.imageInput(), rates, Word.IMAGE_INPUT))
                        .add(product(usage.cacheRead(), rates, Word.CACHED_INPUT))
                        .add(product(usage.cacheWrite(), rates, Word.CACHE_WRITE))
                        .add(product(usage.audioInput(), rates, Word.AUDIO_INPUT))
                        .add(product(usage.textOutput(), rates, text))
                        .add(product(usage.reasoning(), rates, Word.REASONING))
                        .add(product(usage.audioOutput(), rates, Word.AUDIO_OUTPUT))
                        .add(product(used.characters(), rates, Word.PER_MILLION_CHARACTERS));
        // In thirds of a millionth, as minutes have no finite decimals.
        return perMillion
                .multiply(BigDecimal.valueOf(3))
                .add(
                        product(used.audioMillis(), rates, Word.PER_AUDIO_MINUTE)
                                .multiply(BigDecimal.valueOf(50)))
                .add(
                        product(used.images(), rates, Word.PER_IMAGE)
                                .add(product(1, rates, Word.PER_REQUEST))
                                .multiply(million)
                                .multiply(BigDecimal.valueOf(3)))
                .divide(million.multiply(BigDecimal.valueOf(3)), 0, RoundingMode.HALF_UP)
                .longValueExact();
    }

    private static BigDecimal product(long count, Rates rates, Word word) {
        return BigDecimal.valueOf(count).multiply(BigDecimal.valueOf(rates.of(word)));
    }
}
