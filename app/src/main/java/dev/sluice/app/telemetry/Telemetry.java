package dev.sluice.app.telemetry;

import dev.sluice.app.Log;
import dev.sluice.core.Snapshot;
import dev.sluice.core.limit.Admission;
import dev.sluice.core.meter.UsageRecord;
import dev.sluice.relay.CallRecord;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Metrics, and traces where a collector is configured, behind one door.
 *
 * <p>The libraries are some hundred classes, which a start should not wait for: they are loaded on
 * a thread of their own. Calls that end meanwhile wait in a queue; if that is full, the eldest are
 * missing from the metrics, and from nothing else.
 */
public final class Telemetry implements CallSink, AutoCloseable {
    private static final int WAITING = 100_000;
    private static final Duration INTERVAL = Duration.ofSeconds(60);

    private final Denials denials = new Denials();
    private final CompletableFuture<Live> loading = new CompletableFuture<>();
    private final Queue<Ended> early = new ArrayDeque<>();
    private volatile @Nullable Live live;

    private record Ended(CallRecord call, @Nullable UsageRecord record) {}

    private record Live(Metrics metrics, List<CallSink> sinks, List<AutoCloseable> open) {}

    /**
     * What it is made from.
     *
     * @param snapshot the configuration in force
     * @param facts what is known of a call beyond its record
     */
    public record Sources(
            Gauges gauges, Supplier<Snapshot> snapshot, Function<CallRecord, Facts> facts) {}

    private Telemetry() {}

    /**
     * Begins to load, and returns at once.
     *
     * @param otlp where traces and metrics go, or null: then nothing of OpenTelemetry is loaded
     */
    public static Telemetry begin(Sources sources, @Nullable Otlp otlp, Log log) {
        var telemetry = new Telemetry();
        Thread.ofPlatform()
                .daemon()
                .name("telemetry")
                .start(() -> telemetry.load(sources, otlp, log));
        return telemetry;
    }

    @SuppressWarnings("CatchAndPrintStackTrace") // nothing is printed; see the log
    private void load(Sources sources, @Nullable Otlp otlp, Log log) {
        try {
            var metrics = new Metrics(sources.gauges(), sources.snapshot(), denials);
            List<CallSink> sinks = new ArrayList<>(List.of(metrics));
            List<AutoCloseable> open = new ArrayList<>(List.of(metrics));
            if (otlp != null) {
                export(sources, otlp, log, sinks, open);
            }
            goLive(new Live(metrics, List.copyOf(sinks), List.copyOf(open)));
        } catch (RuntimeException | LinkageError e) {
            // The gateway serves without being watched; whoever asks for the page is told.
            log.error("telemetry cannot be started: " + e);
            loading.completeExceptionally(e);
        }
    }

    /** OpenTelemetry's classes are touched from here on only. */
    private static void export(
            Sources sources, Otlp otlp, Log log, List<CallSink> sinks, List<AutoCloseable> open) {
        var traces =
                new Traces(
                        Exporters.spans(otlp, log),
                        otlp,
                        sources.snapshot(),
                        sources.facts(),
                        Clock.systemUTC());
        var metrics =
                new ClientMetrics(
                        Exporters.metrics(otlp, log),
                        otlp,
                        sources.snapshot(),
                        sources.facts(),
                        INTERVAL);
        sinks.addAll(List.of(traces, metrics));
        open.addAll(List.of(traces, metrics));
    }

    private void goLive(Live ready) {
        synchronized (early) {
            for (Ended each : early) {
                ready.sinks().forEach(sink -> sink.finished(each.call(), each.record()));
            }
            early.clear();
            live = ready;
        }
        loading.complete(ready);
    }

    @Override
    public void finished(CallRecord call, @Nullable UsageRecord record) {
        @Nullable Live now = live;
        if (now == null) {
            now = keep(call, record);
        }
        if (now != null) {
            for (CallSink each : now.sinks()) {
                each.finished(call, record);
            }
        }
    }

    /** Returns null when the call was put into the queue. */
    private @Nullable Live keep(CallRecord call, @Nullable UsageRecord record) {
        synchronized (early) {
            @Nullable Live now = live;
            if (now == null && !loading.isCompletedExceptionally()) {
                if (early.size() == WAITING) {
                    early.remove();
                }
                early.add(new Ended(call, record));
            }
            return now;
        }
    }

    /** Returns an admission that decides as this one does, and counts whom it denies. */
    public Admission counting(Admission admission) {
        return denials.counting(admission);
    }

    /** Returns the page for Prometheus, text format 0.0.4. Blocks until everything is loaded. */
    public byte[] scrape() {
        return loading.join().metrics().scrape();
    }

    /** Sends what has not been sent; a collector that does not answer gets two seconds. */
    @Override
    public void close() {
        @Nullable Live now = live;
        if (now == null) {
            return;
        }
        for (AutoCloseable each : now.open()) {
            try {
                each.close();
            } catch (Exception e) {
                throw new IllegalStateException("telemetry does not close", e);
            }
        }
    }
}
