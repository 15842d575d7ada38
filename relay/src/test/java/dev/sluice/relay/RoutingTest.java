package dev.sluice.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.Route;
import dev.sluice.core.Strategy;
import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeUpstream;
import dev.sluice.testkit.Headers;
import dev.sluice.testkit.Piece;
import dev.sluice.testkit.Request;
import java.io.IOException;
import java.net.ServerSocket;
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

    private static Answer says(String word) {
        return Answer.json(200, ChatStreams.REPLY.replace("hello", word));
    }

    private static Function<Request, Answer> always(Answer answer) {
        return _ -> answer;
    }

    private static Answer late(String word, int millis) {
        return new Answer.Fixed(
                200,
                Headers.of("content-type", "application/json"),
                Piece.of(ChatStreams.REPLY.replace("hello", word))
                        .after(Duration.ofMillis(millis)));
    }

    private static Answer events(Duration interval, List<String> events) {
        return new Answer.Sse(
                200, Headers.of("content-type", "text/event-stream"), events, interval);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

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
            for (int i = 0; i < 10; i++) {
                assertEquals(200, gateway.call(RawClient.chat()).status());
            }
            assertEquals(1 + 3, 4, "three failures take it out");
            assertEquals("1", gateway.call(RawClient.chat()).header("x-sluice-attempts"));
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

    // ---- Races -----------------------------------------------------------------------------

    @Test
    void theFirstWinsAndTheOthersAreCalledOff() throws IOException, InterruptedException {
        try (Fleet fleet =
                new Fleet()
                        .vendor(always(new Answer.Stall()))
                        .vendor(always(late("quick", 20)))
                        .vendor(always(late("slow", 3000)))) {
            RunningGateway gateway = fleet.start(ALL);
            Reply reply = gateway.call(RawClient.chat());
            assertTrue(reply.text().contains("quick"), reply.text());
            assertEquals("d1", reply.header("x-sluice-deployment"));
            for (int loser : List.of(0, 2)) {
                Request asked =
                        fleet.vendors
                                .get(loser)
                                .awaitRequests(1, Fleet.TIMEOUTS.total())
                                .getFirst();
                assertTrue(asked.awaitDisconnect(Duration.ofSeconds(2)).isPresent());
            }
            assertEquals(3, gateway.awaitRecords(1).getFirst().decision().tried().size());
        }
    }

    @Test
    void aRaceIsWonByWhoeverDoesNotFail() throws IOException {
        try (Fleet fleet =
                new Fleet().vendor(always(Answer.json(400, "{}"))).vendor(always(late("b", 100)))) {
            Reply reply = fleet.start(ALL).call(RawClient.chat());
            assertEquals(200, reply.status(), reply.text());
        }
    }

    @Test
    void aGreetingDoesNotWin() throws IOException {
        List<String> quick = new ArrayList<>(ChatStreams.whole(3));
        List<String> hello = new ArrayList<>(List.of(quick.getFirst()));
        try (Fleet fleet =
                new Fleet()
                        .vendor(_ ->
                                new Answer.Chunked(
                                        200,
                                        Headers.of("content-type", "text/event-stream"),
                                        List.of(
                                                Piece.of(hello.getFirst()),
                                                Piece.of("data: x\n\n")
                                                        .after(Duration.ofSeconds(3)))))
                        .vendor(always(events(Duration.ofMillis(60), quick)))) {
            Reply reply = fleet.start(ALL).call(RawClient.streamedChat());
            assertEquals("d1", reply.header("x-sluice-deployment"));
            assertEquals(1, reply.text().split("\"role\"", -1).length - 1, reply.text());
            assertTrue(reply.text().endsWith(ChatStreams.DONE), reply.text());
        }
    }

    @Test
    void aClientThatLeavesTakesTheWholeRaceWithIt() throws IOException, InterruptedException {
        try (Fleet fleet =
                new Fleet().vendor(always(new Answer.Stall())).vendor(always(new Answer.Stall()))) {
            RunningGateway gateway = fleet.start(ALL);
            try (RawClient client = gateway.connect()) {
                client.send(RawClient.chat());
                for (FakeUpstream each : fleet.vendors) {
                    each.awaitRequests(1, Duration.ofSeconds(2));
                }
            }
            for (FakeUpstream each : fleet.vendors) {
                Request asked = each.requests().getFirst();
                assertTrue(asked.awaitDisconnect(Duration.ofSeconds(2)).isPresent());
            }
            CallRecord record = gateway.awaitRecords(1).getFirst();
            assertEquals(CallRecord.Outcome.ABORTED, record.outcome());
        }
    }

    // ---- Hedging ---------------------------------------------------------------------------

    @Test
    void afterADelayTheSecondIsAskedToo() throws IOException, InterruptedException {
        try (Fleet fleet =
                new Fleet().vendor(always(late("slow", 500))).vendor(always(says("quick")))) {
            var policy = new Route.Policy(0, new Route.Hedge(50, 1), null);
            RunningGateway gateway =
                    fleet.start(new Route.Group("g", IN_ORDER, fleet.members(), policy));
            Reply reply = gateway.call(RawClient.chat());
            assertTrue(reply.text().contains("quick"), reply.text());
            Request slow = fleet.vendors.getFirst().requests().getFirst();
            assertTrue(slow.awaitDisconnect(Duration.ofSeconds(2)).isPresent());
        }
    }

    @Test
    void hedgesAreAShareOfTheCalls() throws IOException {
        try (Fleet fleet =
                new Fleet().vendor(always(late("slow", 40))).vendor(always(late("b", 40)))) {
            var policy = new Route.Policy(0, new Route.Hedge(10, 0.1), null);
            RunningGateway gateway =
                    fleet.start(new Route.Group("g", IN_ORDER, fleet.members(), policy));
            for (int i = 0; i < 60; i++) {
                assertEquals(200, gateway.call(RawClient.chat()).status());
            }
            assertTrue(fleet.calls(1) <= 6 + 15, "hedged " + fleet.calls(1));
            assertTrue(fleet.calls(1) >= 6, "hedged " + fleet.calls(1));
        }
    }

    // ---- Limits ----------------------------------------------------------------------------

    @Test
    void whatDoesNotFitWaitsOrIsSentAway()
            throws IOException, InterruptedException, ExecutionException {
        try (Fleet fleet =
                        new Fleet()
                                .limited(1, 1, Duration.ofSeconds(5))
                                .vendor(always(late("a", 300)));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            RunningGateway gateway = fleet.start(IN_ORDER);
            List<Future<Reply>> replies = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                replies.add(threads.submit(() -> gateway.call(RawClient.chat())));
            }
            int served = 0;
            for (Future<Reply> each : replies) {
                Reply reply = each.get();
                served += reply.status() == 200 ? 1 : 0;
                if (reply.status() != 200) {
                    assertEquals(503, reply.status());
                    assertEquals("server_is_overloaded", reply.code());
                    assertEquals("1", reply.header("retry-after"));
                }
            }
            assertEquals(2, served, "one at once, one after it");
            assertEquals(200, gateway.call(RawClient.chat()).status());
        }
    }

    @Test
    void aFullDeploymentIsPassedOver()
            throws IOException, InterruptedException, ExecutionException {
        try (Fleet fleet =
                        new Fleet()
                                .limited(1, 5, Duration.ofSeconds(5))
                                .vendor(always(late("a", 300)))
                                .vendor(always(says("b")));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            RunningGateway gateway = fleet.start(IN_ORDER);
            Future<Reply> first = threads.submit(() -> gateway.call(RawClient.chat()));
            fleet.vendors.getFirst().awaitRequests(1, Duration.ofSeconds(2));
            Reply second = gateway.call(RawClient.chat());
            assertEquals("d1", second.header("x-sluice-deployment"));
            assertEquals("1", second.header("x-sluice-attempts"));
            assertEquals(200, first.get().status());
        }
    }

    @Test
    void whoWaitsTooLongIsSentAway() throws IOException, InterruptedException {
        try (Fleet fleet =
                new Fleet()
                        .intake(1, 10, Duration.ofMillis(200))
                        .vendor(always(new Answer.Stall()))) {
            RunningGateway gateway = fleet.start(IN_ORDER);
            try (RawClient first = gateway.connect()) {
                first.send(RawClient.chat());
                fleet.vendors.getFirst().awaitRequests(1, Duration.ofSeconds(2));
                Reply second = gateway.call(RawClient.chat());
                assertEquals(503, second.status());
                assertEquals("server_is_overloaded", second.code());
                assertEquals(1, fleet.calls(0));
                assertFalse(first.ended());
            }
        }
    }
}
