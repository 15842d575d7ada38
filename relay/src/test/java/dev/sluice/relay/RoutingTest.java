package dev.sluice.relay;

import static dev.sluice.relay.Vendors.always;
import static dev.sluice.relay.Vendors.events;
import static dev.sluice.relay.Vendors.freePort;
import static dev.sluice.relay.Vendors.late;
import static dev.sluice.relay.Vendors.says;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.Route;
import dev.sluice.core.Strategy;
import dev.sluice.testkit.Answer;
import dev.sluice.testkit.Headers;
import dev.sluice.testkit.Piece;
import dev.sluice.testkit.Request;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls that may go to several deployments. */
class RoutingTest {
    private static final Strategy IN_TURN = new Strategy.RoundRobin();
    private static final Strategy IN_ORDER = new Strategy.Ordered();
    private static final Strategy ALL = new Strategy.Parallel();

    // ---- Who is asked ----------------------------------------------------------------------

    @Test
    void inTurnMeansHalfAndHalf() throws IOException {
        try (Fleet fleet = new Fleet().vendor(always(says("a"))).vendor(always(says("b")))) {
            RunningGateway gateway = fleet.start(IN_TURN);
            for (int i = 0; i < 10; i++) {
                assertEquals(200, gateway.call(RawClient.chat()).status());
            }
            assertEquals(5, fleet.calls(0));
            assertEquals(5, fleet.calls(1));
        }
    }

    @Test
    void inTurnHoldsForCallsAtTheSameTime()
            throws IOException, ExecutionException, InterruptedException {
        try (Fleet fleet = new Fleet().vendor(always(late("a", 50))).vendor(always(late("b", 50)));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            RunningGateway gateway = fleet.start(IN_TURN);
            List<Future<Reply>> replies = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                replies.add(threads.submit(() -> gateway.call(RawClient.chat())));
            }
            for (Future<Reply> each : replies) {
                assertEquals(200, each.get().status());
            }
            assertEquals(20, fleet.calls(0));
            assertEquals(20, fleet.calls(1));
        }
    }

    // ---- Failover --------------------------------------------------------------------------

    static Stream<Arguments> waysToFail() {
        var sse = Headers.of("content-type", "text/event-stream");
        return Stream.of(
                Arguments.of("500", Answer.json(500, "{\"error\":{\"message\":\"down\"}}")),
                Arguments.of("503", Answer.json(503, "{}")),
                Arguments.of("529", Answer.json(529, "{}")),
                Arguments.of("429", Answer.json(429, "{\"error\":{\"message\":\"slow down\"}}")),
                Arguments.of("401", Answer.json(401, "{\"error\":{\"message\":\"bad key\"}}")),
                Arguments.of("404", Answer.json(404, "{\"error\":{\"code\":\"model_not_found\"}}")),
                Arguments.of("html", Answer.bytes(200, "text/html", "<html>".getBytes(UTF_8))),
                Arguments.of("half json", Answer.json(200, "{\"choices\":[{\"mess")),
                Arguments.of("error in 200", Answer.json(200, "{\"error\":{\"message\":\"x\"}}")),
                Arguments.of("garbage", Answer.raw("this is no HTTP\r\n\r\n")),
                Arguments.of("no head", new Answer.NoHeaders(Answer.Ending.CLOSE)),
                Arguments.of("stall", new Answer.Stall()),
                Arguments.of("cut short", new Answer.CutAfter(says("x"), 300, Answer.Ending.CLOSE)),
                Arguments.of("reset", new Answer.CutAfter(says("x"), 20, Answer.Ending.RESET)),
                Arguments.of("trickle", new Answer.Trickle(says("x"), 1, Duration.ofMillis(50))),
                Arguments.of(
                        "an error as the first event",
                        new Answer.Sse(
                                200,
                                sse,
                                List.of("data: {\"error\":{\"message\":\"overloaded\"}}\n\n"),
                                Duration.ZERO)),
                Arguments.of(
                        "an empty stream", new Answer.Sse(200, sse, List.of(), Duration.ZERO)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("waysToFail")
    void theNextOneAnswers(String name, Answer failure) throws IOException, InterruptedException {
        for (String request : List.of(RawClient.chat(), RawClient.streamedChat())) {
            Function<Request, Answer> well =
                    asked ->
                            asked.text().contains("\"stream\":true")
                                    ? events(Duration.ZERO, ChatStreams.whole(3))
                                    : says("from b");
            try (Fleet fleet = new Fleet().vendor(always(failure)).vendor(well)) {
                RunningGateway gateway = fleet.start(IN_ORDER);
                Reply reply = gateway.call(request);
                assertEquals(200, reply.status(), name);
                assertEquals("d1", reply.header("x-sluice-deployment"));
                assertEquals("2", reply.header("x-sluice-attempts"));
                assertTrue(reply.whole());
                CallRecord record = gateway.awaitRecords(1).getFirst();
                assertEquals(2, record.decision().tried().size(), record.toString());
                assertEquals("served", record.decision().tried().getLast().outcome());
                assertEquals(1, gateway.records().size());
            }
        }
    }

    @Test
    void whoCannotBeReachedIsPassedOver() throws IOException {
        try (Fleet fleet = new Fleet().at(freePort()).vendor(always(says("b")))) {
            RunningGateway gateway = fleet.start(IN_ORDER);
            int attempts = 0;
            for (int i = 0; i < 10; i++) {
                Reply reply = gateway.call(RawClient.chat());
                assertEquals(200, reply.status());
                attempts += Integer.parseInt(String.valueOf(reply.header("x-sluice-attempts")));
            }
            assertEquals(10 + 3, attempts, "three failures take it out");
        }
    }

    @Test
    void aCallersMistakeGoesNowhereElseAndTripsNothing() throws IOException {
        Answer mistake = Answer.json(400, "{\"error\":{\"message\":\"no such tool\"}}");
        try (Fleet fleet = new Fleet().vendor(always(mistake)).vendor(always(says("b")))) {
            RunningGateway gateway = fleet.start(IN_ORDER);
            for (int i = 0; i < 12; i++) {
                assertEquals(400, gateway.call(RawClient.chat()).status());
            }
            assertEquals(12, fleet.calls(0));
            assertEquals(0, fleet.calls(1));
        }
    }

    @Test
    void theMostInformativeErrorIsTold() throws IOException {
        Answer limited = Answer.json(429, "{\"error\":{\"message\":\"slow down\"}}");
        Answer down = Answer.json(500, "{\"error\":{\"message\":\"down\"}}");
        for (Strategy each : List.of(ALL, IN_ORDER)) {
            try (Fleet fleet =
                    new Fleet().at(freePort()).vendor(always(limited)).vendor(always(down))) {
                Reply reply = fleet.start(each).call(RawClient.chat());
                assertEquals(429, reply.status(), each.toString());
                assertTrue(reply.text().contains("slow down"), reply.text());
                assertEquals("3", reply.header("x-sluice-attempts"));
            }
        }
    }

    @Test
    void whoAskedToBeLeftAloneIs() throws IOException {
        Answer limited =
                new Answer.Fixed(
                        429,
                        Headers.of("content-type", "application/json", "retry-after", "60"),
                        Piece.of("{\"error\":{\"message\":\"slow down\"}}"));
        try (Fleet fleet = new Fleet().vendor(always(limited)).vendor(always(says("b")))) {
            RunningGateway gateway = fleet.start(IN_TURN);
            for (int i = 0; i < 20; i++) {
                assertEquals(200, gateway.call(RawClient.chat()).status());
            }
            assertEquals(1, fleet.calls(0));
            fleet.vendors.get(1).script(always(limited));
            Reply refused = gateway.call(RawClient.chat());
            assertEquals(429, refused.status());
            assertEquals(1, fleet.calls(0));
            int asked = fleet.calls(1);
            Reply out = gateway.call(RawClient.chat());
            assertEquals(429, out.status(), "nobody may be asked");
            assertEquals("60", out.header("retry-after"));
            assertEquals(asked, fleet.calls(1));
        }
    }

    @Test
    void aBrokenStreamIsNotBegunAgain() throws IOException, InterruptedException {
        List<String> begun = ChatStreams.whole(5).subList(0, 3);
        try (Fleet fleet =
                new Fleet()
                        .vendor(always(events(Duration.ofMillis(30), begun)))
                        .vendor(always(says("b")))) {
            RunningGateway gateway = fleet.start(IN_ORDER);
            Reply reply = gateway.call(RawClient.streamedChat());
            assertEquals(200, reply.status());
            assertTrue(ChatStreams.wellEnded(reply.text(), begun), reply.text());
            assertEquals(0, fleet.calls(1));
            CallRecord record = gateway.awaitRecords(1).getFirst();
            assertEquals(CallRecord.Outcome.BROKEN, record.outcome());
        }
    }

    @Test
    void aLoneDeploymentIsAlwaysAsked() throws IOException {
        try (Fleet fleet = new Fleet().vendor(always(Answer.json(500, "{}")))) {
            RunningGateway gateway = fleet.start(IN_ORDER);
            for (int i = 0; i < 10; i++) {
                assertEquals(500, gateway.call(RawClient.chat()).status());
            }
            assertEquals(10, fleet.calls(0));
        }
    }

    @Test
    void theSameOneIsAskedAgainWhereThatIsWanted() throws IOException {
        try (Fleet fleet = new Fleet().vendor(always(Answer.json(500, "{}")))) {
            var policy = new Route.Policy(2, null, null);
            RunningGateway gateway =
                    fleet.start(new Route.Group("g", IN_ORDER, fleet.members(), policy));
            Reply reply = gateway.call(RawClient.chat());
            assertEquals(500, reply.status());
            assertEquals("3", reply.header("x-sluice-attempts"));
        }
    }

    @Test
    void tooLongAConversationGoesWhereThereIsRoom() throws IOException {
        Answer tooLong = Answer.json(400, "{\"error\":{\"code\":\"context_length_exceeded\"}}");
        try (Fleet fleet = new Fleet().vendor(always(tooLong)).vendor(always(says("long")))) {
            var policy = new Route.Policy(0, null, fleet.route(1));
            var small = List.of(Route.Member.of(fleet.route(0)));
            RunningGateway gateway = fleet.start(new Route.Group("g", IN_ORDER, small, policy));
            Reply reply = gateway.call(RawClient.chat());
            assertEquals(200, reply.status(), reply.text());
            assertEquals("d1", reply.header("x-sluice-deployment"));
        }
    }
}
