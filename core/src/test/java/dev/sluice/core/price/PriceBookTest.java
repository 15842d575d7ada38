package dev.sluice.core.price;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.money.Currency;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceBookTest {
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    /** A price that says in its input rate which one it is. */
    private static PriceBuilder price(String model, int mark) {
        return new PriceBuilder(model, LocalDate.of(2025, 1, 1), Currency.USD)
                .rate("input", Integer.toString(mark));
    }

    private static int mark(PriceBook book, String provider, String vendor, String model) {
        Price found = book.find(provider, vendor, model, NOW);
        return found == null ? 0 : (int) (found.rates().of(Rates.Word.INPUT) / 1_000_000);
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-4o, 1",
        "gpt-4o-2024-08-06, 1",
        "gpt-4o-20240806, 1",
        "gpt-4o@20240806, 1",
        "gpt-4o-latest, 1",
        "gpt-4o-2024-05-13, 2", // has its own
        "gpt-4o-mini, 3",
        "gpt-4o-mini-2024-07-18, 3",
        "gpt-4o-audio-preview, 4", // the longest beginning
        "gpt-4o-audio-preview-2025-06-03, 4",
        "gpt-4o-realtime, 5",
        "gpt-5, 5",
        "gpt-4o-0806, 5", // four digits are no date
        "gpt-4o-2024-99-99, 1",
        "o3, 0",
        "xgpt-4o, 0"
    })
    void theExactNameWinsOverBeginningsAndTheLongerOverTheShorter(String model, int mark) {
        PriceBook book =
                PriceBook.EMPTY.with(
                        List.of(
                                price("gpt-*", 5).vendor("openai").build(),
                                price("gpt-4o", 1).vendor("openai").build(),
                                price("gpt-4o-audio*", 4).vendor("openai").build(),
                                price("gpt-4o-mini", 3).vendor("openai").build(),
                                price("gpt-4o-2024-05-13", 2).vendor("openai").build()));

        assertEquals(mark, mark(book, "main", "openai", model));
        assertEquals(0, mark(book, "main", "azure", model));
    }

    @Test
    void theOwnListWinsAndTheProviderOverTheTypeOverAny() {
        PriceBook shipped = PriceBook.EMPTY.with(List.of(price("m", 1).vendor("v").build()));
        assertEquals(1, mark(shipped, "p", "v", "m"));

        PriceBook any = shipped.with(List.of(price("*", 2).build()));
        assertEquals(2, mark(any, "p", "v", "m"), "own over shipped, however vague");

        PriceBook vendor =
                shipped.with(List.of(price("m", 2).build(), price("*", 3).vendor("v").build()));
        assertEquals(3, mark(vendor, "p", "v", "m"));
        assertEquals(2, mark(vendor, "p", "w", "m"));

        PriceBook provider =
                shipped.with(
                        List.of(
                                price("m", 3).vendor("v").build(),
                                price("*", 4).provider("p").build()));
        assertEquals(4, mark(provider, "p", "v", "m"));
        assertEquals(3, mark(provider, "q", "v", "m"));
        assertEquals(3, provider.all().size());
        assertEquals(1, mark(provider.with(List.of()), "q", "v", "m") - 2);
    }

    @ParameterizedTest
    @CsvSource({
        "2024-12-31T23:59:59Z, 0",
        "2025-01-01T00:00:00Z, 1",
        "2026-06-30T23:59:59.999Z, 1",
        "2026-07-01T00:00:00Z, 2",
        "2027-01-01T00:00:00Z, 2"
    })
    void aLaterPriceHoldsFromItsDayAndOldOnesStayForOldCalls(Instant at, int mark) {
        PriceBook book =
                PriceBook.EMPTY.with(
                        List.of(
                                price("m", 1).vendor("v").build(),
                                new PriceBuilder("m", LocalDate.of(2026, 7, 1), Currency.USD)
                                        .vendor("v")
                                        .rate("input", "2")
                                        .build()));

        Price found = book.find("p", "v", "m", at);
        assertEquals(mark, found == null ? 0 : found.rates().of(Rates.Word.INPUT) / 1_000_000);
    }

    @Test
    void aPriceThatIsNotYetInForceLeavesTheOthersInForce() {
        PriceBook book =
                PriceBook.EMPTY
                        .with(List.of(price("m*", 1).vendor("v").build()))
                        .with(
                                List.of(
                                        new PriceBuilder(
                                                        "m", LocalDate.of(2027, 1, 1), Currency.CNY)
                                                .rate("input", "9")
                                                .build()));
        assertEquals(1, mark(book, "p", "v", "m"));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-30T00:59:59Z, 1", // a Monday
        "2026-11-30T01:00:00Z, 2",
        "2026-11-30T03:59:59Z, 2",
        "2026-11-30T04:00:00Z, 1",
        "2026-12-04T09:30:00Z, 2", // a Friday
        "2026-12-05T02:00:00Z, 1", // a Saturday
        "1969-12-31T02:00:00Z, 0"
    })
    void somePricesHoldAtSomeHours(Instant at, int mark) {
        PriceBook book =
                PriceBook.EMPTY.with(
                        List.of(
                                price("m", 1).vendor("v").build(),
                                price("m", 2)
                                        .vendor("v")
                                        .hours("Mon-Fri 01:00-04:00 06:00-10:00")
                                        .build()));

        Price found = book.find("p", "v", "m", at);
        assertEquals(mark, found == null ? 0 : found.rates().of(Rates.Word.INPUT) / 1_000_000);
    }

    @Test
    void findsTheSameAgainWithoutAllocating() {
        PriceBook book = PriceBook.EMPTY.with(List.of(price("gpt-*", 5).vendor("openai").build()));
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        Price first = book.find("main", "openai", "gpt-5", NOW);
        for (int i = 0; i < 20_000; i++) {
            book.find("main", "openai", "gpt-5", NOW);
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 10_000; i++) {
            book.find("main", "openai", "gpt-5", NOW);
        }
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;

        assertSame(first, book.find("main", "openai", "gpt-5", NOW));
        assertTrue(bytes < 10_000, bytes + " bytes for 10,000 look-ups");
    }

    @Test
    void answersAnyNameHoweverManyAreAsked() {
        PriceBook book = PriceBook.EMPTY.with(List.of(price("m*", 1).vendor("v").build()));
        for (int i = 0; i < 20_000; i++) {
            assertNotNull(book.find("p", "v", "m" + i, NOW));
        }
        assertNotNull(book.find("p", "v", "m" + "x".repeat(100_000), NOW));
        assertNull(book.find("p", "v", "", NOW));
    }
}
