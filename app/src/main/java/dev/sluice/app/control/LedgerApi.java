package dev.sluice.app.control;

import static dev.sluice.app.control.Schema.items;
import static dev.sluice.app.control.Schema.must;

import dev.sluice.app.access.Role;
import dev.sluice.relay.Control.Reply;
import dev.sluice.store.StoreUnavailable;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looking after the ledger. */
record LedgerApi(LedgerDesk desk, InstantSource clock) {
    List<Row> rows() {
        return List.of(
                Row.of("GET", "/ledger", "Tells how far the database is behind the journal.")
                        .least(Role.VIEWER)
                        .gives(
                                Schema.form(
                                        "LedgerProgress",
                                        must("entries", Schema.WHOLE, "Not yet in the database."),
                                        must("oldest_ms", Schema.WHOLE, "Age of the oldest."),
                                        Schema.may(
                                                "trouble",
                                                Schema.TEXT,
                                                "Why nothing can be recorded.")))
                        .reads(_ -> new Reply(200, json(desk.progress()))),
                Row.of("POST", "/ledger/check", "Finds out whether the ledger adds up.")
                        .least(Role.OPERATOR)
                        .gives(
                                Schema.form(
                                        "LedgerCheck",
                                        must("sound", Schema.TRUTH, "Whether everything does."),
                                        must("calls", Schema.WHOLE, "Calls added up."),
                                        must("entries", Schema.WHOLE, "Entries of budgets."),
                                        must("open", Schema.WHOLE, "Open reservations."),
                                        must("findings", Schema.TEXTS, "What does not.")))
                        .reads(_ -> new Reply(200, json(desk.check()))),
                Row.of("POST", "/ledger/rerate", "Counts cost again, by the prices now in force.")
                        .least(Role.OPERATOR)
                        .takes(
                                new Row.Parameter(
                                        "from", Schema.TEXT, "A date or moment; must be there."),
                                new Row.Parameter(
                                        "to", Schema.TEXT, "A date, whole, or moment; now."))
                        .gives(
                                Schema.form(
                                        "Rerated",
                                        must("from", Schema.TIME, "The first moment."),
                                        must("to", Schema.TIME, "Exclusive."),
                                        must("calls", Schema.WHOLE, "Calls looked at."),
                                        must("changed", Schema.WHOLE, "Those of another cost."),
                                        must(
                                                "cost_change",
                                                items(Schema.MONEY),
                                                "How much more what was served costs."),
                                        must(
                                                "lost_change",
                                                items(Schema.MONEY),
                                                "How much more lost attempts cost.")))
                        .changes(this::rerate));
    }

    private static byte[] json(LedgerDesk.Progress progress) {
        return Json.object(out -> {
            out.writeNumberProperty("entries", progress.entries());
            out.writeNumberProperty("oldest_ms", progress.oldestMillis());
            if (progress.trouble() != null) {
                out.writeStringProperty("trouble", progress.trouble());
            }
        });
    }

    /** Writes what a check found. */
    static byte[] json(LedgerDesk.Check check) {
        return Json.object(out -> {
            out.writeBooleanProperty("sound", check.findings().isEmpty());
            out.writeNumberProperty("calls", check.calls());
            out.writeNumberProperty("entries", check.entries());
            out.writeNumberProperty("open", check.open());
            Json.array(out, "findings", check.findings(), out::writeString);
        });
    }

    private Row.Changed rerate(Asked asked) throws StoreUnavailable {
        @Nullable Instant from = asked.begin("from");
        if (from == null) {
            throw Asked.missing("from", "a date such as 2026-11-01");
        }
        @Nullable Instant end = asked.end("to");
        Instant to = end == null ? clock.instant() : end;
        if (!from.isBefore(to)) {
            throw Asked.refused("from", from.toString(), "a time before to, which is " + to);
        }
        LedgerDesk.Rerated rerated = desk.rerate(from, to);
        byte[] json =
                Json.object(out -> {
                    out.writeStringProperty("from", from.toString());
                    out.writeStringProperty("to", to.toString());
                    out.writeNumberProperty("calls", rerated.calls());
                    out.writeNumberProperty("changed", rerated.changed());
                    Json.money(out, "cost_change", rerated.cost());
                    Json.money(out, "lost_change", rerated.lost());
                });
        return new Row.Changed(
                "rerated calls from " + from + " to " + to + ", " + rerated.changed() + " changed",
                new Reply(200, json));
    }
}
