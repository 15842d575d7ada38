package dev.sluice.app.control;

import static dev.sluice.app.control.Schema.items;
import static dev.sluice.app.control.Schema.must;
import static dev.sluice.app.control.Schema.perhaps;

import dev.sluice.app.access.Audit;
import dev.sluice.app.access.Role;
import dev.sluice.relay.Control.Reply;
import dev.sluice.store.AuditStore;
import dev.sluice.store.StoreUnavailable;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Who changed what. */
record AuditApi(Audit audit) {
    private static final int USUAL_PAGE = 100;
    private static final int LARGEST_PAGE = 1000;
    private static final Schema ENTRY =
            Schema.form(
                    "AuditEntry",
                    must("id", Schema.WHOLE, "Later ones are greater."),
                    must("at", Schema.WHOLE, "When, in ms."),
                    must("who", Schema.TEXT, "The user's name; empty when nobody knows."),
                    must("role", Schema.TEXT, "What it might do then."),
                    must("address", Schema.TEXT, "Where it asked from."),
                    must("action", Schema.TEXT, "Method and path."),
                    must("what", Schema.TEXT, "In words."),
                    must("status", Schema.WHOLE, "Of the answer."));

    List<Row> rows() {
        return List.of(
                Row.of("GET", "/audit", "Lists who changed what, newest first.")
                        .least(Role.ADMIN)
                        .takes(
                                new Row.Parameter("limit", Schema.WHOLE, "Most; usually 100."),
                                new Row.Parameter("before", Schema.TEXT, "Only smaller ids."),
                                new Row.Parameter("who", Schema.TEXT, "Only what somebody did."))
                        .gives(
                                Schema.form(
                                        "Audit",
                                        must("data", items(ENTRY), "Newest first."),
                                        must("more", Schema.TRUTH, "Whether there is more."),
                                        must(
                                                "next",
                                                perhaps(Schema.WHOLE),
                                                "The before of the next page, if any.")))
                        .reads(this::list));
    }

    private Reply list(Asked asked) throws StoreUnavailable {
        int limit = asked.whole("limit", USUAL_PAGE, LARGEST_PAGE);
        List<AuditStore.Entry> found = audit.entries(limit + 1, before(asked), asked.text("who"));
        boolean more = found.size() > limit;
        List<AuditStore.Entry> page = more ? found.subList(0, limit) : found;
        return new Reply(
                200,
                Json.object(out -> {
                    Json.array(out, "data", page, each -> write(out, each));
                    out.writeBooleanProperty("more", more);
                    if (more) {
                        out.writeNumberProperty("next", page.getLast().id());
                    } else {
                        out.writeNullProperty("next");
                    }
                }));
    }

    private static long before(Asked asked) {
        @Nullable String text = asked.text("before");
        try {
            return text == null ? Long.MAX_VALUE : Long.parseLong(text);
        } catch (NumberFormatException _) {
            throw Asked.refused("before", String.valueOf(text), "an id of an entry");
        }
    }

    private static void write(JsonGenerator out, AuditStore.Entry entry) {
        out.writeStartObject();
        out.writeNumberProperty("id", entry.id());
        out.writeNumberProperty("at", entry.at());
        out.writeStringProperty("who", entry.who());
        out.writeStringProperty("role", entry.role());
        out.writeStringProperty("address", entry.address());
        out.writeStringProperty("action", entry.action());
        out.writeStringProperty("what", entry.what());
        out.writeNumberProperty("status", entry.status());
        out.writeEndObject();
    }
}
