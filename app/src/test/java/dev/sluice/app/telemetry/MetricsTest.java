package dev.sluice.app.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.health.Standing;
import dev.sluice.core.limit.Admission;
import dev.sluice.core.meter.UsageRecord;
import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Money;
import dev.sluice.relay.CallRecord;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.Usage;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Prometheus is told. */
class MetricsTest {
    private static final String PLACE =
            "{deployment=\"one/gpt-5\",model=\"smart\",provider=\"one\"";

    private final Denials denials = new Denials();
    private final Metrics metrics = new Metrics(Gauges.NONE, Calls::snapshot, denials);

    @AfterEach
    void close() {
        metrics.close();
    }

    private Page page() {
        return Page.of(metrics.scrape());
    }

    private static CallRecord served() {
        return Calls.call("smart", Calls.tried(Calls.ONE, "served"));
    }

    @Test
    void aCallIsCountedWithItsTimesTokensAndCost() {
        CallRecord call = served();
        for (int i = 0; i < 3; i++) {
            metrics.finished(call, Calls.record(call, Calls.charge(Calls.ONE)));
        }
        Page page = page();
        assertEquals(
                "3.0",
                page.value(
                        "sluice_calls_total{deployment=\"one/gpt-5\",model=\"smart\","
                                + "outcome=\"complete\",provider=\"one\",status=\"2xx\"}"));
        assertEquals("3", page.value("sluice_call_duration_seconds_count" + PLACE + "}"));
        assertEquals(
                "0", page.value("sluice_call_duration_seconds_bucket" + PLACE + ",le=\"0.64\"}"));
        assertEquals(
                "3", page.value("sluice_call_duration_seconds_bucket" + PLACE + ",le=\"1.28\"}"));
        assertEquals(
                "3",
                page.value("sluice_time_to_first_byte_seconds_bucket" + PLACE + ",le=\"0.16\"}"));
        String used =
                "sluice_tokens_total{deployment=\"one/gpt-5\",estimated=\"false\",model=\"smart\","
                        + "provider=\"one\",role=\"served\",type=\"";
        assertEquals("120.0", page.value(used + "input\"}"), "fresh and written to the cache");
        assertEquals("60.0", page.value(used + "cached\"}"));
        assertEquals("120.0", page.value(used + "output\"}"));
        assertEquals("180.0", page.value(used + "reasoning\"}"));
        assertEquals(
                "3702.0",
                page.value(
                        "sluice_cost_micro_total{currency=\"USD\",deployment=\"one/gpt-5\","
                                + "model=\"smart\",provider=\"one\",role=\"served\"}"));
        assertEquals("0.0", page.value("sluice_unpriced_calls_total" + PLACE + "}"));
        assertEquals(
                "3.0",
                page.value("sluice_attempts_total{deployment=\"one/gpt-5\",outcome=\"served\"}"));
    }

    @Test
    void everyAttemptIsCountedByHowItEnded() {
        CallRecord call =
                Calls.call(
                        "smart",
                        Calls.tried(Calls.ONE, "rate_limited 429"),
                        Calls.tried(Calls.ONE, "rate_limited 430"),
                        Calls.tried(Calls.ONE, "timed out first byte"),
                        Calls.tried(Calls.TWO, "served"));
        metrics.finished(call, Calls.record(call));
        Page page = page();
        String one = "sluice_attempts_total{deployment=\"one/gpt-5\",outcome=\"";
        assertEquals("2.0", page.value(one + "rate_limited\"}"));
        assertEquals("1.0", page.value(one + "timed_out_first_byte\"}"));
    }

    @ParameterizedTest
    @CsvSource({
        "smart, smart",
        "gpt-4o, gpt-*",
        "gpt-anything-a-caller-writes, gpt-*",
        "whatever, claude-5",
        ", claude-5",
    })
    void onlyConfiguredNamesAreLabels(String asked, String label) {
        CallRecord call = Calls.call(asked, Calls.tried(Calls.TWO, "served"));
        metrics.finished(call, Calls.record(call));
        assertTrue(
                page().samples().keySet().stream()
                        .anyMatch(each ->
                                each.startsWith("sluice_calls_total{")
                                        && each.contains("model=\"" + label + "\"")),
                () -> page().samples().toString());
    }

    @Test
    void namesThatNobodyConfiguredAreOneLabel() {
        for (int i = 0; i < 50; i++) {
            CallRecord call = Calls.call(404, CallRecord.Outcome.COMPLETE, "made-up-" + i);
            metrics.finished(call, Calls.record(call));
        }
        assertEquals(
                "50.0",
                page().value(
                                "sluice_calls_total{deployment=\"none\",model=\"other\","
                                    + "outcome=\"complete\",provider=\"none\",status=\"4xx\"}"));
        assertFalse(
                new String(metrics.scrape(), java.nio.charset.StandardCharsets.UTF_8)
                        .contains("made-up"));
    }

    @Test
    void aCallWithoutAKeyIsCounted() {
        metrics.finished(Calls.stranger("/chat/completions"), null);
        assertEquals(
                "1.0",
                page().value(
                                "sluice_calls_total{deployment=\"none\",model=\"none\","
                                    + "outcome=\"complete\",provider=\"none\",status=\"4xx\"}"));
    }

    @Test
    void whatHasNoPriceIsCountedOncePerCall() {
        CallRecord call = served();
        UsageRecord.Charge unpriced =
                Calls.charge(Calls.ONE, Usage.estimate(1, 2), new UsageRecord.Rating.Unpriced());
        metrics.finished(call, Calls.record(call, unpriced, unpriced));
        Page page = page();
        assertEquals("1.0", page.value("sluice_unpriced_calls_total" + PLACE + "}"));
        assertEquals(
                "2.0",
                page.value(
                        "sluice_tokens_total{deployment=\"one/gpt-5\",estimated=\"true\","
                                + "model=\"smart\",provider=\"one\",role=\"served\","
                                + "type=\"input\"}"));
    }

    @Test
    void whoIsDeniedIsCountedByTheCode() {
        var over = new ApiError(429, "rate_limit_error", "Too many.", null, "rpm_exceeded");
        Admission never =
                denials.counting((_, _) -> new Admission.Decision.Denied(over, List.of()));
        for (int i = 0; i < 4; i++) {
            never.admit(Admission.Allowance.UNLIMITED, new Admission.Demand(null, 0, null));
        }
        assertEquals("4.0", page().value("sluice_denied_total{limit=\"rpm_exceeded\"}"));
        assertEquals("4.0", page().value("sluice_denied_total{limit=\"rpm_exceeded\"}"));
    }

    @Test
    void gaugesAreAskedAtTheMoment() {
        var standings =
                Map.of(
                        "a", Standing.READY,
                        "b", new Standing.Probing(),
                        "c", new Standing.Out(Standing.Reason.FAILING, 100));
        var ledger = new Gauges.Ledger(12, 1500, Gauges.Condition.TROUBLED, Gauges.Link.DOWN, 4096);
        var left = new Gauges.Left("team:s/month/USD", new Money(5_000_000, Currency.USD));
        var gauges =
                new Gauges(
                        () -> 3,
                        () -> 8,
                        () -> 42,
                        () -> standings,
                        () -> ledger,
                        () -> Gauges.Link.UNUSED,
                        () -> List.of(left));
        try (var watching = new Metrics(gauges, Calls::snapshot, denials)) {
            Page page = Page.of(watching.scrape());
            assertEquals("3.0", page.value("sluice_active_calls"));
            assertEquals("8.0", page.value("sluice_connections"));
            assertEquals("42.0", page.value("sluice_config_revision"));
            assertEquals("12.0", page.value("sluice_ledger_lag_entries"));
            assertEquals("1.5", page.value("sluice_ledger_lag_seconds"));
            assertEquals("1.0", page.value("sluice_ledger_trouble"));
            assertEquals("0.0", page.value("sluice_database_up"));
            assertEquals("4096.0", page.value("sluice_journal_bytes"));
            assertFalse(page.types().containsKey("sluice_redis_up"), "nobody needs it");
            assertEquals("2.0", page.value("sluice_deployment_health{deployment=\"a\"}"));
            assertEquals("1.0", page.value("sluice_deployment_health{deployment=\"b\"}"));
            assertEquals("0.0", page.value("sluice_deployment_health{deployment=\"c\"}"));
            assertEquals(
                    "5000000.0",
                    page.value(
                            "sluice_budget_remaining_micro{budget=\"team:s/month/USD\","
                                    + "currency=\"USD\"}"));
            assertTrue(page.types().containsKey("jvm_memory_used_bytes"));
            assertTrue(page.types().containsKey("process_files_open_files"));
        }
    }

    @Test
    void namesThatComeAndGoStayBounded() {
        for (int i = 0; i < Metrics.MOST_ROWS + 500; i++) {
            CallRecord.Tried tried = new CallRecord.Tried("d" + i, 0, 1, 2, "served");
            CallRecord call = Calls.call("smart", tried);
            metrics.finished(call, Calls.record(call));
        }
        assertEquals(
                "500.0",
                page().value("sluice_attempts_total{deployment=\"other\",outcome=\"served\"}"));
    }

    @Test
    void severalThreadsLoseNothing() throws Exception {
        CallRecord call = served();
        var record = Calls.record(call, Calls.charge(Calls.ONE));
        int threads = 4;
        int each = 5_000;
        var done = new CountDownLatch(threads);
        for (int i = 0; i < threads; i++) {
            Thread.ofPlatform()
                    .start(() -> {
                        for (int j = 0; j < each; j++) {
                            metrics.finished(call, record);
                        }
                        done.countDown();
                    });
        }
        done.await();
        assertEquals(
                Double.toString(threads * (double) each),
                page().value("sluice_attempts_total{deployment=\"one/gpt-5\",outcome=\"served\"}"));
    }
}
