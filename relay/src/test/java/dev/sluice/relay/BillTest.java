package dev.sluice.relay;

import static dev.sluice.relay.Vendors.always;
import static dev.sluice.relay.Vendors.late;
import static dev.sluice.relay.Vendors.says;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.KeySource;
import dev.sluice.core.Strategy;
import dev.sluice.core.access.Rights;
import dev.sluice.core.limit.Admission;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.limit.Permit;
import dev.sluice.core.meter.Consumption;
import dev.sluice.core.meter.UsageRecord.Role;
import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Money;
import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeUpstream;
import dev.sluice.wire.chat.ApiError;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the ledger is told of a call, and what a call hears of limits and of the ledger. */
class BillTest {
    private static final Rights LIMITED =
            new Rights(
                    "w",
                    "t",
                    true,
                    Long.MAX_VALUE,
                    List.of(),
                    List.of(),
                    new Admission.Allowance(
                            List.of(new Limit("key:k1", Limit.Measure.REQUESTS, 5, null)),
                            List.of()));

    /** Notes what became of it. */
    private static final class NotedPermit implements Permit {
        final AtomicInteger left = new AtomicInteger();
        final Hold hold = new Hold("key:k1/total/USD", 0, new Money(5, Currency.USD));

        @Override
        public String headers() {
            return "x-ratelimit-remaining-requests: 4\r\n";
        }

        @Override
        public List<Hold> holds() {
            return List.of(hold);
        }

        @Override
        public void leave() {
            left.incrementAndGet();
        }

        @Override
        public List<Settled> settle(long tokens, List<Money> cost) {
            throw new AssertionError("settling is the ledger's business");
        }
    }

    private static final class NotedRecorder implements CallRecorder {
        final BlockingQueue<CallRecord> finished = new LinkedBlockingQueue<>();
        final BlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();
        final List<String> reserved = new ArrayList<>();
        final boolean durable;
        @Nullable String trouble;
        @Nullable CountDownLatch taken; // until then a record is being taken

        NotedRecorder(boolean durable) {
            this.durable = durable;
        }

        @Override
        public void finished(CallRecord record) {
            finished.add(record);
            if (taken != null) {
                try {
                    assertTrue(taken.await(5, TimeUnit.SECONDS));
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        }

        @Override
        public void finished(CallRecord record, Runnable safe) {
            finished.add(record);
            waiting.add(safe);
        }

        @Override
        public boolean isDurable() {
            return durable;
        }

        @Override
        public void reserved(String requestId, List<Permit.Hold> holds) {
            reserved.add(requestId + " " + holds.size());
        }

        @Override
        public @Nullable String trouble() {
            return trouble;
        }

        CallRecord next() throws InterruptedException {
            CallRecord record = finished.poll(5, TimeUnit.SECONDS);
            assertNotNull(record, "no record came");
            return record;
        }
    }

    private static Services services(CallRecorder recorder, Admission admission) {
        Services usual = Services.recording(recorder);
        return new Services(
                recorder,
                KeySource.NONE,
                admission,
                usual.control(),
                usual.account(),
                usual.pages(),
                usual.metrics());
    }

    private static RunningGateway gateway(int port, CallRecorder recorder, Admission admission)
            throws IOException {
        return RunningGateway.of(
                Setup.to(port).rights(LIMITED).snapshot(), _ -> services(recorder, admission));
    }

    @Test
    void aPermitIsLeftOnceAndGoesWithTheRecord() throws IOException, InterruptedException {
        var permit = new NotedPermit();
        var recorder = new NotedRecorder(false);
        try (FakeUpstream vendor = FakeUpstream.start(always(says("hello")));
                RunningGateway gateway =
                        gateway(
                                vendor.port(),
                                recorder,
                                (_, _) -> new Admission.Decision.Admitted(permit))) {
            Reply reply = gateway.call(RawClient.chat());
            assertEquals(200, reply.status(), reply.text());
            assertEquals("4", reply.header("x-ratelimit-remaining-requests"));
            CallRecord record = recorder.next();
            CallRecord.Bill bill = record.bill();
            assertNotNull(bill);
            assertEquals(permit, bill.permit());
            assertEquals(1, permit.left.get());
            assertEquals(List.of(record.requestId() + " 1"), recorder.reserved);
            assertEquals(1, bill.used().size());
            assertEquals(Role.SERVED, bill.used().getFirst().role());
            assertInstanceOf(Consumption.Stated.class, bill.used().getFirst().consumption());
            assertNull(bill.request(), "nothing has to be counted");
        }
    }

    @Test
    void whoIsDeniedHearsWhyAndReachesNobody() throws IOException, InterruptedException {
        var recorder = new NotedRecorder(false);
        var error = new ApiError(429, "rate_limit_error", "Too fast.", null, "rate_limit_exceeded");
        try (FakeUpstream vendor = FakeUpstream.start(always(says("hello")));
                RunningGateway gateway =
                        gateway(
                                vendor.port(),
                                recorder,
                                (_, _) ->
                                        new Admission.Decision.Denied(
                                                error, List.of("retry-after: 7")))) {
            Reply reply = gateway.call(RawClient.chat());
            assertEquals(429, reply.status());
            assertEquals("7", reply.header("retry-after"));
            assertEquals(0, vendor.requests().size());
            CallRecord record = recorder.next();
            assertEquals(429, record.status());
            CallRecord.Bill bill = record.bill();
            assertNotNull(bill);
            assertEquals(List.of(), bill.used());
            assertEquals(Permit.FREE, bill.permit());
        }
    }

    @Test
    void theLastByteWaitsUntilTheRecordIsSafe() throws IOException, InterruptedException {
        var recorder = new NotedRecorder(true);
        for (boolean stream : List.of(false, true)) {
            assertEndWaits(recorder, stream, () -> {});
            Runnable safe = recorder.waiting.poll(5, TimeUnit.SECONDS);
            assertNotNull(safe);
            safe.run(); // the client has left meanwhile: nothing happens
        }
        try (FakeUpstream vendor = FakeUpstream.start(always(says("hello")));
                RunningGateway gateway = gateway(vendor.port(), recorder, Admission.OPEN);
                RawClient client = gateway.connect()) {
            for (int i = 0; i < 3; i++) {
                client.send(RawClient.chat());
                Runnable safe = recorder.waiting.poll(5, TimeUnit.SECONDS);
                assertNotNull(safe);
                safe.run();
                assertEquals(200, client.read().status());
            }
        }
    }

    @Test
    void whatIsPipelinedWaitsForItsOwnRecord() throws IOException, InterruptedException {
        var recorder = new NotedRecorder(true);
        try (FakeUpstream vendor = FakeUpstream.start(always(says("hello")));
                RunningGateway gateway = gateway(vendor.port(), recorder, Admission.OPEN);
                RawClient client = gateway.connect()) {
            // The second one is answered in the very moment in which the first one is sent.
            client.send(RawClient.chat() + RawClient.post("/v1/chat/completions", "no JSON"));
            Runnable first = recorder.waiting.poll(5, TimeUnit.SECONDS);
            assertNotNull(first);
            first.run();
            assertEquals(200, client.read().status());
            Runnable second = recorder.waiting.poll(5, TimeUnit.SECONDS);
            assertNotNull(second);
            client.patience(150);
            assertFalse(isTold(client), "the end must wait");
            second.run();
        }
    }

    @Test
    void theLastByteFollowsTheRecord() throws IOException, InterruptedException {
        for (boolean stream : List.of(false, true)) {
            var recorder = new NotedRecorder(false);
            recorder.taken = new CountDownLatch(1);
            assertEndWaits(recorder, stream, recorder.taken::countDown);
        }
    }

    /** The record is taken, and the client has no whole answer until {@code then}. */
    private static void assertEndWaits(NotedRecorder recorder, boolean stream, Runnable then)
            throws IOException, InterruptedException {
        Answer answer =
                stream ? Vendors.events(Duration.ZERO, ChatStreams.whole(3)) : says("hello");
        try (FakeUpstream vendor = FakeUpstream.start(always(answer));
                RunningGateway gateway = gateway(vendor.port(), recorder, Admission.OPEN);
                RawClient client = gateway.connect()) {
            client.send(RawClient.chat());
            recorder.next();
            client.patience(150);
            assertFalse(isTold(client), "the end must wait");
            then.run();
        }
    }

    /** Whether a whole answer comes; the beginning of a stream may. */
    private static boolean isTold(RawClient client) throws IOException {
        try {
            return client.read().whole();
        } catch (SocketTimeoutException _) {
            return false;
        }
    }

    @Test
    void withoutALedgerNoCallBegins() throws IOException, InterruptedException {
        var recorder = new NotedRecorder(false);
        recorder.trouble = "the disk is full";
        try (FakeUpstream vendor = FakeUpstream.start(always(says("hello")));
                RunningGateway gateway = gateway(vendor.port(), recorder, Admission.OPEN)) {
            Reply reply = gateway.call(RawClient.chat());
            assertEquals(503, reply.status());
            assertTrue(reply.text().contains("the disk is full"), reply.text());
            assertEquals(0, vendor.requests().size());
            recorder.trouble = null;
            assertEquals(200, gateway.call(RawClient.chat()).status());
        }
    }

    @Test
    void losersOfARaceAreOnTheBillAndFailuresAreNot() throws IOException, InterruptedException {
        try (Fleet fleet =
                new Fleet()
                        .vendor(always(new Answer.Stall()))
                        .vendor(always(late("quick", 50)))
                        .vendor(always(Answer.json(500, "{}")))) {
            RunningGateway gateway = fleet.start(new Strategy.Parallel());
            assertEquals(200, gateway.call(RawClient.chat()).status());
            CallRecord.Bill bill = gateway.awaitRecords(1).getFirst().bill();
            assertNotNull(bill);
            assertEquals(
                    List.of("d0 LOST", "d1 SERVED"),
                    bill.used().stream()
                            .map(each -> each.deployment().id() + " " + each.role())
                            .toList());
            assertInstanceOf(Consumption.Unstated.class, bill.used().getFirst().consumption());
            assertNotNull(bill.request(), "what the loser read has to be counted");
        }
    }
}
