package dev.sluice.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.app.telemetry.Calls;
import dev.sluice.relay.CallRecord;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Nobody waits for the access log. */
class AccessLogTest {
    private static final CallRecord CALL = Calls.call("smart", Calls.tried(Calls.ONE, "served"));

    /** Lines as they come; the first waits at a gate. */
    private static final class Lines extends OutputStream {
        private final LinkedBlockingQueue<String> all = new LinkedBlockingQueue<>();
        private final CountDownLatch gate = new CountDownLatch(1);
        private final StringBuilder line = new StringBuilder();

        @Override
        public void write(int b) {
            try {
                assertTrue(gate.await(20, TimeUnit.SECONDS));
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            if (b == '\n') {
                all.add(line.toString());
                line.setLength(0);
            } else {
                line.append((char) b);
            }
        }

        String next() throws InterruptedException {
            return String.valueOf(all.poll(20, TimeUnit.SECONDS));
        }
    }

    private final Lines lines = new Lines();
    private final Log log =
            new Log(new PrintStream(lines, false, StandardCharsets.UTF_8), Clock.systemUTC());

    @Test
    void aSlowLogLosesLinesAndSaysHowMany() throws Exception {
        try (var access = new AccessLog(log, true)) {
            for (int i = 0; i < 8192 + 100; i++) {
                access.finished(CALL, Calls.record(CALL, Calls.charge(Calls.ONE)));
            }
            lines.gate.countDown();
            assertTrue(lines.next().contains(" cost=0.001234_USD"));
            String second = lines.next();
            assertTrue(
                    second.matches(".*access log: (99|100) calls not written.*"),
                    second); // one may have been taken out before the queue was full
        }
    }

    @Test
    void whatIsOffIsNotWritten() throws Exception {
        lines.gate.countDown();
        try (var access = new AccessLog(log, false)) {
            access.finished(CALL);
            access.turn(true);
            access.finished(Calls.stranger("/on"));
            assertTrue(lines.next().contains(" /on "));
            assertEquals(List.of(), List.copyOf(lines.all));
        }
    }
}
