package dev.sluice.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.sluice.app.telemetry.Calls;
import dev.sluice.core.meter.UsageRecord;
import dev.sluice.relay.CallRecord;
import dev.sluice.wire.chat.Usage;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A line per event in either format, whatever somebody makes of the message. */
class LogTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Log log =
            new Log(
                    new PrintStream(bytes, true, UTF_8),
                    Clock.fixed(Instant.parse("2026-11-30T12:00:00.500Z"), ZoneOffset.UTC));

    private List<String> lines() {
        return bytes.toString(UTF_8).lines().toList();
    }

    private JsonNode json() {
        return JsonMapper.shared().readTree(lines().getLast());
    }

    @Test
    void textIsTimeLevelAndMessage() {
        log.info("hello");
        log.warn("look");
        log.error("oh");
        log.plain("  as it stands");
        assertEquals(
                List.of(
                        "2026-11-30T12:00:00Z INFO  hello",
                        "2026-11-30T12:00:00Z WARN  look",
                        "2026-11-30T12:00:00Z ERROR oh",
                        "  as it stands"),
                lines());
    }

    @Test
    void jsonIsOneObject() {
        log.format(Log.Format.JSON);
        log.warn("a \"quoted\" word, 密钥");
        assertEquals("2026-11-30T12:00:00.500Z", json().get("time").asString());
        assertEquals("WARN", json().get("level").asString());
        assertEquals("a \"quoted\" word, 密钥", json().get("message").asString());
        log.plain("");
        log.plain("  key: sk");
        assertEquals(2, lines().size());
        assertEquals("key: sk", json().get("message").asString());
    }

    @ParameterizedTest
    @EnumSource(Log.Format.class)
    void nobodyForgesALine(Log.Format format) {
        log.format(format);
        String forged =
                "x\n2026-11-30T12:00:00Z INFO  forged\r\u0085\u2028\u2029\u000b\u000c\u001b[2Ky"
                        + "\u202e\u2066\u0000\ud800";
        log.info(forged);
        log.call(Calls.stranger("/a b\n" + forged), null);
        String said = bytes.toString(UTF_8);
        assertEquals(2, said.chars().filter(c -> c == '\n').count(), said);
        assertFalse(
                said.chars()
                        .anyMatch(c ->
                                c != '\n'
                                        && (Character.isISOControl(c)
                                                || c == '\u2028'
                                                || c == '\u2029'
                                                || c == '\u202e'
                                                || c == '\u2066')),
                said);
    }

    @Test
    void aPathCannotPretendToBeFurtherWords() {
        log.call(Calls.stranger("/x 200 complete key=admin"), null);
        assertEquals(
                "2026-11-30T12:00:00Z INFO  call req_2 POST /x_200_complete_key=admin 401 complete"
                        + " key=- deployment=- attempts=0 first_byte_ms=1 ms=1 error=No such key.",
                lines().getLast());
    }

    private static CallRecord served() {
        return Calls.call("smart", Calls.tried(Calls.ONE, "served"));
    }

    @Test
    void aCallIsALineWithTokensAndCost() {
        CallRecord call = served();
        log.call(call, Calls.record(call, Calls.charge(Calls.ONE)));
        assertEquals(
                "2026-11-30T12:00:00Z INFO  call req_1 POST /chat/completions 200 complete"
                        + " key=team-a deployment=one/gpt-5 attempts=1 first_byte_ms=120 ms=900"
                        + " in=60 cached=20 out=100 cost=0.001234_USD",
                lines().getLast());
        log.call(call, null);
        assertEquals(
                "2026-11-30T12:00:00Z INFO  call req_1 POST /chat/completions 200 complete"
                        + " key=team-a deployment=one/gpt-5 attempts=1 first_byte_ms=120 ms=900",
                lines().getLast());
    }

    @Test
    void whatIsEstimatedOrWithoutAPriceSaysSo() {
        CallRecord call = served();
        UsageRecord record =
                Calls.record(
                        call,
                        Calls.charge(
                                Calls.ONE,
                                Usage.estimate(5, 6),
                                new UsageRecord.Rating.Unpriced()));
        log.call(call, record);
        assertEquals(
                " in=5 cached=0 out=6 estimated unpriced cost=0",
                lines().getLast().replaceFirst(".* ms=900", ""));
        log.format(Log.Format.JSON);
        log.call(call, record);
        assertEquals("true", json().at("/tokens/estimated").asString());
        assertEquals("true", json().at("/unpriced").asString());
        assertEquals("{}", json().at("/cost_micro").toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/message=\"call\"",
                "/request_id=\"req_1\"",
                "/key=\"team-a\"",
                "/team=\"search\"",
                "/owner=\"ann\"",
                "/model=\"smart\"",
                "/deployment=\"one/gpt-5\"",
                "/attempts=1",
                "/status=200",
                "/outcome=\"complete\"",
                "/duration_ms=900.0",
                "/first_byte_ms=120.0",
                "/tokens={\"input\":60,\"cached\":20,\"output\":100,\"reasoning\":60,"
                        + "\"estimated\":false}",
                "/cost_micro={\"USD\":1234}",
                "/unpriced=false",
                "/tried/0/outcome=\"served\"",
            })
    void aCallIsAnObjectWithFields(String expected) {
        log.format(Log.Format.JSON);
        CallRecord call = served();
        log.call(call, Calls.record(call, Calls.charge(Calls.ONE)));
        int equals = expected.indexOf('=');
        assertEquals(
                expected.substring(equals + 1),
                json().at(expected.substring(0, equals)).toString());
    }
}
