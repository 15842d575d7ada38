package dev.sluice.app.telemetry;

import dev.sluice.core.Snapshot;
import dev.sluice.core.meter.UsageRecord;
import dev.sluice.core.money.Money;
import dev.sluice.providers.Origin;
import dev.sluice.relay.CallRecord;
import dev.sluice.wire.chat.Usage;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes the trace of a call after it has ended, from its record: a SERVER span for what the client
 * asked, and below it a CLIENT span for every attempt, so that a fail-over or a race can be seen.
 * Nothing that was said is in them, and no error texts, which may quote it.
 */
public final class Traces implements CallSink, AutoCloseable {
    /** Spans that wait to be sent; more are dropped. */
    private static final int WAITING = 8192;

    private static final TextMapGetter<Facts> HEADERS =
            new TextMapGetter<>() {
                @Override
                public Iterable<String> keys(Facts facts) {
                    return List.of("traceparent", "tracestate");
                }

                @Override
                public @Nullable String get(@Nullable Facts facts, String name) {
                    if (facts == null) {
                        return null;
                    }
                    return switch (name) {
                        case "traceparent" -> facts.traceparent();
                        case "tracestate" -> facts.tracestate();
                        default -> null;
                    };
                }
            };

    private final SdkTracerProvider provider;
    private final Tracer tracer;
    private final Configured configured;
    private final Otlp.Edition edition;
    private final Function<CallRecord, Facts> facts;
    private final Clock clock;

    /**
     * Makes traces of all calls, except those whose client says that its trace is not recorded.
     *
     * @param facts what is known of a call beyond its record
     */
    Traces(
            SpanExporter exporter,
            Otlp otlp,
            Supplier<Snapshot> snapshot,
            Function<CallRecord, Facts> facts,
            Clock clock) {
        provider =
                SdkTracerProvider.builder()
                        .setResource(resource(otlp))
                        .setSampler(Sampler.parentBased(Sampler.alwaysOn()))
                        .addSpanProcessor(
                                BatchSpanProcessor.builder(exporter)
                                        .setMaxQueueSize(WAITING)
                                        .setScheduleDelay(Duration.ofSeconds(1))
                                        .build())
                        .build();
        tracer = provider.get("dev.sluice");
        configured = new Configured(snapshot);
        edition = otlp.edition();
        this.facts = facts;
        this.clock = clock;
    }

    /** What is said of this process. */
    static Resource resource(Otlp otlp) {
        return Resource.getDefault()
                .merge(
                        Resource.create(
                                Attributes.builder().put("service.name", otlp.service()).build()));
    }

    @Override
    public void finished(CallRecord call, @Nullable UsageRecord record) {
        Facts known = facts.apply(call);
        // A call that was refused before a key was found has no time of its own.
        long begun =
                record == null
                        ? clock.millis() * 1_000_000 - call.durationNanos()
                        : record.times().begun() * 1_000_000;
        Context parent =
                W3CTraceContextPropagator.getInstance().extract(Context.root(), known, HEADERS);
        Span server = server(call, record, parent, begun);
        @Nullable String operation = GenAi.operation(call.path());
        Context inside = parent.with(server);
        int number = 0;
        for (Attempted each : Attempted.of(call, record, configured)) {
            attempt(each, operation, ++number, inside, begun);
        }
        server.end(begun + call.durationNanos(), TimeUnit.NANOSECONDS);
    }

    private Span server(CallRecord call, @Nullable UsageRecord record, Context parent, long begun) {
        // Only paths that run a model are few enough to be part of a name.
        boolean few = GenAi.operation(call.path()) != null;
        SpanBuilder span =
                tracer.spanBuilder(call.method() + (few ? " /v1" + call.path() : ""))
                        .setSpanKind(SpanKind.SERVER)
                        .setParent(parent)
                        .setStartTimestamp(begun, TimeUnit.NANOSECONDS)
                        .setAttribute("http.request.method", call.method())
                        .setAttribute("url.path", "/v1" + call.path())
                        .setAttribute("sluice.request_id", call.requestId())
                        .setAttribute("sluice.outcome", Words.outcome(call.outcome()))
                        .setAttribute("sluice.attempts", call.attempts());
        if (few) {
            span.setAttribute("http.route", "/v1" + call.path());
        }
        if (call.status() > 0) {
            span.setAttribute("http.response.status_code", call.status());
        }
        put(span, "sluice.key_id", call.key());
        put(span, "sluice.deployment", call.deployment());
        if (record != null) {
            put(span, "sluice.team", record.who().team());
            for (Money each : record.cost()) {
                span.setAttribute("sluice.cost_micro." + each.currency(), each.micro());
            }
        }
        @Nullable String error =
                call.status() >= 500
                        ? Integer.toString(call.status())
                        : call.outcome() == CallRecord.Outcome.BROKEN ? "broken" : null;
        return started(span, error);
    }

    private void attempt(
            Attempted attempt, @Nullable String operation, int number, Context parent, long begun) {
        @Nullable String model = attempt.model();
        String name = operation == null ? "attempt" : operation;
        SpanBuilder span =
                tracer.spanBuilder(model == null ? name : name + " " + model)
                        .setSpanKind(SpanKind.CLIENT)
                        .setParent(parent)
                        .setStartTimestamp(
                                begun + attempt.tried().beginNanos(), TimeUnit.NANOSECONDS)
                        .setAttribute("sluice.deployment", attempt.tried().deployment())
                        .setAttribute("sluice.attempt", number)
                        .setAttribute("sluice.attempt.outcome", attempt.tried().outcome());
        @Nullable Origin at = attempt.server();
        if (at != null) {
            span.setAttribute(GenAi.SERVER, at.host()).setAttribute(GenAi.PORT, at.port());
        }
        if (operation != null) {
            span.setAttribute(GenAi.OPERATION, operation);
            span.setAttribute(GenAi.PROVIDER, attempt.provider());
            put(span, GenAi.REQUEST_MODEL, model);
        }
        UsageRecord.@Nullable Charge charge = attempt.charge();
        if (charge != null) {
            used(span, charge);
        }
        if (attempt.tried().firstByteNanos() >= 0) {
            span.setAttribute(
                    "sluice.time_to_first_byte",
                    (attempt.tried().firstByteNanos() - attempt.tried().beginNanos()) / 1e9);
        }
        started(span, attempt.error())
                .end(begun + attempt.tried().endNanos(), TimeUnit.NANOSECONDS);
    }

    private void used(SpanBuilder span, UsageRecord.Charge charge) {
        Usage usage = charge.quantities().usage();
        if (usage.estimated()) {
            // What nobody stated is not reported as if somebody had.
            span.setAttribute("sluice.usage.estimated_input_tokens", usage.input());
            span.setAttribute("sluice.usage.estimated_output_tokens", usage.output());
        } else {
            span.setAttribute(GenAi.INPUT_TOKENS, usage.input());
            span.setAttribute(GenAi.OUTPUT_TOKENS, usage.output());
            put(span, GenAi.CACHE_READ, usage.cacheRead());
            put(span, GenAi.cacheWrite(edition), usage.cacheWrite());
            put(span, GenAi.REASONING, usage.reasoning());
        }
        switch (charge.rating()) {
            case UsageRecord.Rating.Priced(Money cost, String price) -> {
                span.setAttribute("sluice.cost_micro." + cost.currency(), cost.micro());
                span.setAttribute("sluice.price", price);
            }
            case UsageRecord.Rating.Unpriced() -> span.setAttribute("sluice.unpriced", true);
        }
    }

    private static Span started(SpanBuilder span, @Nullable String error) {
        if (error == null) {
            return span.startSpan();
        }
        return span.setAttribute(GenAi.ERROR, error).startSpan().setStatus(StatusCode.ERROR);
    }

    private static void put(SpanBuilder span, String name, @Nullable String value) {
        if (value != null) {
            span.setAttribute(name, value);
        }
    }

    private static void put(SpanBuilder span, String name, long count) {
        if (count > 0) {
            span.setAttribute(name, count);
        }
    }

    @Override
    public void close() {
        provider.shutdown().join(2, TimeUnit.SECONDS);
    }
}
