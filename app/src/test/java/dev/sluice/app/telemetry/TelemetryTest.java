package dev.sluice.app.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.app.Log;
import dev.sluice.providers.Secret;
import dev.sluice.relay.CallRecord;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole, with a collector or without. */
class TelemetryTest {
    private static final CallRecord CALL = Calls.call("smart", Calls.tried(Calls.ONE, "served"));

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final Log log = new Log(new PrintStream(said, true, UTF_8), Clock.systemUTC());

    private Telemetry begin(@Nullable Otlp otlp) {
        return Telemetry.begin(
                new Telemetry.Sources(
                        Gauges.NONE, Calls::snapshot, _ -> new Facts(null, null, true)),
                otlp,
                log);
    }

    private static Otlp to(String url, Otlp.Edition edition) {
        return new Otlp(url, Map.of("x-token", Secret.of("t-1")), "gate", edition);
    }

    private static void finish(Telemetry telemetry) {
        telemetry.finished(CALL, Calls.record(CALL, Calls.charge(Calls.ONE)));
    }

    @Test
    void callsThatEndBeforeItIsLoadedAreNotLost() {
        try (Telemetry telemetry = begin(null)) {
            for (int i = 0; i < 100; i++) {
                finish(telemetry);
            }
            assertEquals(
                    "100.0",
                    Page.of(telemetry.scrape())
                            .value(
                                    "sluice_attempts_total{deployment=\"one/gpt-5\","
                                            + "outcome=\"served\"}"));
        }
    }

    @Test
    void aCollectorGetsTraces() throws Exception {
        try (var collector = new Collector();
                Telemetry telemetry = begin(to(collector.url(), Otlp.Edition.RELEASED))) {
            finish(telemetry);
            collector.await("two spans", c -> c.spans().size() == 2);
            var request =
                    collector.requests().stream()
                            .filter(r -> r.path().equals("/v1/traces"))
                            .findFirst()
                            .orElseThrow();
            assertEquals("POST", request.method());
            assertEquals("application/x-protobuf", request.headers().text("content-type"));
            assertEquals("t-1", request.headers().text("x-token"));
            Map<String, Proto> byName = new TreeMap<>();
            collector.spans().forEach(span -> byName.put(span.text(5), span));
            Proto server = Objects.requireNonNull(byName.get("POST /v1/chat/completions"));
            Proto client = Objects.requireNonNull(byName.get("chat gpt-5"));
            assertEquals(2, server.field(6).value(), "SPAN_KIND_SERVER");
            assertEquals(3, client.field(6).value(), "SPAN_KIND_CLIENT");
            assertEquals(Calls.BEGUN * 1_000_000, server.field(7).value());
            assertEquals(Calls.BEGUN * 1_000_000 + 900_000_000, server.field(8).value());
            assertEquals(
                    ByteBuffer.wrap(server.field(2).bytes()),
                    ByteBuffer.wrap(client.field(4).bytes()),
                    "the attempt is below the call");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RELEASED", "LATEST"})
    void aCollectorGetsTheMetricsOfTheConventions(Otlp.Edition edition) throws Exception {
        try (var collector = new Collector()) {
            try (Telemetry telemetry = begin(to(collector.url() + "/v1/traces", edition))) {
                finish(telemetry);
                telemetry.scrape();
            }
            collector.await("metrics", c -> !c.metrics().isEmpty());
            var names = new TreeSet<String>();
            collector.metrics().forEach(each -> names.add(each.text(1)));
            assertEquals(
                    switch (edition) {
                        case RELEASED ->
                                List.of(
                                        "gen_ai.client.operation.duration",
                                        "gen_ai.client.operation.time_to_first_chunk",
                                        "gen_ai.client.token.usage");
                        case LATEST ->
                                List.of(
                                        "gen_ai.client.inference.duration",
                                        "gen_ai.client.inference.time_to_first_chunk",
                                        "gen_ai.client.inference.usage.cache_read.input_tokens",
                                        "gen_ai.client.inference.usage.cache_write.input_tokens",
                                        "gen_ai.client.inference.usage.input_tokens",
                                        "gen_ai.client.inference.usage.output_tokens",
                                        "gen_ai.client.inference.usage.reasoning.output_tokens");
                    },
                    List.copyOf(names));
            Proto duration =
                    collector.metrics().stream()
                            .filter(each -> each.text(1).endsWith(".duration"))
                            .findFirst()
                            .orElseThrow();
            assertEquals("s", duration.text(3));
            Proto point = duration.at(9, 1).getFirst();
            assertEquals(8 * GenAi.SECONDS.size(), point.field(7).bytes().length, "the bounds");
            var attributes = new TreeMap<String, String>();
            point.at(9)
                    .forEach(each -> attributes.put(each.text(1), each.at(2).getFirst().text(1)));
            assertEquals("chat", attributes.get("gen_ai.operation.name"));
            assertEquals("openai", attributes.get("gen_ai.provider.name"));
            assertEquals("smart", attributes.get("gen_ai.request.model"));
            assertEquals("one.example", attributes.get("server.address"));
        }
    }

    private void awaitSaid(String words) throws InterruptedException {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (!said.toString(UTF_8).contains(words)) {
            assertTrue(System.nanoTime() < deadline, () -> words + " is not in " + said);
            Thread.sleep(10);
        }
    }

    private long times(String words) {
        return said.toString(UTF_8).lines().filter(line -> line.contains(words)).count();
    }

    @Test
    void aCollectorThatFailsIsSaidOnceAndOnceThatItWorksAgain() throws Exception {
        try (var collector = new Collector();
                Telemetry telemetry =
                        begin(
                                to(
                                        collector.url().replace("//", "//u:secret@")
                                                + "/?token=secret",
                                        Otlp.Edition.RELEASED))) {
            collector.answerWith(400);
            for (int i = 1; i <= 3; i++) {
                finish(telemetry);
                int so = i;
                collector.await("an export", c -> c.requests().size() >= so);
            }
            awaitSaid("traces do not reach");
            collector.answerWith(200);
            finish(telemetry);
            awaitSaid("traces reach");
            assertEquals(1, times("traces do not reach"), said::toString);
            assertEquals(1, times("traces reach"), said::toString);
            assertFalse(said.toString(UTF_8).contains("secret"), said::toString);
        }
    }

    @Test
    void nothingOfOpenTelemetryIsLoadedWithoutACollector() throws Exception {
        String jvm = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process =
                new ProcessBuilder(
                                jvm,
                                "-cp",
                                System.getProperty("java.class.path"),
                                "-Xlog:class+load:stdout",
                                Loading.class.getName())
                        .redirectErrorStream(true)
                        .start();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertEquals(0, process.waitFor(), out);
        assertTrue(out.contains("io.micrometer"), "it was loaded");
        List<String> strangers =
                out.lines().filter(line -> line.contains(" io.opentelemetry.")).toList();
        assertEquals(List.of(), strangers);
    }

    /** A telemetry of its own. */
    static final class Loading {
        public static void main(String... words) {
            var telemetry = new TelemetryTest();
            try (Telemetry begun = telemetry.begin(null)) {
                finish(begun);
                begun.scrape();
            }
        }
    }
}
