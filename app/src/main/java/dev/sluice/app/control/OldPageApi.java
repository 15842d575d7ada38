package dev.sluice.app.control;

import static dev.sluice.app.control.Schema.must;

import dev.sluice.app.access.Role;
import dev.sluice.app.config.EntryText;
import dev.sluice.app.control.ConfigDesk.Entries;
import dev.sluice.app.control.ConfigDesk.Mode;
import dev.sluice.relay.Control.Reply;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What openai-style-api's page asks, at the addresses that it knows. Source:
 * tian-minghui/openai-style-api, 2024-04; unlike there, what is posted replaces everything, so that
 * entries can be removed.
 */
record OldPageApi(ConfigDesk desk) {
    private static final Schema ENTRY =
            Schema.form(
                    "Entry",
                    must("token", Schema.TEXT, "What callers present."),
                    must("type", Schema.TEXT, "The vendor, or a router."),
                    must("config", Schema.FREE, "How it is reached."));

    private static final Schema SUCCESS =
            Schema.form("Success", must("success", Schema.TRUTH, "Always true."));

    List<Row> rows() {
        return List.of(
                Row.of("GET", "/openai-style-api/verify", "Says yes; also at /verify.")
                        .least(Role.ADMIN)
                        .gives(SUCCESS)
                        .reads(_ -> new Reply(200, success())),
                Row.of(
                                "GET",
                                "/openai-style-api/getAllModelConfig",
                                "Shows all entries; also at /getAllModelConfig.")
                        .least(Role.VIEWER)
                        .takes(Outcomes.REVEAL)
                        .gives(Schema.items(ENTRY))
                        .reads(this::all),
                Row.of(
                                "POST",
                                "/openai-style-api/updateModelConfig",
                                "Replaces all entries; also at /updateModelConfig.")
                        .least(Role.ADMIN)
                        .takes(
                                new Row.Parameter(
                                        "mode",
                                        Schema.words("replace", "merge"),
                                        "merge keeps the entries that are not sent."))
                        .body(Schema.items(ENTRY))
                        .gives(SUCCESS)
                        .changes(this::update));
    }

    private Reply all(Asked asked) {
        Entries entries = desk.entries(Outcomes.showing(asked));
        @Nullable String json = entries.json();
        return json == null
                ? Outcomes.otherForm(String.valueOf(entries.file())).reply()
                : new Reply(200, json.getBytes(StandardCharsets.UTF_8));
    }

    private Row.Changed update(Asked asked) {
        String mode = asked.word("mode", "replace", List.of("replace", "merge"));
        String body = new String(asked.ask().body(), StandardCharsets.UTF_8).strip();
        if (!isList(body)) {
            throw new ApiException(
                    ApiError.badRequest(
                            "Found no list, expected a JSON array of entries: [{\"token\": ...,"
                                    + " \"type\": ..., \"config\": {...}}].",
                            null,
                            "invalid_type"));
        }
        ConfigDesk.Outcome outcome =
                desk.putEntries(
                        body,
                        mode.equals("merge") ? Mode.MERGE : Mode.REPLACE,
                        asked.person().name());
        return Outcomes.changed(
                outcome,
                mode.equals("merge") ? "merged entries" : "replaced all entries",
                "",
                _ -> success());
    }

    private static byte[] success() {
        return Json.object(out -> out.writeBooleanProperty("success", true));
    }

    private static boolean isList(String body) {
        return EntryText.json(body, "") != null;
    }
}
