package dev.sluice.app.control;

import dev.sluice.app.config.Problem;
import dev.sluice.core.HealthBook;
import dev.sluice.core.ModelTable;
import dev.sluice.core.Planner;
import dev.sluice.core.Snapshot;
import dev.sluice.relay.Control;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Answers an administrator: a closed table of questions. */
public final class ControlApi implements Control {
    private static final String ID = "{id}";

    private final Supplier<Snapshot> snapshots;
    private final HealthBook health;
    private final Supplier<Planner.Outlook> outlooks;
    private final Supplier<Reload> reload;
    private final LongSupplier clock;
    private final List<Row> table =
            List.of(
                    new Row("GET", "/explain", (ask, _) -> explain(ask.query())),
                    new Row("GET", "/deployments", (_, _) -> new Reply(200, deployments().all())),
                    new Row(
                            "POST",
                            "/deployments/{id}/reset",
                            (_, id) -> new Reply(200, deployments().reset(id))),
                    new Row("POST", "/reload", (_, _) -> reload()));

    /**
     * Answers from these.
     *
     * @param snapshots what is in force
     * @param outlooks how things stand; looking changes nothing
     * @param reload reads the configuration again
     * @param clock the time as the health counts it, {@link System#nanoTime}
     */
    public ControlApi(
            Supplier<Snapshot> snapshots,
            HealthBook health,
            Supplier<Planner.Outlook> outlooks,
            Supplier<Reload> reload,
            LongSupplier clock) {
        this.snapshots = snapshots;
        this.health = health;
        this.outlooks = outlooks;
        this.reload = reload;
        this.clock = clock;
    }

    @FunctionalInterface
    private interface Handler {
        Reply answer(Ask ask, String id);
    }

    private record Row(String method, String pattern, Handler handler) {
        /** Returns what stands for {@code {id}}, "" where there is none; null for another path. */
        @Nullable String match(String path) {
            int at = pattern.indexOf(ID);
            if (at < 0) {
                return path.equals(pattern) ? "" : null;
            }
            String before = pattern.substring(0, at);
            String after = pattern.substring(at + ID.length());
            return path.length() > before.length() + after.length()
                            && path.startsWith(before)
                            && path.endsWith(after)
                    ? path.substring(before.length(), path.length() - after.length())
                    : null;
        }
    }

    @Override
    public Reply answer(Ask ask) {
        try {
            for (Row row : table) {
                @Nullable String id = row.match(ask.path());
                if (id != null && row.method().equals(ask.method())) {
                    return row.handler().answer(ask, id);
                }
            }
            return error(unanswered(ask));
        } catch (ApiException e) {
            return error(e.error());
        }
    }

    private ApiError unanswered(Ask ask) {
        String allowed =
                table.stream()
                        .filter(row -> row.match(ask.path()) != null)
                        .map(Row::method)
                        .collect(Collectors.joining(", "));
        if (allowed.isEmpty()) {
            String known =
                    table.stream()
                            .map(row -> row.method() + " " + row.pattern())
                            .collect(Collectors.joining(", "));
            return new ApiError(
                    404,
                    "invalid_request_error",
                    "Unknown address below /admin/api. There are: " + known + ".",
                    null,
                    "unknown_url");
        }
        return new ApiError(
                405,
                "invalid_request_error",
                "Not allowed to " + ask.method() + " here; allowed: " + allowed + ".",
                null,
                "method_not_supported");
    }

    private static Reply error(ApiError error) {
        return new Reply(error.status(), Json.object(out -> Json.error(out, error)));
    }

    private Reply explain(Map<String, String> query) {
        var inquiry =
                new Explain.Inquiry(
                        given(query, "model"),
                        given(query, "key"),
                        use(given(query, "use")),
                        given(query, "user"));
        Explanation explanation = Explain.explain(snapshots.get(), inquiry, outlooks.get());
        return new Reply(200, ExplanationJson.write(explanation));
    }

    private static @Nullable String given(Map<String, String> query, String name) {
        @Nullable String value = query.get(name);
        return value == null || value.isBlank() ? null : value;
    }

    private static ModelTable.Use use(@Nullable String word) {
        return switch (word) {
            case null -> ModelTable.Use.CHAT;
            case "chat" -> ModelTable.Use.CHAT;
            case "other" -> ModelTable.Use.OTHER;
            default ->
                    throw new ApiException(
                            ApiError.badRequest(
                                    "The parameter 'use' is 'chat' or 'other'.",
                                    "use",
                                    "invalid_value"));
        };
    }

    private DeploymentList deployments() {
        return new DeploymentList(snapshots.get(), health, clock.getAsLong());
    }

    private Reply reload() {
        return switch (reload.get()) {
            case Reload.InForce(var revision, var warnings) ->
                    new Reply(
                            200,
                            Json.object(out -> {
                                out.writeNumberProperty("revision", revision);
                                problems(out, "warnings", warnings);
                            }));
            case Reload.Refused(var problems) ->
                    new Reply(
                            400,
                            Json.object(out -> {
                                Json.error(out, refused(problems));
                                problems(out, "problems", problems);
                            }));
        };
    }

    private static ApiError refused(List<Problem> problems) {
        String sentences =
                problems.stream().limit(3).map(Problem::sentence).collect(Collectors.joining("; "));
        return ApiError.badRequest(
                "The configuration cannot be used, the old one stays in force: " + sentences,
                null,
                "configuration_refused");
    }

    private static void problems(JsonGenerator out, String name, List<Problem> problems) {
        Json.array(
                out,
                name,
                problems,
                each -> {
                    out.writeStartObject();
                    out.writeNumberProperty("line", each.line());
                    out.writeStringProperty("path", each.path());
                    out.writeStringProperty("message", each.message());
                    out.writeEndObject();
                });
    }
}
