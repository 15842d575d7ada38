package dev.sluice.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeUpstream;
import dev.sluice.testkit.Headers;
import dev.sluice.testkit.Request;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Vendors and clients that do anything at any time: every call ends once, and nothing breaks. */
class ChaosTest {
    private static final int CALLS = 600;

    private final Logger logger = Logger.getLogger("dev.sluice.relay");
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final AtomicInteger left = new AtomicInteger();
    private final Handler handler =
            new Handler() {
                @Override
                public void publish(LogRecord record) {
                    faults.add(record.getMessage() + " " + record.getThrown());
                }

                @Override
                public void flush() {
                    // Nothing is held back.
                }

                @Override
                public void close() {
                    // Nothing is open.
                }
            };

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
    }

    @AfterEach
    void listenNoMore() {
        logger.removeHandler(handler);
    }

    private static Answer stream(int milliseconds) {
        return new Answer.Sse(
                200,
                Headers.of("content-type", "text/event-stream"),
                ChatStreams.whole(4),
                Duration.ofMillis(milliseconds));
    }

    private static Answer anything(Request request) {
        var random = new Random(Integer.parseInt("0" + request.headers().text("idempotency-key")));
        Answer whole =
                random.nextBoolean()
                        ? Answer.json(200, ChatStreams.REPLY)
                        : stream(random.nextInt(9));
        Answer.Ending ending = random.nextBoolean() ? Answer.Ending.CLOSE : Answer.Ending.RESET;
        return switch (random.nextInt(9)) {
            case 0 -> new Answer.NoHeaders(ending);
            case 1, 2 -> new Answer.CutAfter(whole, 1 + random.nextInt(900), ending);
            case 3 -> Answer.raw("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n{}too much");
            case 4 -> Answer.json(random.nextInt(400, 600), "{\"error\":{\"message\":\"x\"}}");
            case 5 -> Answer.raw("garbage\r\n\r\n");
            case 6 -> stream(20);
            default -> whole;
        };
    }

    private void client(RunningGateway gateway, int seed) throws InterruptedException {
        var random = new Random(seed);
        String key = "idempotency-key: " + seed;
        try (RawClient client = gateway.connect()) {
            String request =
                    random.nextBoolean()
                            ? RawClient.streamedChat(key)
                            : RawClient.post(
                                    "/v1/chat/completions",
                                    RawClient.chatBody(false)
                                            .replace("hi", "h".repeat(random.nextInt(200_000))),
                                    key);
            switch (random.nextInt(6)) {
                case 0 -> client.send(request.substring(0, random.nextInt(request.length())));
                case 1 -> client.send(request);
                case 2 -> {
                    client.send(request);
                    Thread.sleep(random.nextInt(30));
                    client.reset();
                }
                case 3 -> {
                    client.send(request + request + "GET /health/live HTTP/1.1\r\n\r\n");
                    client.read();
                }
                default -> {
                    client.send(request);
                    client.read();
                }
            }
        } catch (IOException expected) {
            left.incrementAndGet(); // what the client sees is other tests' business
        }
    }

    @Test
    void everyCallEndsOnce() throws IOException, InterruptedException, ExecutionException {
        try (FakeUpstream upstream = FakeUpstream.start(ChaosTest::anything);
                RunningGateway gateway = RunningGateway.to(upstream.port());
                var clients = Executors.newFixedThreadPool(24)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 1; i <= CALLS; i++) {
                int seed = i;
                all.add(
                        clients.submit(() -> {
                            client(gateway, seed);
                            return seed;
                        }));
            }
            for (Future<?> each : all) {
                each.get();
            }
            long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
            while (gateway.gateway().activeCalls() > 0 && System.nanoTime() < deadline) {
                Thread.sleep(10);
            }
            assertEquals(0, gateway.gateway().activeCalls());
            assertEquals(List.of(), List.copyOf(faults));
            long distinct =
                    gateway.records().stream().map(CallRecord::requestId).distinct().count();
            assertEquals(gateway.records().size(), distinct, "a call was recorded twice");
            assertTrue(left.get() < CALLS / 2, left + " clients saw their connection break");
            assertTrue(distinct > CALLS / 2, "only " + distinct + " calls");
            upstream.script(_ -> Answer.json(200, ChatStreams.REPLY));
            for (int i = 0; i < 20; i++) {
                assertEquals(ChatStreams.REPLY, gateway.call(RawClient.chat()).text());
            }
        }
    }
}
