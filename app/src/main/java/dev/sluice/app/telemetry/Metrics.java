package dev.sluice.app.telemetry;

import dev.sluice.core.Snapshot;
import dev.sluice.core.meter.UsageRecord;
import dev.sluice.core.money.Money;
import dev.sluice.relay.CallRecord;
import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The counters behind {@code /metrics}. Safe for several threads.
 *
 * <p>Micrometer finds a meter by building and hashing its tags, which costs more than counting. So
 * the meters of a combination are looked up once and kept here in rows; a call then costs a few
 * look-ups by small keys. There are at most {@value #MOST_ROWS} rows of a kind, whatever
 * configurations come and go; beyond that names become {@code other}.
 */
public final class Metrics implements CallSink, AutoCloseable {
    static final int MOST_ROWS = 10_000;

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Configured configured;
    private final Meters meters;
    private final Moments moments;
    private final Machine machine;
    private final Denials denials;
    private final Set<String> shown = new HashSet<>();

    private final ConcurrentHashMap<CallKey, Meters.CallRow> calls = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<ChargeKey, Meters.ChargeRow> charges =
            new ConcurrentHashMap<>();
    private final ConcurrentHashMap<AttemptKey, Counter> attempts = new ConcurrentHashMap<>();

    private record CallKey(
            String deployment, String model, int statusClass, CallRecord.Outcome outcome) {}

    /** Whether a count came from the vendor or from us is a label, and so is who got the answer. */
    private record ChargeKey(
            String deployment, String model, boolean estimated, UsageRecord.Role role) {}

    private record AttemptKey(String deployment, String outcome) {}

    /**
     * All counters at zero.
     *
     * @param snapshot the configuration in force
     * @param denials calls that were over a limit
     */
    public Metrics(Gauges gauges, Supplier<Snapshot> snapshot, Denials denials) {
        configured = new Configured(snapshot);
        meters = new Meters(registry);
        moments = new Moments(registry, gauges);
        machine = Machine.watch(registry);
        this.denials = denials;
    }

    @Override
    public void finished(CallRecord call, @Nullable UsageRecord record) {
        String model = configured.model(call);
        @Nullable String deployment = call.deployment();
        Meters.CallRow row =
                callRow(
                        new CallKey(
                                deployment == null ? Configured.NONE : deployment,
                                model,
                                call.status() / 100,
                                call.outcome()));
        row.finished(call.durationNanos(), call.firstByteNanos());
        for (CallRecord.Tried each : call.decision().tried()) {
            attempt(new AttemptKey(each.deployment(), each.outcome())).increment();
        }
        if (record != null) {
            charged(record.charges(), model);
        }
    }

    private void charged(List<UsageRecord.Charge> all, String model) {
        boolean unpriced = false;
        for (UsageRecord.Charge each : all) {
            Meters.ChargeRow row =
                    chargeRow(
                            new ChargeKey(
                                    each.deployment(),
                                    model,
                                    each.quantities().usage().estimated(),
                                    each.role()));
            row.used(each.quantities().usage());
            switch (each.rating()) {
                case UsageRecord.Rating.Priced(Money cost, _) -> row.cost(cost);
                case UsageRecord.Rating.Unpriced() -> {
                    if (!unpriced) { // a call counts once, however many attempts it made
                        row.unpriced();
                        unpriced = true;
                    }
                }
            }
        }
    }

    private Meters.CallRow callRow(CallKey key) {
        Meters.@Nullable CallRow known = calls.get(key);
        if (known != null) {
            return known;
        }
        CallKey bounded =
                calls.size() < MOST_ROWS
                        ? key
                        : new CallKey(
                                Configured.OTHER,
                                Configured.OTHER,
                                key.statusClass(),
                                key.outcome());
        return calls.computeIfAbsent(
                bounded,
                it ->
                        meters.call(
                                List.of(
                                        it.deployment(),
                                        configured.provider(it.deployment()),
                                        it.model(),
                                        Words.statusClass(it.statusClass() * 100),
                                        Words.outcome(it.outcome()))));
    }

    private Meters.ChargeRow chargeRow(ChargeKey key) {
        Meters.@Nullable ChargeRow known = charges.get(key);
        if (known != null) {
            return known;
        }
        ChargeKey bounded =
                charges.size() < MOST_ROWS
                        ? key
                        : new ChargeKey(
                                Configured.OTHER, Configured.OTHER, key.estimated(), key.role());
        return charges.computeIfAbsent(
                bounded,
                it ->
                        meters.charge(
                                List.of(
                                        it.deployment(),
                                        configured.provider(it.deployment()),
                                        it.model(),
                                        Boolean.toString(it.estimated()),
                                        switch (it.role()) {
                                            case SERVED -> "served";
                                            case LOST -> "lost";
                                        })));
    }

    private Counter attempt(AttemptKey key) {
        @Nullable Counter known = attempts.get(key);
        if (known != null) {
            return known;
        }
        AttemptKey bounded =
                attempts.size() < MOST_ROWS
                        ? key
                        : new AttemptKey(Configured.OTHER, Words.attempt(key.outcome()));
        return attempts.computeIfAbsent(
                bounded, it -> meters.attempts(it.deployment(), Words.attempt(it.outcome())));
    }

    /** Returns the page in Prometheus' text format 0.0.4. May block for a moment. */
    public synchronized byte[] scrape() {
        moments.refresh();
        denials.each((limit, count) -> {
            if (shown.add(limit)) {
                meters.denied(limit, count);
            }
        });
        return registry.scrape().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        machine.close();
        registry.close();
    }
}
