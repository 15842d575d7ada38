package dev.sluice.app.telemetry;

import dev.sluice.core.Snapshot;
import dev.sluice.core.meter.UsageRecord;
import dev.sluice.providers.Origin;
import dev.sluice.relay.CallRecord;
import dev.sluice.wire.chat.Usage;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.LongHistogram;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of the GenAI conventions, pushed to a collector: an operation is one attempt at a
 * vendor. Models are named as configured; usage that nobody stated is not reported.
 */
final class ClientMetrics implements CallSink, AutoCloseable {
    private static final AttributeKey<String> TYPE = AttributeKey.stringKey(GenAi.TOKEN_TYPE);
    private static final AttributeKey<String> MODALITY =
            AttributeKey.stringKey(GenAi.TOKEN_MODALITY);

    private final SdkMeterProvider provider;
    private final Meter meter;
    private final Configured configured;
    private final Otlp.Edition edition;
    private final Function<CallRecord, Facts> facts;
    private final DoubleHistogram firstChunk;
    private final LongHistogram tokens;
    private final Map<String, DoubleHistogram> durations = new ConcurrentHashMap<>();
    private final Map<String, LongCounter> counters = new ConcurrentHashMap<>();

    ClientMetrics(
            MetricExporter exporter,
            Otlp otlp,
            Supplier<Snapshot> snapshot,
            Function<CallRecord, Facts> facts,
            Duration interval) {
        provider =
                SdkMeterProvider.builder()
                        .setResource(Traces.resource(otlp))
                        .registerMetricReader(
                                PeriodicMetricReader.builder(exporter)
                                        .setInterval(interval)
                                        .build())
                        .build();
        meter = provider.get("dev.sluice");
        configured = new Configured(snapshot);
        edition = otlp.edition();
        this.facts = facts;
        firstChunk = seconds(GenAi.firstChunk(edition), "Time to the first chunk of a stream.");
        tokens =
                meter.histogramBuilder("gen_ai.client.token.usage")
                        .ofLongs()
                        .setUnit("{token}")
                        .setDescription("Number of input and output tokens used.")
                        .setExplicitBucketBoundariesAdvice(GenAi.TOKENS)
                        .build();
    }

    private DoubleHistogram seconds(String name, String says) {
        return meter.histogramBuilder(name)
                .setUnit("s")
                .setDescription(says)
                .setExplicitBucketBoundariesAdvice(GenAi.SECONDS)
                .build();
    }

    @Override
    public void finished(CallRecord call, @Nullable UsageRecord record) {
        @Nullable String operation = GenAi.operation(call.path());
        if (operation == null) {
            return;
        }
        String model = configured.model(call);
        boolean streamed = facts.apply(call).streamed();
        for (Attempted each : Attempted.of(call, record, configured)) {
            Attributes plain = attributes(each, operation, model, null);
            @Nullable String error = each.error();
            Attributes ended = error == null ? plain : attributes(each, operation, model, error);
            CallRecord.Tried tried = each.tried();
            durations
                    .computeIfAbsent(
                            GenAi.duration(edition, operation),
                            name -> seconds(name, "Duration of an operation at a vendor."))
                    .record((tried.endNanos() - tried.beginNanos()) / 1e9, ended);
            if (streamed && tried.firstByteNanos() >= 0) {
                firstChunk.record((tried.firstByteNanos() - tried.beginNanos()) / 1e9, ended);
            }
            UsageRecord.@Nullable Charge charge = each.charge();
            if (charge != null && !charge.quantities().usage().estimated()) {
                used(charge.quantities().usage(), plain);
            }
        }
    }

    private void used(Usage usage, Attributes at) {
        switch (edition) {
            case RELEASED -> {
                tokens.record(usage.input(), at.toBuilder().put(TYPE, "input").build());
                tokens.record(usage.output(), at.toBuilder().put(TYPE, "output").build());
            }
            case LATEST -> {
                count("input_tokens", usage.input() - usage.audioInput(), "text", at);
                count("input_tokens", usage.audioInput(), "audio", at);
                count("output_tokens", usage.output() - usage.audioOutput(), "text", at);
                count("output_tokens", usage.audioOutput(), "audio", at);
                count("cache_read.input_tokens", usage.cacheRead(), "unknown", at);
                count("cache_write.input_tokens", usage.cacheWrite(), "unknown", at);
                count("reasoning.output_tokens", usage.reasoning(), "text", at);
            }
        }
    }

    private void count(String name, long tokenCount, String modality, Attributes at) {
        if (tokenCount > 0) {
            counters.computeIfAbsent(
                            "gen_ai.client.inference.usage." + name,
                            full -> meter.counterBuilder(full).setUnit("{token}").build())
                    .add(tokenCount, at.toBuilder().put(MODALITY, modality).build());
        }
    }

    private static Attributes attributes(
            Attempted attempt, String operation, String model, @Nullable String error) {
        AttributesBuilder at =
                Attributes.builder()
                        .put(GenAi.OPERATION, operation)
                        .put(GenAi.PROVIDER, attempt.provider());
        if (!model.equals(Configured.NONE)) {
            at.put(GenAi.REQUEST_MODEL, model);
        }
        @Nullable Origin server = attempt.server();
        if (server != null) {
            at.put(GenAi.SERVER, server.host()).put(GenAi.PORT, server.port());
        }
        if (error != null) {
            at.put(GenAi.ERROR, error);
        }
        return at.build();
    }

    @Override
    public void close() {
        provider.shutdown().join(2, TimeUnit.SECONDS);
    }
}
