package dev.sluice.app.control;

import static dev.sluice.app.control.Schema.items;
import static dev.sluice.app.control.Schema.may;
import static dev.sluice.app.control.Schema.must;
import static dev.sluice.app.control.Schema.perhaps;

import dev.sluice.app.access.Role;
import dev.sluice.core.HealthBook;
import dev.sluice.core.ModelTable;
import dev.sluice.core.Planner;
import dev.sluice.core.Snapshot;
import dev.sluice.relay.Control.Reply;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Questions about the running gateway: where calls go, how deployments do, what is in force.
 *
 * @param snapshots what is in force
 * @param outlooks how things stand; looking changes nothing
 * @param reload reads the configuration again
 * @param clock the time as the health counts it, {@link System#nanoTime}
 */
public record GatewayApi(
        Supplier<Snapshot> snapshots,
        HealthBook health,
        Supplier<Planner.Outlook> outlooks,
        Supplier<Reload> reload,
        LongSupplier clock) {
    private static final Schema CHOICES =
            items(
                    Schema.form(
                            "Choice",
                            must("deployment", Schema.TEXT, "Who is asked."),
                            must("model", perhaps(Schema.TEXT), "The name that it is told."),
                            must("probe", Schema.TRUTH, "Whether it was out until now.")));
    private static final Schema STEPS =
            items(Schema.form("Step", must("together", CHOICES, "Who is asked at the same time.")));
    private static final Schema EXPLANATION =
            Schema.form(
                    "Explanation",
                    must("model", perhaps(Schema.TEXT), "What the call names."),
                    must("key", Schema.TEXT, "The id of the key."),
                    must("route", Schema.TEXT, "The route that serves it."),
                    must("steps", STEPS, "Who is asked, one step after the other."),
                    must("larger", STEPS, "Who is asked when a conversation is too long."),
                    must("excluded", items(Schema.FREE), "Who is left out, why and how long."),
                    must("policy", Schema.FREE, "Retries, hedge and the route for long calls."),
                    must("refused", perhaps(Schema.FREE), "What the call would be answered."));
    private static final Schema DEPLOYMENT =
            Schema.form(
                    "Deployment",
                    must("id", Schema.TEXT, "Its name."),
                    must("standing", Schema.words("ready", "probing", "out"), "How it stands."),
                    must("reason", perhaps(Schema.TEXT), "Why it is out."),
                    must("retry_after_ms", Schema.WHOLE, "For how much longer."),
                    must("share", Schema.NUMBER, "How much of its part of the calls it gets."),
                    must("calls", Schema.WHOLE, "Attempts of the last 30 s."),
                    must("failures", Schema.WHOLE, "The failed ones among them."),
                    must("failures_in_row", Schema.WHOLE, "Failures since the last success."),
                    must("opened", Schema.WHOLE, "How often it was taken out since."),
                    must("load", Schema.WHOLE, "Calls under way."),
                    must("first_token_ms", perhaps(Schema.NUMBER), "Usual time to an answer."));

    List<Row> rows() {
        return List.of(
                Row.of("GET", "/explain", "Tells where a call would go and why.")
                        .least(Role.VIEWER)
                        .takes(
                                new Row.Parameter("model", Schema.TEXT, "What it would name."),
                                new Row.Parameter(
                                        "key", Schema.TEXT, "A key's id, or a SHA-256 in hex."),
                                new Row.Parameter(
                                        "use", Schema.words("chat", "other"), "What it is for."),
                                new Row.Parameter("user", Schema.TEXT, "For sticky routes."))
                        .gives(EXPLANATION)
                        .reads(this::explain),
                Row.of("GET", "/deployments", "Tells how every deployment is doing.")
                        .least(Role.VIEWER)
                        .gives(
                                Schema.form(
                                        "Deployments",
                                        must("deployments", items(DEPLOYMENT), "All of them.")))
                        .reads(_ -> new Reply(200, deployments().all())),
                Row.of("POST", "/deployments/{id}/reset", "Forgets how a deployment was doing.")
                        .least(Role.OPERATOR)
                        .gives(DEPLOYMENT)
                        .changes(this::reset),
                Row.of("POST", "/reload", "Reads the configuration file now.")
                        .least(Role.OPERATOR)
                        .gives(
                                Schema.form(
                                        "Reloaded",
                                        must("revision", Schema.WHOLE, "Its number."),
                                        may("warnings", Problems.SCHEMA, "What looks odd.")))
                        .changes(_ -> new Row.Changed("had the file read again", reloaded())));
    }

    private Reply explain(Asked asked) {
        String use = asked.word("use", "chat", List.of("chat", "other"));
        var inquiry =
                new Explain.Inquiry(
                        asked.text("model"),
                        asked.text("key"),
                        use.equals("chat") ? ModelTable.Use.CHAT : ModelTable.Use.OTHER,
                        asked.text("user"));
        Explanation explanation = Explain.explain(snapshots.get(), inquiry, outlooks.get());
        return new Reply(200, ExplanationJson.write(explanation));
    }

    private Row.Changed reset(Asked asked) {
        byte[] now = deployments().reset(asked.id());
        return new Row.Changed("reset the deployment " + asked.id(), new Reply(200, now));
    }

    private DeploymentList deployments() {
        return new DeploymentList(snapshots.get(), health, clock.getAsLong());
    }

    private Reply reloaded() {
        return switch (reload.get()) {
            case Reload.InForce(var revision, var warnings) ->
                    new Reply(
                            200,
                            Json.object(out -> {
                                out.writeNumberProperty("revision", revision);
                                Problems.write(out, "warnings", warnings);
                            }));
            case Reload.Refused(var problems) -> Problems.refused(problems);
        };
    }
}
