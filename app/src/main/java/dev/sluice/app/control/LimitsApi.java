package dev.sluice.app.control;

import static dev.sluice.app.control.Schema.items;
import static dev.sluice.app.control.Schema.may;
import static dev.sluice.app.control.Schema.must;
import static dev.sluice.app.control.Schema.perhaps;

import dev.sluice.app.access.Role;
import dev.sluice.core.Snapshot;
import dev.sluice.core.VirtualKey;
import dev.sluice.core.access.KeySpec;
import dev.sluice.core.access.TeamSpec;
import dev.sluice.core.limit.Admission.Allowance;
import dev.sluice.core.limit.Budget;
import dev.sluice.core.limit.Limit;
import dev.sluice.relay.Control.Reply;
import dev.sluice.store.StoreUnavailable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * What a key may use and what is left of it, its team's share included.
 *
 * @param snapshots for the keys of the configuration
 */
record LimitsApi(Supplier<Snapshot> snapshots, Desks desks) {
    private static final Schema LIMIT =
            Schema.form(
                    "HeldLimit",
                    must("holder", Schema.TEXT, "Whose: key:ID or team:ID."),
                    must("measure", Schema.words("rpm", "tpm", "parallel"), "What is counted."),
                    must("amount", Schema.WHOLE, "How many."),
                    must("left", Schema.WHOLE, "How many are left now, as far as this node knows."),
                    may("model", perhaps(Schema.TEXT), "The model that it is for."));
    private static final Schema BUDGET =
            Schema.form(
                    "HeldBudget",
                    must("holder", Schema.TEXT, "Whose: key:ID or team:ID."),
                    must("amount", Schema.TEXT, "How much."),
                    must("currency", Schema.words("USD", "CNY"), "Its currency."),
                    must("window", SpecJson.WINDOW, "When it is renewed, in UTC."),
                    must("spent", Schema.MONEY, "In this window, by the ledger."),
                    must("left", Schema.MONEY, "At least nothing."),
                    must("begun", perhaps(Schema.TIME), "When the window began."),
                    must("renews", perhaps(Schema.TIME), "When the next one begins."));

    List<Row> rows() {
        return List.of(
                Row.of("GET", "/limits/{id}", "Tells what a key may use, and what is left.")
                        .leastOrOwner(Role.VIEWER)
                        .gives(
                                Schema.form(
                                        "Limits",
                                        must("key", Schema.TEXT, "The key's id."),
                                        must("limits", items(LIMIT), "How fast."),
                                        must("budgets", items(BUDGET), "How much.")))
                        .reads(this::left));
    }

    private Reply left(Asked asked) throws StoreUnavailable {
        Allowance allowance = find(asked.id(), asked.owner());
        var standings = new Standings(desks.reports(), desks.clock()).of(allowance.budgets());
        return new Reply(
                200,
                Json.object(out -> {
                    out.writeStringProperty("key", asked.id());
                    Json.array(out, "limits", allowance.limits(), each -> limit(out, each));
                    Json.array(out, "budgets", standings, each -> budget(out, each));
                }));
    }

    /** Finds a key; for an owner only its own. */
    private Allowance find(String id, @Nullable String only) throws StoreUnavailable {
        @Nullable KeySpec issued = desks.keys().key(id);
        if (issued != null && (only == null || only.equals(issued.owner()))) {
            return of(issued);
        }
        Snapshot snapshot = snapshots.get();
        for (VirtualKey each : snapshot.keys().all()) {
            boolean seen = only == null || only.equals(each.rights().owner());
            if (seen && each.id().equals(id)) {
                return each.rights().allowance();
            }
        }
        throw Asked.unknown(
                "No key has this id. GET /admin/api/keys lists the issued ones.", "key_not_found");
    }

    private Allowance of(KeySpec key) throws StoreUnavailable {
        List<Limit> limits = new ArrayList<>(key.terms().limits());
        List<Budget> budgets = new ArrayList<>(key.terms().budgets());
        @Nullable String id = key.team();
        @Nullable TeamSpec team = id == null ? null : desks.keys().team(id);
        if (team != null) {
            limits.addAll(team.terms().limits());
            budgets.addAll(team.terms().budgets());
        }
        return new Allowance(limits, budgets);
    }

    private void limit(JsonGenerator out, Limit limit) {
        out.writeStartObject();
        out.writeStringProperty("holder", limit.holder());
        out.writeStringProperty("measure", SpecJson.measure(limit.measure()));
        out.writeNumberProperty("amount", limit.amount());
        out.writeNumberProperty("left", desks.left().applyAsLong(limit));
        Json.put(out, "model", limit.model());
        out.writeEndObject();
    }

    private static void budget(JsonGenerator out, Standings.Standing standing) {
        out.writeStartObject();
        out.writeStringProperty("holder", standing.budget().holder());
        SpecJson.budget(out, standing.budget());
        out.writeObjectPropertyStart("spent");
        Json.amount(out, standing.spent());
        out.writeEndObject();
        out.writeObjectPropertyStart("left");
        Json.amount(out, standing.left());
        out.writeEndObject();
        Json.put(out, "begun", standing.begun() == null ? null : standing.begun().toString());
        Json.put(out, "renews", standing.renews() == null ? null : standing.renews().toString());
        out.writeEndObject();
    }
}
