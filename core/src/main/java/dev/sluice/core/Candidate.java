package dev.sluice.core;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A deployment that may serve a call.
 *
 * @param deployment the place
 * @param setModel the model to write into the request, or null to leave it as it is
 * @param model the model as the upstream is asked for it, or null when the request names none
 * @param probe whether the deployment was out and this call may find out whether it works again
 */
public record Candidate(
        Deployment deployment, @Nullable String setModel, @Nullable String model, boolean probe) {

    static Candidate of(Route.One one, Planner.Question question, boolean probe) {
        @Nullable String set =
                switch (question.naming()) {
                    case BOUND -> bound(one.deployment(), question);
                    case LISTED -> listed(one, question);
                };
        return new Candidate(one.deployment(), set, set == null ? question.model() : set, probe);
    }

    private static @Nullable String bound(Deployment deployment, Planner.Question question) {
        return switch (question.use()) {
            case CHAT ->
                    deployment.upstreamModel() != null || question.model() != null
                            ? deployment.upstreamModel()
                            : deployment.defaultModel();
            case OTHER -> null;
        };
    }

    private static @Nullable String listed(Route.One one, Planner.Question question) {
        @Nullable String upstream = one.deployment().upstreamModel();
        if (upstream == null) {
            upstream = one.name() == null ? question.name() : one.name();
        }
        // Most other endpoints know no model: what the caller did not write is not written.
        boolean unasked = question.model() == null && question.use() == ModelTable.Use.OTHER;
        return unasked || Objects.equals(upstream, question.model()) ? null : upstream;
    }
}
