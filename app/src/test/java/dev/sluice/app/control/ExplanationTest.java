package dev.sluice.app.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.app.control.Explanation.Choice;
import dev.sluice.app.control.Explanation.Excluded;
import dev.sluice.app.control.Explanation.Hedge;
import dev.sluice.app.control.Explanation.Policy;
import dev.sluice.app.control.Explanation.Refused;
import dev.sluice.app.control.Explanation.Step;
import dev.sluice.core.Plan;
import dev.sluice.core.Route;
import dev.sluice.core.health.Standing;
import dev.sluice.core.health.Standing.Reason;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.stream.Stream;

/** An explanation as JSON and as a table. */
class ExplanationTest {
    private static final Explanation FULL =
            new Explanation(
                    "small",
                    "team-a",
                    "pool",
                    List.of(
                            new Step(List.of(new Choice("a", "m1", true))),
                            new Step(
                                    List.of(
                                            new Choice("b \"x\"", null, false),
                                            new Choice("c", "m2", false)))),
                    List.of(new Step(List.of(new Choice("long/one", "m3", false)))),
                    List.of(new Excluded("d", "failing", 4200)),
                    new Policy(2, new Hedge(0, 0.25), "bigger"),
                    null);
    private static final Explanation REFUSED =
            new Explanation(
                    null,
                    "k",
                    "r",
                    List.of(),
                    List.of(),
                    List.of(new Excluded("d", "cooldown", 1000)),
                    new Policy(0, null, null),
                    new Refused(429, 1000));

    static Stream<Explanation> both() {
        return Stream.of(FULL, REFUSED);
    }

    @ParameterizedTest
    @MethodSource("both")
    void jsonThereAndBackChangesNothing(Explanation explanation) {
        assertEquals(explanation, ExplanationJson.read(ExplanationJson.write(explanation)));
    }

    @Test
    void jsonSaysEverythingAlways() {
        assertEquals(
                "{\"model\":null,\"key\":\"k\",\"route\":\"r\",\"steps\":[],\"larger\":[],"
                        + "\"excluded\":[{\"deployment\":\"d\",\"reason\":\"cooldown\","
                        + "\"retry_after_ms\":1000}],"
                        + "\"policy\":{\"retries\":0,\"hedge\":null,\"larger\":null},"
                        + "\"refused\":{\"status\":429,\"retry_after_ms\":1000}}",
                new String(ExplanationJson.write(REFUSED), UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "{\"steps\":[", "{\"policy\":{\"retries\":\"x\"}}"})
    void whatIsNoJsonIsRefused(String text) {
        assertThrows(
                IllegalArgumentException.class, () -> ExplanationJson.read(text.getBytes(UTF_8)));
    }

    @Test
    void theTableSaysOrderModelAndWhyNot() {
        assertEquals(
                """
                model small, key team-a, route pool
                ORDER  DEPLOYMENT  MODEL  REMARK
                1      a           m1     probe: it was out
                2      b "x"       -      races
                2      c           m2     races
                1      long/one    m3     when the conversation is too long
                -      d           -      out: failing, for another 4.2 s
                the last one left is asked again: up to 2 times
                the next one is asked beside the first after a learned delay, for at most 25 % of calls
                too long conversations go to the route bigger\
                """
                        .lines()
                        .toList(),
                ExplanationText.lines(FULL));
    }

    @Test
    void theTableSaysThatACallIsRefused() {
        assertEquals(
                "refused with 429: nobody may be asked for another 1.0 s",
                ExplanationText.lines(REFUSED).getLast());
    }

    static Stream<Arguments> outs() {
        var failing = new Standing.Out(Reason.FAILING, 900);
        var cooling = new Standing.Out(Reason.COOLDOWN, 5000);
        return Stream.of(
                Arguments.of(List.of(failing), new Refused(503, 900)),
                Arguments.of(List.of(cooling), new Refused(429, 5000)),
                Arguments.of(List.of(failing, cooling), new Refused(429, 900)));
    }

    @ParameterizedTest
    @MethodSource("outs")
    void whoeverAskedToBeLeftAloneDecidesTheStatus(List<Standing.Out> outs, Refused expected) {
        var plan =
                new Plan(
                        List.of(),
                        List.of(),
                        outs.stream().map(each -> new Plan.Excluded(Fixture.ONE, each)).toList(),
                        Route.Policy.DEFAULT);
        assertEquals(expected, Refused.of(plan));
    }
}
