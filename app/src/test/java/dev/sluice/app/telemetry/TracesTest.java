package dev.sluice.app.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.sluice.core.meter.UsageRecord;
import dev.sluice.relay.CallRecord;
import dev.sluice.wire.chat.Usage;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The trace of a call, made from its record. */
class TracesTest {
    private static final long BEGUN = Calls.BEGUN * 1_000_000;

    private final Spans spans = new Spans();
    private Facts facts = Facts.NONE;

    private static Otlp otlp(Otlp.Edition edition) {
        return new Otlp("http://localhost:4318", Map.of(), "sluice-test", edition);
    }

    /** The spans in the order in which they began, the server's first. */
    private List<SpanData> trace(CallRecord call, @Nullable UsageRecord record) {
        return trace(Otlp.Edition.RELEASED, call, record);
    }

    private List<SpanData> trace(
            Otlp.Edition edition, CallRecord call, @Nullable UsageRecord record) {
        Clock clock = Clock.fixed(Instant.ofEpochMilli(Calls.BEGUN), ZoneOffset.UTC);
        try (var traces = new Traces(spans, otlp(edition), Calls::snapshot, _ -> facts, clock)) {
            traces.finished(call, record);
        }
        return spans.all().stream()
                .sorted((a, b) -> Long.compare(a.getStartEpochNanos(), b.getStartEpochNanos()))
                .toList();
    }

    private static Map<String, Object> attributes(SpanData span) {
        Map<String, Object> all = new TreeMap<>();
        span.getAttributes().forEach((key, value) -> all.put(key.getKey(), value));
        return all;
    }

    @Test
    void aCallIsASpanAndSoIsItsAttempt() {
        CallRecord call = Calls.call("smart", Calls.tried(Calls.ONE, "served"));
        List<SpanData> trace = trace(call, Calls.record(call, Calls.charge(Calls.ONE)));
        assertEquals(2, trace.size());
        SpanData server = trace.get(0);
        assertEquals("POST /v1/chat/completions", server.getName());
        assertEquals(SpanKind.SERVER, server.getKind());
        assertEquals(BEGUN, server.getStartEpochNanos());
        assertEquals(BEGUN + 900_000_000, server.getEndEpochNanos());
        assertEquals(StatusCode.UNSET, server.getStatus().getStatusCode());
        assertFalse(server.getParentSpanContext().isValid());
        assertEquals(
                "sluice-test",
                String.valueOf(
                        server.getResource()
                                .getAttributes()
                                .asMap()
                                .get(
                                        io.opentelemetry.api.common.AttributeKey.stringKey(
                                                "service.name"))));
        assertEquals(
                "{http.request.method=POST, http.response.status_code=200,"
                        + " http.route=/v1/chat/completions, sluice.attempts=1,"
                        + " sluice.cost_micro.USD=1234, sluice.deployment=one/gpt-5,"
                        + " sluice.key_id=team-a, sluice.outcome=complete,"
                        + " sluice.request_id=req_1, sluice.team=search,"
                        + " url.path=/v1/chat/completions}",
                attributes(server).toString());

        SpanData attempt = trace.get(1);
        assertEquals("chat gpt-5", attempt.getName());
        assertEquals(SpanKind.CLIENT, attempt.getKind());
        assertEquals(server.getSpanId(), attempt.getParentSpanId());
        assertEquals(server.getTraceId(), attempt.getTraceId());
        assertEquals(BEGUN + 10_000_000, attempt.getStartEpochNanos());
        assertEquals(BEGUN + 800_000_000, attempt.getEndEpochNanos());
        assertEquals(
                "{gen_ai.operation.name=chat, gen_ai.provider.name=openai,"
                        + " gen_ai.request.model=gpt-5,"
                        + " gen_ai.usage.cache_creation.input_tokens=10,"
                        + " gen_ai.usage.cache_read.input_tokens=20,"
                        + " gen_ai.usage.input_tokens=60, gen_ai.usage.output_tokens=100,"
                        + " gen_ai.usage.reasoning.output_tokens=60, server.address=one.example,"
                        + " server.port=443, sluice.attempt=1, sluice.attempt.outcome=served,"
                        + " sluice.cost_micro.USD=1234, sluice.deployment=one/gpt-5,"
                        + " sluice.price=p1, sluice.time_to_first_byte=0.1}",
                attributes(attempt).toString());
    }

    @Test
    void aFailOverIsSeveralSpans() {
        CallRecord call =
                Calls.call(
                        "smart",
                        Calls.tried(Calls.ONE, "rate_limited 429"),
                        Calls.tried(Calls.TWO, "served"));
        List<SpanData> trace = trace(call, Calls.record(call, Calls.charge(Calls.TWO)));
        assertEquals(3, trace.size());
        SpanData failed =
                trace.stream().filter(s -> s.getName().equals("chat")).findFirst().orElseThrow();
        assertEquals(StatusCode.ERROR, failed.getStatus().getStatusCode());
        assertEquals("429", attributes(failed).get("error.type"));
        SpanData served =
                trace.stream()
                        .filter(s -> s.getName().equals("chat claude-5"))
                        .findFirst()
                        .orElseThrow();
        assertEquals("anthropic", attributes(served).get("gen_ai.provider.name"));
        assertEquals(2L, attributes(served).get("sluice.attempt"));
        assertEquals(StatusCode.UNSET, served.getStatus().getStatusCode());
    }

    @ParameterizedTest
    @CsvSource({
        "served,",
        "cancelled,",
        "client left,",
        "server_fault 503, 503",
        "timed out first byte, timeout",
        "not connected, not_connected",
        "broken, broken",
        "malformed, malformed",
    })
    void whatWentWrongIsAWordOrAStatus(String outcome, @Nullable String type) {
        CallRecord call = Calls.call("smart", Calls.tried(Calls.ONE, outcome));
        SpanData attempt = trace(call, Calls.record(call)).getLast();
        assertEquals(type, attributes(attempt).get("error.type"));
        assertEquals(
                type == null ? StatusCode.UNSET : StatusCode.ERROR,
                attempt.getStatus().getStatusCode());
        assertEquals("", attempt.getStatus().getDescription(), "texts may quote what was said");
    }

    @ParameterizedTest
    @CsvSource({
        "200, COMPLETE,",
        "404, COMPLETE,",
        "429, COMPLETE,",
        "502, COMPLETE, 502",
        "200, BROKEN, broken",
        "0, ABORTED,",
    })
    void onlyOurOwnFailuresAreErrorsOfTheServer(
            int status, CallRecord.Outcome outcome, @Nullable String type) {
        CallRecord call = Calls.call(status, outcome, "smart");
        SpanData server = trace(call, Calls.record(call)).getFirst();
        assertEquals(type, attributes(server).get("error.type"));
        assertEquals(
                type == null ? StatusCode.UNSET : StatusCode.ERROR,
                server.getStatus().getStatusCode());
    }

    @Test
    void whatNobodyStatedIsNotReportedAsIfSomebodyHad() {
        CallRecord call = Calls.call("smart", Calls.tried(Calls.ONE, "served"));
        UsageRecord.Charge counted =
                Calls.charge(Calls.ONE, Usage.estimate(5, 6), new UsageRecord.Rating.Unpriced());
        Map<String, Object> all = attributes(trace(call, Calls.record(call, counted)).getLast());
        assertFalse(all.containsKey("gen_ai.usage.input_tokens"), all::toString);
        assertEquals(5L, all.get("sluice.usage.estimated_input_tokens"));
        assertEquals(true, all.get("sluice.unpriced"));
    }

    @Test
    void theClientsTraceIsContinued() {
        facts = new Facts("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "a=b", false);
        CallRecord call = Calls.call("smart");
        SpanData server = trace(call, Calls.record(call)).getFirst();
        assertEquals("0af7651916cd43dd8448eb211c80319c", server.getTraceId());
        assertEquals("b7ad6b7169203331", server.getParentSpanId());
        assertEquals("b", server.getSpanContext().getTraceState().get("a"));
    }

    @Test
    void aTraceThatTheClientDoesNotRecordIsNotRecorded() {
        facts = new Facts("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00", null, false);
        CallRecord call = Calls.call("smart", Calls.tried(Calls.ONE, "served"));
        assertEquals(List.of(), trace(call, Calls.record(call)));
    }

    @ParameterizedTest
    @CsvSource({"''", "nonsense", "00-00000000000000000000000000000000-b7ad6b7169203331-01"})
    void aHeaderThatIsNoneBeginsATraceOfItsOwn(String header) {
        facts = new Facts(header, null, false);
        CallRecord call = Calls.call("smart");
        SpanData server = trace(call, Calls.record(call)).getFirst();
        assertFalse(server.getParentSpanContext().isValid());
        assertNotEquals("00000000000000000000000000000000", server.getTraceId());
    }

    @Test
    void aStrangersCallEndsNow() {
        SpanData server = trace(Calls.stranger("/files/file-123"), null).getFirst();
        assertEquals("POST", server.getName(), "a path that names a thing is in no name");
        assertEquals(BEGUN, server.getEndEpochNanos());
        assertEquals(BEGUN - 1_000_000, server.getStartEpochNanos());
    }

    @Test
    void theLatestWordsAreWrittenOnDemand() {
        CallRecord call = Calls.call("smart", Calls.tried(Calls.ONE, "served"));
        UsageRecord record = Calls.record(call, Calls.charge(Calls.ONE));
        Map<String, Object> all = attributes(trace(Otlp.Edition.LATEST, call, record).getLast());
        assertEquals(10L, all.get("gen_ai.usage.cache_write.input_tokens"));
        assertFalse(all.containsKey("gen_ai.usage.cache_creation.input_tokens"));
        assertEquals(
                Otlp.Edition.LATEST,
                Otlp.Edition.of(
                        Map.of(
                                "OTEL_SEMCONV_STABILITY_OPT_IN",
                                "http, gen_ai_latest_experimental")));
        assertEquals(Otlp.Edition.RELEASED, Otlp.Edition.of(Map.of()));
    }
}
