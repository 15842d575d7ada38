package dev.sluice.app;

import dev.sluice.relay.CallRecord;
import dev.sluice.relay.CallRecorder;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.LongAdder;

/**
 * Writes a line per call, on a thread of its own. The event loop only puts the record into a
 * bounded queue; when the log cannot keep up, records are dropped, counted and the count is said.
 */
final class AccessLog implements CallRecorder, AutoCloseable {
    private static final int WAITING = 8192;

    private final ArrayBlockingQueue<CallRecord> queue = new ArrayBlockingQueue<>(WAITING);
    private final LongAdder dropped = new LongAdder();
    private final Log log;
    private final Thread writer;
    private volatile boolean on;

    AccessLog(Log log, boolean on) {
        this.log = log;
        this.on = on;
        this.writer = Thread.ofPlatform().daemon().name("access-log").unstarted(this::run);
        writer.start();
    }

    /** Turns the log on or off, as a reload may. */
    void turn(boolean toOn) {
        on = toOn;
    }

    @Override
    public void finished(CallRecord call) {
        if (on && !queue.offer(call)) {
            dropped.increment();
        }
    }

    private void run() {
        try {
            while (true) {
                log.info(line(queue.take()));
                long lost = dropped.sumThenReset();
                if (lost > 0) {
                    log.warn("access log: " + lost + " calls not written, the log is too slow");
                }
            }
        } catch (InterruptedException _) {
            queue.forEach(call -> log.info(line(call)));
        }
    }

    static String line(CallRecord call) {
        return "call "
                + call.requestId()
                + " "
                + call.method()
                + " "
                + call.path()
                + " "
                + call.status()
                + " "
                + call.outcome().name().toLowerCase(java.util.Locale.ROOT)
                + " key="
                + orDash(call.key())
                + " deployment="
                + orDash(call.deployment())
                + " attempts="
                + call.attempts()
                + " first_byte_ms="
                + call.firstByteNanos() / 1_000_000
                + " ms="
                + call.durationNanos() / 1_000_000
                + (call.error() == null ? "" : " error=" + call.error());
    }

    private static String orDash(@org.jspecify.annotations.Nullable String text) {
        return text == null ? "-" : text.replace(' ', '_');
    }

    @Override
    public void close() {
        writer.interrupt();
    }
}
