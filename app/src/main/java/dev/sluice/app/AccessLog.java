package dev.sluice.app;
import static java.util.stream.Collectors.joining;

import dev.sluice.core.Plan;
import dev.sluice.relay.CallRecord;
import dev.sluice.relay.CallRecorder;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

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
                + call.outcome().name().toLowerCase(Locale.ROOT)
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
                + decision(call.decision())
                + (call.error() == null ? "" : " error=" + call.error());
    }

    /**
     * Says why a call went where it went, where there was something to decide: the order of the
     * plan, who was left out and why, and every attempt with its beginning, first byte and end in
     * milliseconds.
     */
    private static String decision(CallRecord.Decision decision) {
        @Nullable Plan plan = decision.plan();
        if (plan == null
                || (plan.steps().size() == 1
                        && plan.excluded().isEmpty()
                        && decision.tried().size() == 1)) {
            return "";
        }
        return " plan="
                + plan.steps().stream().map(AccessLog::step).collect(joining(">", "[", "]"))
                + plan.excluded().stream()
                        .map(AccessLog::excluded)
                        .collect(joining(",", " out=[", "]"))
                + decision.tried().stream()
                        .map(AccessLog::tried)
                        .collect(joining(",", " tried=[", "]"));
    }

    private static String step(Plan.Step step) {
        return step.candidates().stream()
                .map(each -> word(each.deployment().id()))
                .collect(joining("|"));
    }

    private static String excluded(Plan.Excluded each) {
        return word(each.deployment().id())
                + ":"
                + each.standing().reason().name().toLowerCase(Locale.ROOT)
                + ":"
                + each.standing().millis();
    }

    private static String tried(CallRecord.Tried each) {
        return word(each.deployment())
                + ":"
                + word(each.outcome())
                + ":"
                + each.beginNanos() / 1_000_000
                + "/"
                + (each.firstByteNanos() < 0 ? "-" : each.firstByteNanos() / 1_000_000)
                + "/"
                + each.endNanos() / 1_000_000;
    }

    private static String word(String text) {
        return text.replace(' ', '_');
    }

    private static String orDash(@Nullable String text) {
        return text == null ? "-" : text.replace(' ', '_');
    }

    @Override
    public void close() {
        writer.interrupt();
    }
}
