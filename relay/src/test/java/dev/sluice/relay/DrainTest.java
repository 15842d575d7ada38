package dev.sluice.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeUpstream;
import dev.sluice.testkit.Headers;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Shutting down and changing the configuration, both while calls are under way. */
class DrainTest {
    private static final List<String> EVENTS = ChatStreams.whole(10);

    private static Answer slowStream() {
        return new Answer.Sse(
                200,
                Headers.of("content-type", "text/event-stream"),
                EVENTS,
                Duration.ofMillis(50));
    }

    private static CompletableFuture<Integer> drain(RunningGateway gateway, Duration patience) {
        return CompletableFuture.supplyAsync(() -> gateway.gateway().drain(patience));
    }

    @Test
    void streamsUnderWayFinish()
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        try (FakeUpstream upstream = FakeUpstream.start(_ -> slowStream());
                RunningGateway gateway = RunningGateway.to(upstream.port());
                RawClient busy = gateway.connect();
                RawClient idle = gateway.connect()) {
            int port = gateway.port();
            idle.send(RawClient.request("GET", "/health/ready"));
            assertEquals(200, idle.read().status());
            busy.send(RawClient.streamedChat());
            String head = busy.readUntil("}\n\n");
            CompletableFuture<Integer> drained = drain(gateway, Duration.ofSeconds(10));
            assertTrue(idle.ended(), "an idle connection is closed");
            assertThrows(IOException.class, () -> new RawClient(port).close());
            String rest = busy.readUntil("0\r\n\r\n");
            assertTrue(rest.contains(ChatStreams.FINISH), head + rest);
            assertTrue(rest.contains(ChatStreams.DONE), rest);
            assertEquals(0, drained.get(5, TimeUnit.SECONDS));
            assertEquals(CallRecord.Outcome.COMPLETE, gateway.awaitRecords(1).getFirst().outcome());
        }
    }

    @Test
    void answersThatComeWhileDrainingSayClose()
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        var late =
                new Answer.Fixed(
                        200,
                        Headers.of("content-type", "application/json"),
                        dev.sluice.testkit.Piece.of(ChatStreams.REPLY)
                                .after(Duration.ofMillis(300)));
        try (FakeUpstream upstream = FakeUpstream.start(_ -> late);
                RunningGateway gateway = RunningGateway.to(upstream.port());
                RawClient client = gateway.connect()) {
            client.send(RawClient.chat());
            upstream.awaitRequests(1, Duration.ofSeconds(2));
            CompletableFuture<Integer> drained = drain(gateway, Duration.ofSeconds(5));
            Reply reply = client.read();
            assertEquals(200, reply.status());
            assertEquals("close", reply.header("connection"));
            assertTrue(client.ended());
            assertEquals(0, drained.get(5, TimeUnit.SECONDS));
        }
    }

    @Test
    void whatTakesTooLongIsCutOffAndCounted() throws IOException, InterruptedException {
        try (FakeUpstream upstream = FakeUpstream.start(_ -> new Answer.Stall());
                RunningGateway gateway = RunningGateway.to(upstream.port());
                RawClient one = gateway.connect();
                RawClient two = gateway.connect()) {
            one.send(RawClient.chat());
            two.send(RawClient.chat());
            upstream.awaitRequests(2, Duration.ofSeconds(2));
            assertEquals(2, gateway.gateway().drain(Duration.ofMillis(200)));
            assertEquals(2, gateway.awaitRecords(2).size());
            Reply reply = one.read();
            assertEquals(503, reply.status());
            assertEquals("draining", reply.code());
            assertEquals("close", reply.header("connection"));
            for (var request : upstream.requests()) {
                assertTrue(request.awaitDisconnect(Duration.ofSeconds(2)).isPresent());
            }
        }
    }

    @Test
    void aStreamThatIsCutOffIsStillEnded() throws IOException, InterruptedException {
        try (FakeUpstream upstream = FakeUpstream.start(_ -> slowStream());
                RunningGateway gateway = RunningGateway.to(upstream.port());
                RawClient client = gateway.connect()) {
            client.send(RawClient.streamedChat());
            upstream.awaitRequests(1, Duration.ofSeconds(2));
            Thread.sleep(120);
            assertEquals(1, gateway.gateway().drain(Duration.ofMillis(50)));
            Reply reply = client.read();
            assertTrue(reply.whole());
            assertTrue(ChatStreams.wellEnded(reply.text(), EVENTS), "an error");
            assertTrue(reply.text().contains("\"code\":\"draining\""), reply.text());
            assertEquals(CallRecord.Outcome.BROKEN, gateway.awaitRecords(1).getFirst().outcome());
        }
    }

    @Test
    void drainingTwiceIsHarmless() throws IOException {
        try (RunningGateway gateway = RunningGateway.to(1)) {
            assertEquals(0, gateway.gateway().drain(Duration.ofSeconds(1)));
            assertEquals(0, gateway.gateway().drain(Duration.ofSeconds(1)));
            assertEquals(0, gateway.gateway().activeCalls());
        }
    }

    @Test
    void callsUnderWayKeepTheirSnapshot() throws IOException {
        Answer other = Answer.json(200, ChatStreams.REPLY.replace("hello", "from the other"));
        try (FakeUpstream old = FakeUpstream.start(_ -> slowStream());
                FakeUpstream next = FakeUpstream.start(_ -> other);
                RunningGateway gateway = RunningGateway.to(old.port());
                RawClient busy = gateway.connect()) {
            busy.send(RawClient.streamedChat());
            busy.readUntil("}\n\n");
            gateway.gateway().swap(Setup.to(next.port()).key("sk-new").snapshot());
            assertEquals(401, gateway.call(RawClient.chat()).status());
            Reply reply = gateway.call(RawClient.chat().replace(Setup.KEY, "sk-new"));
            assertEquals(200, reply.status());
            assertTrue(reply.text().contains("from the other"));
            assertTrue(busy.readUntil("0\r\n\r\n").contains(ChatStreams.DONE));
            // The same connection, the next call: the new snapshot holds.
            busy.send(RawClient.chat());
            assertEquals(401, busy.read().status());
            assertEquals(1, old.requests().size());
        }
    }
}
