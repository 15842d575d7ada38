package dev.sluice.app.control;

import static dev.sluice.app.control.Schema.items;
import static dev.sluice.app.control.Schema.must;
import static dev.sluice.app.control.Schema.perhaps;

import dev.sluice.app.access.Role;
import dev.sluice.core.Deployment;
import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Money;
import dev.sluice.relay.Control.Reply;
import dev.sluice.store.Reports;
import dev.sluice.store.Reports.Bucket;
import dev.sluice.store.Reports.Timed;
import dev.sluice.store.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** How it goes, at a glance. */
record OverviewApi(GatewayApi gateway, Desks desks, ConfigDesk configuration) {
    private static final int USUAL_MINUTES = 60;
    private static final int HOUR = 60;
    private static final int DAY = 24 * HOUR;
    private static final int MOST_MINUTES = 7 * DAY;
    private static final int MOST_BUCKETS = 60;
    private static final int SAMPLE = 5000;
    private static final int CHANGES = 10;
    private static final Schema COST =
            Schema.form(
                    "CostByCurrency",
                    must("USD", Schema.TEXT, "A decimal number."),
                    must("CNY", Schema.TEXT, "A decimal number."));
    private static final List<Schema.Member> FIGURES =
            List.of(
                    must("calls", Schema.WHOLE, "Finished calls."),
                    must("failed", Schema.WHOLE, "Those that failed."),
                    must("tokens", Schema.WHOLE, "Input and output."),
                    must("p50_ms", perhaps(Schema.WHOLE), "Half of the calls took no longer."),
                    must("p95_ms", perhaps(Schema.WHOLE), "95 of 100 took no longer."),
                    must("cost", COST, "Of what was served."));

    List<Row> rows() {
        List<Schema.Member> members = new ArrayList<>();
        members.add(must("now", Schema.WHOLE, "The time, since 1970 in ms."));
        members.add(must("minutes", Schema.WHOLE, "How far it looks back."));
        members.addAll(FIGURES);
        members.add(
                must(
                        "yesterday",
                        new Schema.Form("OverviewFigures", FIGURES),
                        "The same minutes a day before."));
        members.add(must("bucket_ms", Schema.WHOLE, "How long each step of the series is."));
        members.add(must("counted_from", Schema.WHOLE, "What is older was not counted in time."));
        members.add(
                must(
                        "series",
                        items(
                                Schema.form(
                                        "OverviewStep",
                                        must("t", Schema.WHOLE, "When it begins."),
                                        must("calls", Schema.WHOLE, "Finished calls."),
                                        must("failed", Schema.WHOLE, "Those that failed."),
                                        must("tokens", Schema.WHOLE, "Input and output."),
                                        must("p50_ms", perhaps(Schema.WHOLE), "As above."),
                                        must("p95_ms", perhaps(Schema.WHOLE), "As above."))),
                        "Every step, the oldest first."));
        members.add(
                must(
                        "deployments",
                        items(
                                Schema.form(
                                        "OverviewDeployment",
                                        must("id", Schema.TEXT, "Its name."),
                                        must(
                                                "state",
                                                Schema.words("ready", "probing", "out"),
                                                "How it stands."),
                                        must("reason", perhaps(Schema.TEXT), "Why it is out."),
                                        must("retry_in_ms", Schema.WHOLE, "For how long."))),
                        "All of them."));
        members.add(
                must(
                        "changes",
                        items(
                                Schema.form(
                                        "OverviewChange",
                                        must("at", Schema.WHOLE, "When, since 1970 in ms."),
                                        must("who", Schema.TEXT, "Who made it."),
                                        must("what", Schema.TEXT, "What, in its author's words."))),
                        "The latest of the configuration."));
        return List.of(
                Row.of("GET", "/overview", "Tells at a glance how it goes.")
                        .least(Role.VIEWER)
                        .takes(
                                new Row.Parameter(
                                        "minutes",
                                        Schema.WHOLE,
                                        "How far to look back, to 10080; usually 60."))
                        .gives(new Schema.Form("Overview", List.copyOf(members)))
                        .reads(this::overview));
    }

    /** Some minutes of the ledger. */
    private record Look(Instant from, Reports.Timeline timeline, List<Timed> times) {}

    private Reply overview(Asked asked) throws StoreUnavailable {
        int minutes = asked.whole("minutes", USUAL_MINUTES, MOST_MINUTES);
        Instant now = desks.clock().instant();
        // Of more than a day there are sums by the hour.
        long unit = minutes > DAY ? HOUR : 1;
        long step =
                Math.ceilDiv(Math.ceilDiv(minutes, MOST_BUCKETS), unit)
                        * unit
                        * Duration.ofMinutes(1).toMillis();
        Instant begin = now.minus(Duration.ofMinutes(minutes));
        Duration span =
                Duration.between(minutes > DAY ? begin.truncatedTo(ChronoUnit.HOURS) : begin, now);
        Look recent = look(now, span, step);
        Look before = look(now.minus(Duration.ofDays(1)), span, step);
        List<ConfigDesk.Version> changes = configuration.history(null, CHANGES);
        byte[] json =
                Json.object(out -> {
                    out.writeNumberProperty("now", now.toEpochMilli());
                    out.writeNumberProperty("minutes", minutes);
                    figures(out, recent);
                    out.writeObjectPropertyStart("yesterday");
                    figures(out, before);
                    out.writeEndObject();
                    out.writeNumberProperty("bucket_ms", step);
                    out.writeNumberProperty(
                            "counted_from", recent.timeline().from().toEpochMilli());
                    out.writeArrayPropertyStart("series");
                    series(out, recent, new Steps(now, step));
                    out.writeEndArray();
                    Json.array(
                            out,
                            "deployments",
                            gateway.snapshots().get().deployments(),
                            each -> deployment(out, each));
                    Json.array(out, "changes", changes, each -> change(out, each));
                });
        return new Reply(200, json);
    }

    private Look look(Instant to, Duration span, long step) throws StoreUnavailable {
        Instant from = to.minus(span);
        var filter = new Reports.CallFilter(from, to.plusMillis(1), null, Map.of(), null, false);
        return new Look(
                from,
                desks.reports().timeline(filter, step),
                desks.reports().times(filter, SAMPLE));
    }

    private static void figures(JsonGenerator out, Look look) {
        long calls = 0;
        long failed = 0;
        long tokens = 0;
        Map<Currency, Long> cost = new EnumMap<>(Currency.class);
        for (Bucket each : look.timeline().buckets()) {
            calls += each.calls();
            failed += each.failed();
            tokens += each.tokens();
            each.cost().forEach((currency, micro) -> cost.merge(currency, micro, Long::sum));
        }
        out.writeNumberProperty("calls", calls);
        out.writeNumberProperty("failed", failed);
        out.writeNumberProperty("tokens", tokens);
        percentiles(out, look.times().stream().map(Timed::micros).toList());
        out.writeObjectPropertyStart("cost");
        for (Currency each : Currency.values()) {
            out.writeStringProperty(
                    each.name(), new Money(cost.getOrDefault(each, 0L), each).decimal());
        }
        out.writeEndObject();
    }

    private static void percentiles(JsonGenerator out, List<Long> micros) {
        List<Long> sorted = micros.stream().sorted().toList();
        put(out, "p50_ms", percentile(sorted, 50));
        put(out, "p95_ms", percentile(sorted, 95));
    }

    private static void put(JsonGenerator out, String name, @Nullable Long number) {
        if (number == null) {
            out.writeNullProperty(name);
        } else {
            out.writeNumberProperty(name, number);
        }
    }

    /** Returns the least value that so many of a hundred do not exceed, in milliseconds. */
    static @Nullable Long percentile(List<Long> sortedMicros, int of100) {
        if (sortedMicros.isEmpty()) {
            return null;
        }
        int rank = (int) Math.ceilDiv((long) sortedMicros.size() * of100, 100L);
        return Math.ceilDiv(sortedMicros.get(rank - 1), 1000L);
    }

    /** The steps of a series, up to now. */
    private record Steps(Instant now, long millis) {}

    private static void series(JsonGenerator out, Look look, Steps steps) {
        Map<Long, Bucket> buckets = new HashMap<>();
        look.timeline().buckets().forEach(each -> buckets.put(each.begun(), each));
        Map<Long, List<Long>> times = new HashMap<>();
        long origin = look.from().toEpochMilli();
        for (Timed each : look.times()) {
            long begun = each.begun() - (each.begun() - origin) % steps.millis();
            times.computeIfAbsent(begun, _ -> new ArrayList<>()).add(each.micros());
        }
        for (long t = origin; t < steps.now().toEpochMilli(); t += steps.millis()) {
            Bucket bucket = buckets.getOrDefault(t, new Bucket(t, 0, 0, 0, Map.of()));
            out.writeStartObject();
            out.writeNumberProperty("t", t);
            out.writeNumberProperty("calls", bucket.calls());
            out.writeNumberProperty("failed", bucket.failed());
            out.writeNumberProperty("tokens", bucket.tokens());
            percentiles(out, times.getOrDefault(t, List.of()));
            out.writeEndObject();
        }
    }

    private void deployment(JsonGenerator out, Deployment deployment) {
        out.writeStartObject();
        out.writeStringProperty("id", deployment.id());
        long now = gateway.clock().getAsLong();
        DeploymentList.state(out, gateway.health().of(deployment).standing(now));
        out.writeEndObject();
    }

    private static void change(JsonGenerator out, ConfigDesk.Version version) {
        out.writeStartObject();
        out.writeNumberProperty("at", version.time().toEpochMilli());
        out.writeStringProperty("who", version.author());
        out.writeStringProperty("what", version.note());
        out.writeEndObject();
    }
}
