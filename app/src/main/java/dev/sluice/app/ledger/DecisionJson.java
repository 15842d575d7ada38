package dev.sluice.app.ledger;

import dev.sluice.core.Candidate;
import dev.sluice.core.Plan;
import dev.sluice.relay.CallRecord;
import java.io.StringWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Why a call went where it went, as the call log keeps it: {@code plan} (steps of deployments),
 * {@code out} (who was left out, why and for how many milliseconds) and {@code tried} (attempts;
 * times in milliseconds since the request's head).
 */
final class DecisionJson {
    private static final JsonFactory FACTORY = new JsonFactory();

    private DecisionJson() {}

    /** Returns a JSON object, or null when there was nothing to decide. */
    static @Nullable String of(CallRecord.Decision decision) {
        Plan plan = decision.plan();
        if (plan == null) {
            return null;
        }
        boolean plain =
                plan.steps().size() == 1
                        && plan.steps().getFirst().candidates().size() == 1
                        && plan.excluded().isEmpty()
                        && decision.tried().size() == 1;
        return plain ? null : write(plan, decision);
    }

    private static String write(Plan plan, CallRecord.Decision decision) {
        var text = new StringWriter();
        try (JsonGenerator out = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            out.writeStartObject();
            out.writeArrayPropertyStart("plan");
            for (Plan.Step step : plan.steps()) {
                out.writeStartArray();
                for (Candidate each : step.candidates()) {
                    out.writeString(each.deployment().id());
                }
                out.writeEndArray();
            }
            out.writeEndArray();
            if (!plan.excluded().isEmpty()) {
                out.writeArrayPropertyStart("out");
                plan.excluded().forEach(each -> excluded(out, each));
                out.writeEndArray();
            }
            out.writeArrayPropertyStart("tried");
            decision.tried().forEach(each -> tried(out, each));
            out.writeEndArray();
            out.writeEndObject();
        }
        return text.toString();
    }

    private static void excluded(JsonGenerator out, Plan.Excluded each) {
        out.writeStartObject();
        out.writeStringProperty("deployment", each.deployment().id());
        String reason = each.standing().reason().name().toLowerCase(Locale.ROOT);
        out.writeStringProperty("reason", reason);
        out.writeNumberProperty("ms", each.standing().millis());
        out.writeEndObject();
    }

    private static void tried(JsonGenerator out, CallRecord.Tried each) {
        out.writeStartObject();
        out.writeStringProperty("deployment", each.deployment());
        out.writeStringProperty("outcome", each.outcome());
        out.writeNumberProperty("begin_ms", each.beginNanos() / 1_000_000);
        if (each.firstByteNanos() >= 0) {
            out.writeNumberProperty("first_byte_ms", each.firstByteNanos() / 1_000_000);
        }
        out.writeNumberProperty("end_ms", each.endNanos() / 1_000_000);
        out.writeEndObject();
    }
}
