package dev.sluice.app;

import dev.sluice.app.telemetry.CallSink;
import dev.sluice.core.meter.UsageRecord;
import dev.sluice.relay.CallRecord;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Writes a line per call, on a thread of its own. Whoever tells it of a call only puts the record
 * into a bounded queue; when the log cannot keep up, records are dropped, counted and the count is
 * said.
 */
final class AccessLog implements CallSink, AutoCloseable {
    private static final int WAITING = 8192;

    private final ArrayBlockingQueue<Ended> queue = new ArrayBlockingQueue<>(WAITING);
    private final LongAdder dropped = new LongAdder();
    private final Log log;
    private final Thread writer;
    private volatile boolean on;

    private record Ended(CallRecord call, @Nullable UsageRecord record) {}

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
    public void finished(CallRecord call, @Nullable UsageRecord record) {
        if (on && !queue.offer(new Ended(call, record))) {
            dropped.increment();
        }
    }

    private void run() {
        try {
            while (true) {
                write(queue.take());
                long lost = dropped.sumThenReset();
                if (lost > 0) {
                    log.warn("access log: " + lost + " calls not written, the log is too slow");
                }
            }
        } catch (InterruptedException _) {
            queue.forEach(this::write);
        }
    }

    private void write(Ended each) {
        log.call(each.call(), each.record());
    }

    @Override
    public void close() {
        writer.interrupt();
    }
}
