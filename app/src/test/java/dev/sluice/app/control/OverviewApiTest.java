package dev.sluice.app.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Money;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The figures of the first page. */
class OverviewApiTest {
    @Test
    void percentilesAreOfCallsThatWere() {
        List<Long> hundred = LongStream.rangeClosed(1, 100).map(n -> n * 1000).boxed().toList();
        assertEquals(50, OverviewApi.percentile(hundred, 50));
        assertEquals(95, OverviewApi.percentile(hundred, 95));
        assertEquals(1, OverviewApi.percentile(List.of(1L), 95));
        assertEquals(2, OverviewApi.percentile(List.of(1000L, 1001L), 95));
        assertNull(OverviewApi.percentile(List.of(), 50));
    }

    @Test
    void yesterdayIsTheSameHourOfTheDayBefore() {
        var control = new FakeControl();
        Money cost = Money.of("1.25", Currency.USD);
        control.reports.call("2026-11-30T11:30:00Z", "a", "gpt-4o", cost);
        control.reports.call("2026-11-30T11:30:20Z", "a", "gpt-4o", cost, true);
        control.reports.call("2026-11-30T10:30:00Z", "a", "gpt-4o", cost);
        control.reports.call("2026-11-29T11:10:00Z", "a", "gpt-4o", Money.of("2", Currency.CNY));
        String text = control.get("/overview");
        JsonValue told = JsonValue.read(text.getBytes(StandardCharsets.UTF_8));
        assertEquals("2", told.text("calls"), text);
        assertEquals("1", told.text("failed"), text);
        assertEquals("30", told.text("tokens"), text);
        assertTrue(told.member("cost").words("USD").startsWith("2.5"), text);
        assertEquals("1", told.member("yesterday").text("calls"), text);
        assertTrue(told.member("yesterday").member("cost").words("CNY").startsWith("2"), text);
        JsonValue step =
                told.member("series").items().stream()
                        .filter(each -> each.count("calls") > 0)
                        .findFirst()
                        .orElseThrow();
        assertEquals("2", step.text("calls"), text);
        assertEquals("1235", step.text("p95_ms"), text);
        assertEquals(3, told.member("deployments").items().size());
    }
}
