package dev.sluice.app;

import dev.sluice.core.Plan;
import dev.sluice.core.meter.UsageRecord;
import dev.sluice.core.money.Money;
import dev.sluice.relay.CallRecord;
import java.io.StringWriter;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/** Lines of a log for programs: one JSON object each, only ASCII, times with milliseconds. */
final class JsonLine {
    // Escaping everything else also takes care of signs that end a line or turn its direction.
    private static final JsonFactory FACTORY =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    private JsonLine() {}

    /** Something that happened. */
    static String event(Instant time, String level, String message) {
        return line(out -> head(out, time, level, message));
    }

    /** A call that has ended. */
    static String call(Instant time, CallRecord call, @Nullable UsageRecord record) {
        return line(out -> {
            head(out, time, "INFO", "call");
            out.writeStringProperty("request_id", call.requestId());
            put(out, "key", call.key());
            out.writeStringProperty("method", call.method());
            out.writeStringProperty("path", call.path());
            out.writeNumberProperty("status", call.status());
            out.writeStringProperty("outcome", lower(call.outcome()));
            put(out, "deployment", call.deployment());
            out.writeNumberProperty("attempts", call.attempts());
            out.writeNumberProperty("duration_ms", millis(call.durationNanos()));
            if (call.firstByteNanos() >= 0) {
                out.writeNumberProperty("first_byte_ms", millis(call.firstByteNanos()));
            }
            if (record != null) {
                used(out, record);
            }
            decision(out, call.decision());
            put(out, "error", call.error());
        });
    }

    private static void head(JsonGenerator out, Instant time, String level, String message) {
        out.writeStringProperty("time", TIME.format(time));
        out.writeStringProperty("level", level);
        out.writeStringProperty("message", message);
    }

    private static void used(JsonGenerator out, UsageRecord record) {
        put(out, "team", record.who().team());
        put(out, "owner", record.who().owner());
        put(out, "model", record.asked().model());
        if (record.charges().isEmpty()) {
            return;
        }
        CallText.Sum sum = CallText.Sum.of(record);
        out.writeObjectPropertyStart("tokens");
        out.writeNumberProperty("input", sum.input());
        out.writeNumberProperty("cached", sum.cached());
        out.writeNumberProperty("output", sum.output());
        out.writeNumberProperty("reasoning", sum.reasoning());
        out.writeBooleanProperty("estimated", sum.estimated());
        out.writeEndObject();
        out.writeObjectPropertyStart("cost_micro");
        for (Money each : record.cost()) {
            out.writeNumberProperty(each.currency().name(), each.micro());
        }
        out.writeEndObject();
        out.writeBooleanProperty("unpriced", sum.unpriced());
    }

    private static void decision(JsonGenerator out, CallRecord.Decision decision) {
        @Nullable Plan plan = decision.plan();
        if (plan != null && !plan.excluded().isEmpty()) {
            out.writeArrayPropertyStart("excluded");
            for (Plan.Excluded each : plan.excluded()) {
                out.writeStartObject();
                out.writeStringProperty("deployment", each.deployment().id());
                out.writeStringProperty("reason", lower(each.standing().reason()));
                out.writeNumberProperty("for_ms", each.standing().millis());
                out.writeEndObject();
            }
            out.writeEndArray();
        }
        if (decision.tried().isEmpty()) {
            return;
        }
        out.writeArrayPropertyStart("tried");
        for (CallRecord.Tried each : decision.tried()) {
            out.writeStartObject();
            out.writeStringProperty("deployment", each.deployment());
            out.writeStringProperty("outcome", each.outcome());
            out.writeNumberProperty("begin_ms", millis(each.beginNanos()));
            if (each.firstByteNanos() >= 0) {
                out.writeNumberProperty("first_byte_ms", millis(each.firstByteNanos()));
            }
            out.writeNumberProperty("end_ms", millis(each.endNanos()));
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static String line(Consumer<JsonGenerator> members) {
        var text = new StringWriter();
        try (JsonGenerator out = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            out.writeStartObject();
            members.accept(out);
            out.writeEndObject();
        }
        return text.toString();
    }

    private static void put(JsonGenerator out, String name, @Nullable String value) {
        if (value != null) {
            out.writeStringProperty(name, value);
        }
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }

    /** Milliseconds with three decimals. */
    private static double millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMicros(nanos) / 1000.0;
    }
}
