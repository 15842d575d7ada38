package dev.sluice.app.telemetry;

import dev.sluice.core.health.Standing;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;

/** What is true at the moment of a scrape. Asked once per scrape, so that a page is of a piece. */
final class Moments {
    private final Gauges gauges;
    private final MultiGauge health;
    private final MultiGauge database;
    private final MultiGauge redis;
    private final MultiGauge budgets;
    private volatile Gauges.Ledger ledger = Gauges.Ledger.IDLE;

    Moments(MeterRegistry registry, Gauges gauges) {
        this.gauges = gauges;
        gauge("sluice.active.calls", "Calls under way.", () -> gauges.activeCalls().getAsInt())
                .register(registry);
        gauge(
                        "sluice.connections",
                        "Open connections of clients.",
                        () -> gauges.connections().getAsInt())
                .register(registry);
        gauge(
                        "sluice.config.revision",
                        "Counts up with every configuration put in force.",
                        () -> gauges.revision().getAsLong())
                .register(registry);
        gauge(
                        "sluice.ledger.lag.entries",
                        "Entries of the journal that are not in the database yet.",
                        () -> ledger.lagEntries())
                .register(registry);
        gauge(
                        "sluice.ledger.lag.seconds",
                        "Age of the oldest entry that is not in the database yet.",
                        () -> ledger.lagMillis() / 1000.0)
                .register(registry);
        gauge(
                        "sluice.ledger.trouble",
                        "1 when the journal cannot be written.",
                        () -> ledger.condition() == Gauges.Condition.TROUBLED ? 1 : 0)
                .register(registry);
        gauge(
                        "sluice.journal.bytes",
                        "Size of the journal on the disk.",
                        () -> ledger.journalBytes())
                .register(registry);
        health =
                MultiGauge.builder("sluice.deployment.health")
                        .description("2: asked; 1: on probation; 0: left out.")
                        .register(registry);
        database =
                MultiGauge.builder("sluice.database.up")
                        .description("Whether the ledger's database can be reached.")
                        .register(registry);
        redis =
                MultiGauge.builder("sluice.redis.up")
                        .description("Whether the shared counters can be reached.")
                        .register(registry);
        budgets =
                MultiGauge.builder("sluice.budget.remaining.micro")
                        .description("What is left of a budget, in millionths of the unit.")
                        .register(registry);
    }

    private static Gauge.Builder<?> gauge(
            String name, String says, java.util.function.Supplier<Number> value) {
        return Gauge.builder(name, value).description(says);
    }

    /** Asks for everything that comes in rows, and for what belongs together. */
    void refresh() {
        Gauges.Ledger now = gauges.ledger().get();
        ledger = now;
        database.register(rows(now.database()), true);
        redis.register(rows(gauges.redis().get()), true);
        List<Row<?>> standings = new ArrayList<>();
        gauges.deployments()
                .get()
                .forEach((id, standing) ->
                        standings.add(Row.of(Tags.of("deployment", id), number(standing))));
        health.register(standings, true);
        List<Row<?>> left = new ArrayList<>();
        for (Gauges.Left each : gauges.budgets().get()) {
            if (left.size() < Gauges.MOST_BUDGETS) {
                left.add(
                        Row.of(
                                Tags.of(
                                        "budget",
                                        each.budget(),
                                        "currency",
                                        each.amount().currency().name()),
                                each.amount().micro()));
            }
        }
        budgets.register(left, true);
    }

    private static List<Row<?>> rows(Gauges.Link link) {
        return switch (link) {
            case UP -> List.of(Row.of(Tags.empty(), 1));
            case DOWN -> List.of(Row.of(Tags.empty(), 0));
            case UNUSED -> List.of();
        };
    }

    private static int number(Standing standing) {
        return switch (standing) {
            case Standing.Ready _ -> 2;
            case Standing.Probing() -> 1;
            case Standing.Out(var reason, _) ->
                    switch (reason) {
                        case PROBED -> 1;
                        case FAILING, COOLDOWN, CREDENTIAL, QUOTA -> 0;
                    };
        };
    }
}
