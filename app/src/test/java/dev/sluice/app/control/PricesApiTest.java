package dev.sluice.app.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.core.Snapshot;
import dev.sluice.core.money.Currency;
import dev.sluice.core.price.Price;
import dev.sluice.core.price.PriceBook;
import dev.sluice.core.price.PriceBuilder;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Prices as they are shown. */
class PricesApiTest {
    private final FakeControl control = new FakeControl();

    @BeforeEach
    void price() {
        Price usual =
                new PriceBuilder("up-openai/*", LocalDate.of(2026, 11, 1), Currency.USD)
                        .rate("input", "2.5")
                        .rate("output", "10")
                        .above(200_000)
                        .rate("input", "5")
                        .build();
        Price night =
                new PriceBuilder("up-azure/small", LocalDate.of(2026, 12, 1), Currency.CNY)
                        .hours("Mon-Fri 16:00-24:00")
                        .rate("per_request", "0.000001")
                        .build();
        Snapshot before = control.snapshot;
        control.snapshot =
                new Snapshot(
                        before.revision(),
                        before.keys(),
                        before.open(),
                        before.adminToken(),
                        before.deployments(),
                        before.settings(),
                        before.names(),
                        new Snapshot.Tariff(
                                PriceBook.EMPTY.with(List.of(usual, night)),
                                before.tariff().exchange(),
                                4096));
    }

    @Test
    void showsWhatIsInForceAndWhatHasNoPrice() {
        JsonValue prices = JsonValue.read(control.ask("GET", "/prices", "").body());
        assertEquals("[azure/small]", list(prices.member("unpriced")));
        JsonValue first = prices.member("deployments").items().getFirst();
        assertEquals("openai/small", first.text("deployment"));
        assertEquals("up-openai/small", first.text("model"));
        assertEquals("2.5", first.member("price").text("input"));
        assertEquals("10", first.member("price").text("output"));
        JsonValue tier = first.member("price").member("tiers").items().getFirst();
        assertEquals("200000", tier.text("above"));
        assertEquals("5", tier.text("input"));
        assertEquals(0, prices.member("prices").items().size());
    }

    @Test
    void showsADayOfThePastOrOfTheFuture() {
        String past = "[openai/small, azure/small, openai/big]";
        assertEquals(past, unpriced("/prices?at=2026-10-31"));
        assertEquals("[]", unpriced("/prices?at=2026-12-01T20:00:00Z"));
        assertEquals("[azure/small]", unpriced("/prices?at=2026-12-01T12:00:00Z"));
    }

    @Test
    void showsEveryPriceWhenAsked() {
        JsonValue prices = JsonValue.read(control.ask("GET", "/prices?all=true", "").body());
        JsonValue night = prices.member("prices").items().get(1);
        assertEquals("0.000001", night.text("per_request"));
        assertEquals("CNY", night.text("currency"));
        assertEquals("Mon-Fri 16:00-24:00", night.text("hours"));
    }

    private String unpriced(String target) {
        return list(JsonValue.read(control.ask("GET", target, "").body()).member("unpriced"));
    }

    private static String list(JsonValue items) {
        return items.items().stream().map(JsonValue::scalar).toList().toString();
    }
}
