package dev.sluice.app.control;

import dev.sluice.core.Deployment;
import dev.sluice.core.HealthBook;
import dev.sluice.core.Snapshot;
import dev.sluice.core.health.Health;
import dev.sluice.core.health.Standing;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Every deployment and how it is doing; never its address or a secret.
 *
 * @param now the time, as the health counts it
 */
record DeploymentList(Snapshot snapshot, HealthBook health, long now) {
    private static final long NANOS = 1_000_000;

    /** Writes all. */
    byte[] all() {
        return Json.object(out ->
                Json.array(
                        out,
                        "deployments",
                        snapshot.deployments(),
                        each -> {
                            out.writeStartObject();
                            report(out, each);
                            out.writeEndObject();
                        }));
    }

    /**
     * Forgets how a deployment was doing and writes how it stands then.
     *
     * @throws ApiException when there is none of this name
     */
    byte[] reset(String id) {
        Deployment deployment = find(id);
        health.of(deployment).reset();
        return Json.object(out -> report(out, deployment));
    }

    private Deployment find(String id) {
        for (Deployment each : snapshot.deployments()) {
            if (each.id().equals(id)) {
                return each;
            }
        }
        List<String> names = snapshot.deployments().stream().map(Deployment::id).toList();
        throw new ApiException(
                new ApiError(
                        404,
                        "invalid_request_error",
                        "No deployment has this name." + NearNames.hint(id, names),
                        "id",
                        "deployment_not_found"));
    }

    private void report(JsonGenerator out, Deployment deployment) {
        Health.Report report = health.of(deployment).report(now);
        out.writeStringProperty("id", deployment.id());
        standing(out, report.standing());
        out.writeNumberProperty("calls", report.calls());
        out.writeNumberProperty("failures", report.failures());
        out.writeNumberProperty("failures_in_row", report.row());
        out.writeNumberProperty("opened", report.opened());
        out.writeNumberProperty("load", report.load());
        if (report.firstTokenNanos() > 0) {
            out.writeNumberProperty("first_token_ms", report.firstTokenNanos() / NANOS);
        } else {
            out.writeNullProperty("first_token_ms");
        }
    }

    /** Writes in few words how a deployment stands. */
    static void state(JsonGenerator out, Standing standing) {
        switch (standing) {
            case Standing.Ready _ -> state(out, "ready", null, 0);
            case Standing.Probing() -> state(out, "probing", null, 0);
            case Standing.Out(var reason, var millis) ->
                    state(out, "out", Explanation.word(reason), millis);
        }
    }

    private static void state(
            JsonGenerator out, String word, @Nullable String reason, long millis) {
        out.writeStringProperty("state", word);
        Json.put(out, "reason", reason);
        out.writeNumberProperty("retry_in_ms", millis);
    }

    private static void standing(JsonGenerator out, Standing standing) {
        switch (standing) {
            case Standing.Ready(var share) -> standing(out, "ready", null, 0, share);
            case Standing.Probing() -> standing(out, "probing", null, 0, 0);
            case Standing.Out(var reason, var millis) ->
                    standing(out, "out", Explanation.word(reason), millis, 0);
        }
    }

    private static void standing(
            JsonGenerator out, String word, @Nullable String reason, long millis, double share) {
        out.writeStringProperty("standing", word);
        Json.put(out, "reason", reason);
        out.writeNumberProperty("retry_after_ms", millis);
        out.writeNumberProperty("share", share);
    }
}
