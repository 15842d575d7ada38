package dev.sluice.app.telemetry;

import dev.sluice.app.Log;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.Collection;

/** OTLP over HTTP as protobuf, with an eye on whether it arrives. */
final class Exporters {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private Exporters() {}

    /** Returns what sends spans. */
    static SpanExporter spans(Otlp otlp, Log log) {
        return new Spans(
                OtlpHttpSpanExporter.builder()
                        .setEndpoint(otlp.traces())
                        .setHeaders(otlp::revealed)
                        .setCompression("gzip")
                        .setTimeout(PATIENCE)
                        .build(),
                new Delivery("traces", otlp.endpoint(), log));
    }

    /** Returns what sends metrics. */
    static MetricExporter metrics(Otlp otlp, Log log) {
        return new Measurements(
                OtlpHttpMetricExporter.builder()
                        .setEndpoint(otlp.metrics())
                        .setHeaders(otlp::revealed)
                        .setCompression("gzip")
                        .setTimeout(PATIENCE)
                        .build(),
                new Delivery("metrics", otlp.endpoint(), log));
    }

    private record Spans(SpanExporter exporter, Delivery delivery) implements SpanExporter {
        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            return delivery.watch(exporter.export(spans));
        }

        @Override
        public CompletableResultCode flush() {
            return exporter.flush();
        }

        @Override
        public CompletableResultCode shutdown() {
            return exporter.shutdown();
        }
    }

    private record Measurements(MetricExporter exporter, Delivery delivery)
            implements MetricExporter {
        @Override
        public CompletableResultCode export(Collection<MetricData> metrics) {
            return delivery.watch(exporter.export(metrics));
        }

        @Override
        public AggregationTemporality getAggregationTemporality(InstrumentType type) {
            return exporter.getAggregationTemporality(type);
        }

        @Override
        public CompletableResultCode flush() {
            return exporter.flush();
        }

        @Override
        public CompletableResultCode shutdown() {
            return exporter.shutdown();
        }
    }
}
