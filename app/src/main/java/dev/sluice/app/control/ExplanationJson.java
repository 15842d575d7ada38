package dev.sluice.app.control;

import dev.sluice.app.control.Explanation.Choice;
import dev.sluice.app.control.Explanation.Excluded;
import dev.sluice.app.control.Explanation.Hedge;
import dev.sluice.app.control.Explanation.Policy;
import dev.sluice.app.control.Explanation.Refused;
import dev.sluice.app.control.Explanation.Step;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonGenerator;

import java.util.ArrayList;
import java.util.List;

/** An explanation as JSON, there and back. */
public final class ExplanationJson {
    private ExplanationJson() {}

    /** Writes every member, whether it says something or not. */
    public static byte[] write(Explanation explanation) {
        return Json.object(out -> {
            Json.put(out, "model", explanation.model());
            out.writeStringProperty("key", explanation.key());
            out.writeStringProperty("route", explanation.route());
            steps(out, "steps", explanation.steps());
            steps(out, "larger", explanation.larger());
            excluded(out, explanation.excluded());
            policy(out, explanation.policy());
            refused(out, explanation.refused());
        });
    }

    private static void steps(JsonGenerator out, String name, List<Step> steps) {
        Json.array(
                out,
                name,
                steps,
                step -> {
                    out.writeStartObject();
                    Json.array(out, "together", step.together(), each -> choice(out, each));
                    out.writeEndObject();
                });
    }

    private static void choice(JsonGenerator out, Choice choice) {
        out.writeStartObject();
        out.writeStringProperty("deployment", choice.deployment());
        Json.put(out, "model", choice.model());
        out.writeBooleanProperty("probe", choice.probe());
        out.writeEndObject();
    }

    private static void excluded(JsonGenerator out, List<Excluded> excluded) {
        Json.array(
                out,
                "excluded",
                excluded,
                each -> {
                    out.writeStartObject();
                    out.writeStringProperty("deployment", each.deployment());
                    out.writeStringProperty("reason", each.reason());
                    out.writeNumberProperty("retry_after_ms", each.retryAfterMillis());
                    out.writeEndObject();
                });
    }

    private static void policy(JsonGenerator out, Policy policy) {
        out.writeObjectPropertyStart("policy");
        out.writeNumberProperty("retries", policy.retries());
        @Nullable Hedge hedge = policy.hedge();
        if (hedge == null) {
            out.writeNullProperty("hedge");
        } else {
            out.writeObjectPropertyStart("hedge");
            out.writeNumberProperty("after_ms", hedge.afterMillis());
            out.writeNumberProperty("share", hedge.share());
            out.writeEndObject();
        }
        Json.put(out, "larger", policy.larger());
        out.writeEndObject();
    }

    private static void refused(JsonGenerator out, @Nullable Refused refused) {
        if (refused == null) {
            out.writeNullProperty("refused");
            return;
        }
        out.writeObjectPropertyStart("refused");
        out.writeNumberProperty("status", refused.status());
        out.writeNumberProperty("retry_after_ms", refused.retryAfterMillis());
        out.writeEndObject();
    }

    /**
     * Reads what {@link #write} wrote; members that a newer version adds are passed over.
     *
     * @throws IllegalArgumentException when it is something else
     */
    public static Explanation read(byte[] json) {
        return explanation(JsonValue.read(json));
    }

    private static Explanation explanation(JsonValue from) {
        JsonValue policy = from.member("policy");
        JsonValue refused = from.member("refused");
        return new Explanation(
                from.text("model"),
                from.words("key"),
                from.words("route"),
                steps(from.member("steps")),
                steps(from.member("larger")),
                from.member("excluded").items().stream()
                        .map(each ->
                                new Excluded(
                                        each.words("deployment"),
                                        each.words("reason"),
                                        each.whole("retry_after_ms")))
                        .toList(),
                policy(policy),
                refused.isNull()
                        ? null
                        : new Refused(
                                (int) refused.whole("status"), refused.whole("retry_after_ms")));
    }

    private static Policy policy(JsonValue from) {
        JsonValue hedge = from.member("hedge");
        return new Policy(
                (int) from.whole("retries"),
                hedge.isNull() ? null : new Hedge(hedge.whole("after_ms"), hedge.number("share")),
                from.text("larger"));
    }

    private static List<Step> steps(JsonValue from) {
        List<Step> steps = new ArrayList<>();
        for (JsonValue step : from.items()) {
            List<Choice> together = new ArrayList<>();
            for (JsonValue each : step.member("together").items()) {
                together.add(
                        new Choice(
                                each.words("deployment"), each.text("model"), each.truth("probe")));
            }
            steps.add(new Step(together));
        }
        return steps;
    }
}
