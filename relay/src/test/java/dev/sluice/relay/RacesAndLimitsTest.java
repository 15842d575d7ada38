package dev.sluice.relay;

import static dev.sluice.relay.Vendors.always;
import static dev.sluice.relay.Vendors.events;
import static dev.sluice.relay.Vendors.freePort;
import static dev.sluice.relay.Vendors.late;
import static dev.sluice.relay.Vendors.says;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Calls that several deployments serve at once, or that have to wait for one. */
class RacesAndLimitsTest {
    private static final Strategy IN_ORDER = new Strategy.Ordered();
    private static final Strategy ALL = new Strategy.Parallel();

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
    void anUploadDoesNotRace() throws IOException {
        try (Fleet fleet =
                new Fleet().at(freePort()).vendor(always(says("b"))).vendor(always(says("c")))) {
            RunningGateway gateway = fleet.start(ALL);
            for (int i = 0; i < 4; i++) {
                String file = RawClient.post("/v1/files", "x".repeat(1000));
                Reply reply = gateway.call(file.replace("/json", "/octet-stream"));
                assertEquals(200, reply.status(), reply.text());
                assertEquals("d1", reply.header("x-sluice-deployment"));
            }
            assertEquals(4, fleet.calls(0));
            assertEquals(1000, fleet.vendors.getFirst().last().body().length);
            assertEquals(0, fleet.calls(1));
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
