package dev.sluice.app.control;

import static dev.sluice.app.control.Schema.items;
import static dev.sluice.app.control.Schema.must;
import static dev.sluice.app.control.Schema.perhaps;

import dev.sluice.app.access.Role;
import dev.sluice.core.Deployment;
import dev.sluice.core.Snapshot;
import dev.sluice.core.price.Price;
import dev.sluice.core.price.PriceBook;
import dev.sluice.relay.Control.Reply;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** What calls cost. */
record PricesApi(Supplier<Snapshot> snapshots, InstantSource clock) {
    private static final Schema RATED =
            Schema.form(
                    "RatedDeployment",
                    must("deployment", Schema.TEXT, "Its id."),
                    must("provider", Schema.TEXT, "Its provider's id."),
                    must("vendor", Schema.TEXT, "Its provider's type."),
                    must("model", perhaps(Schema.TEXT), "What it is told; null: what calls say."),
                    must("price", perhaps(PriceJson.PRICE), "What is in force now."));

    List<Row> rows() {
        return List.of(
                Row.of("GET", "/prices", "Tells what each deployment costs now.")
                        .least(Role.VIEWER)
                        .takes(
                                new Row.Parameter(
                                        "at", Schema.TEXT, "A date or moment; usually now."),
                                new Row.Parameter(
                                        "all",
                                        Schema.words("true", "false"),
                                        "Whether every known price is listed, too."))
                        .gives(
                                Schema.form(
                                        "Prices",
                                        must("deployments", items(RATED), "All of them."),
                                        must("unpriced", Schema.TEXTS, "Those without price."),
                                        must(
                                                "prices",
                                                items(PriceJson.PRICE),
                                                "Empty unless asked for.")))
                        .reads(this::prices));
    }

    private Reply prices(Asked asked) {
        @Nullable Instant at = asked.begin("at");
        Snapshot snapshot = snapshots.get();
        List<Price> all = asked.truth("all") ? snapshot.tariff().prices().all() : List.of();
        var list = new Rated(snapshot.tariff().prices(), at == null ? clock.instant() : at);
        return new Reply(
                200,
                Json.object(out -> {
                    Json.array(
                            out,
                            "deployments",
                            snapshot.deployments(),
                            each -> list.write(out, each));
                    Json.array(
                            out,
                            "unpriced",
                            snapshot.deployments().stream()
                                    .filter(each -> model(each) != null && list.of(each) == null)
                                    .map(Deployment::id)
                                    .toList(),
                            out::writeString);
                    Json.array(
                            out,
                            "prices",
                            all,
                            each -> {
                                out.writeStartObject();
                                PriceJson.write(out, each);
                                out.writeEndObject();
                            });
                }));
    }

    private static @Nullable String model(Deployment deployment) {
        @Nullable String told = deployment.upstreamModel();
        return told == null ? deployment.defaultModel() : told;
    }

    /** Prices at a time. */
    private record Rated(PriceBook prices, Instant at) {
        @Nullable Price of(Deployment deployment) {
            @Nullable String model = model(deployment);
            Deployment.Origin origin = deployment.origin();
            return model == null
                    ? null
                    : prices.find(origin.provider(), origin.vendor(), model, at);
        }

        void write(JsonGenerator out, Deployment deployment) {
            out.writeStartObject();
            out.writeStringProperty("deployment", deployment.id());
            out.writeStringProperty("provider", deployment.origin().provider());
            out.writeStringProperty("vendor", deployment.origin().vendor());
            Json.put(out, "model", model(deployment));
            @Nullable Price price = of(deployment);
            if (price == null) {
                out.writeNullProperty("price");
            } else {
                out.writeObjectPropertyStart("price");
                PriceJson.write(out, price);
                out.writeEndObject();
            }
            out.writeEndObject();
        }
    }
}
