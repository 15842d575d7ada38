package dev.sluice.app.control;

import static dev.sluice.app.control.Schema.items;
import static dev.sluice.app.control.Schema.may;
import static dev.sluice.app.control.Schema.must;
import static dev.sluice.app.control.Schema.perhaps;

import dev.sluice.app.access.Role;
import dev.sluice.app.control.ConfigDesk.Change;
import dev.sluice.app.control.ConfigDesk.Current;
import dev.sluice.app.control.ConfigDesk.Former;
import dev.sluice.app.control.ConfigDesk.Version;
import dev.sluice.relay.Control.Reply;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Reading and changing the configuration. */
record ConfigApi(ConfigDesk desk) {
    static final Row.Parameter IF_MATCH =
            new Row.Parameter(
                    "If-Match",
                    Schema.TEXT,
                    "The etag of what was read; * puts it over whatever is there.");
    private static final Schema BODY =
            Schema.form(
                    "ConfigText",
                    must("text", Schema.TEXT, "The whole text; masks stand for what they hide."),
                    may("note", Schema.TEXT, "Why, for the history."));
    private static final Schema CURRENT =
            Schema.form(
                    "Config",
                    must("file", perhaps(Schema.TEXT), "Its name; null: there is none yet."),
                    must("form", Schema.words("yaml", "entries"), "What it says things in."),
                    must("writable", Schema.TRUTH, "Whether it can be changed here."),
                    must("etag", Schema.TEXT, "For If-Match: the SHA-256 of its bytes."),
                    must("revision", Schema.WHOLE, "Number of the configuration in force."),
                    must("in_force", Schema.TRUTH, "Whether that is this very text."),
                    must("masked", Schema.TRUTH, "Whether secrets are masked."),
                    must("text", perhaps(Schema.TEXT), "Null when it cannot be shown."),
                    must("trouble", perhaps(Schema.TEXT), "Why it cannot be shown."));
    private static final Schema CHECKED =
            Schema.form(
                    "ConfigCheck",
                    must("good", Schema.TRUTH, "Whether it could be put in force."),
                    must("problems", Problems.SCHEMA, "What is wrong."),
                    must("warnings", Problems.SCHEMA, "What looks odd."));
    private static final Schema DIFFERENCE =
            Schema.form(
                    "ConfigDiff",
                    must("changed", Schema.TRUTH, "Whether anything differs from the file."),
                    must("added", Schema.WHOLE, "How many lines are new."),
                    must("removed", Schema.WHOLE, "How many lines are gone."),
                    must("diff", Schema.TEXT, "In the unified format."));
    static final Schema IN_FORCE =
            Schema.form(
                    "ConfigInForce",
                    must("etag", Schema.TEXT, "The SHA-256 of what is on disk now."),
                    must("revision", Schema.WHOLE, "Its number."),
                    must("version", perhaps(Schema.TEXT), "Its id in the history."),
                    must("warnings", Problems.SCHEMA, "What looks odd."));
    private static final List<Schema.Member> VERSION =
            List.of(
                    must("id", Schema.TEXT, "Its id; later ones are greater."),
                    must("time", Schema.TIME, "Since when it was there."),
                    must("author", Schema.TEXT, "Who brought it; file: found on disk."),
                    must("note", Schema.TEXT, "Why, in the author's words."),
                    must("etag", Schema.TEXT, "The SHA-256 of its bytes."),
                    must("size", Schema.WHOLE, "In bytes."));

    List<Row> rows() {
        return List.of(
                Row.of("GET", "/config", "Shows the configuration as it is on disk.")
                        .least(Role.VIEWER)
                        .takes(Outcomes.REVEAL)
                        .gives(CURRENT)
                        .reads(this::current),
                Row.of("POST", "/config/check", "Finds out whether a configuration is good.")
                        .least(Role.OPERATOR)
                        .body(BODY)
                        .gives(CHECKED)
                        .reads(this::check),
                Row.of("POST", "/config/diff", "Compares a configuration with the file.")
                        .least(Role.OPERATOR)
                        .takes(Outcomes.REVEAL)
                        .body(BODY)
                        .gives(DIFFERENCE)
                        .reads(this::diff),
                Row.of("GET", "/config/schema", "Gives the JSON Schema of sluice.yaml.")
                        .least(Role.VIEWER)
                        .reads(_ -> new Reply(200, utf8(dev.sluice.app.config.Schema.json()))),
                Row.of("PUT", "/config", "Puts a configuration on disk and in force.")
                        .least(Role.ADMIN)
                        .heeds(IF_MATCH)
                        .body(BODY)
                        .gives(IN_FORCE)
                        .changes(this::put),
                Row.of("GET", "/config/history", "Lists former configurations, the newest first.")
                        .least(Role.VIEWER)
                        .takes(
                                new Row.Parameter("limit", Schema.WHOLE, "At most so many; 50."),
                                new Row.Parameter("before", Schema.TEXT, "Only older than this."))
                        .gives(
                                Schema.form(
                                        "ConfigHistory",
                                        must(
                                                "versions",
                                                items(new Schema.Form("ConfigVersion", VERSION)),
                                                "What was in force."),
                                        must(
                                                "next",
                                                perhaps(Schema.TEXT),
                                                "The next page's before.")))
                        .reads(this::history),
                Row.of("GET", "/config/history/{id}", "Shows a former configuration.")
                        .least(Role.VIEWER)
                        .takes(Outcomes.REVEAL)
                        .gives(former())
                        .reads(this::version),
                Row.of(
                                "POST",
                                "/config/history/{id}/rollback",
                                "Puts a former configuration in force again.")
                        .least(Role.ADMIN)
                        .heeds(IF_MATCH)
                        .gives(IN_FORCE)
                        .changes(this::rollback));
    }

    private static Schema former() {
        var members = new ArrayList<>(VERSION);
        members.add(must("text", perhaps(Schema.TEXT), "Null when it cannot be shown masked."));
        return new Schema.Form("FormerConfig", List.copyOf(members));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Reply current(Asked asked) {
        Current now = desk.current(Outcomes.showing(asked));
        boolean masked = !asked.truth("reveal");
        byte[] json =
                Json.object(out -> {
                    Json.put(out, "file", now.file());
                    out.writeStringProperty("form", now.form().toString());
                    out.writeBooleanProperty("writable", now.writable());
                    out.writeStringProperty("etag", now.etag());
                    out.writeNumberProperty("revision", now.revision());
                    out.writeBooleanProperty("in_force", now.inForce());
                    out.writeBooleanProperty("masked", masked);
                    Json.put(out, "text", now.text());
                    Json.put(out, "trouble", now.trouble());
                });
        return new Reply(200, Reply.JSON, json, List.of(Outcomes.etag(now.etag())));
    }

    private Reply check(Asked asked) {
        ConfigDesk.Checked checked = desk.check(ConfigBody.of(asked.ask()).text());
        return new Reply(
                200,
                Json.object(out -> {
                    out.writeBooleanProperty("good", checked.problems().isEmpty());
                    Problems.write(out, "problems", checked.problems());
                    Problems.write(out, "warnings", checked.warnings());
                }));
    }

    private Reply diff(Asked asked) {
        String text = ConfigBody.of(asked.ask()).text();
        ConfigDesk.Difference difference = desk.diff(text, Outcomes.showing(asked));
        return new Reply(
                200,
                Json.object(out -> {
                    out.writeBooleanProperty("changed", difference.changed());
                    out.writeNumberProperty("added", difference.added());
                    out.writeNumberProperty("removed", difference.removed());
                    out.writeStringProperty("diff", difference.unified());
                }));
    }

    private Row.Changed put(Asked asked) {
        @Nullable String expected = precondition(asked);
        ConfigBody body = ConfigBody.of(asked.ask());
        ConfigDesk.Outcome outcome =
                desk.put(new Change(body.text(), expected, asked.person().name(), body.note()));
        return changed(outcome, "put the configuration", body.note());
    }

    /** Reads the If-Match that a change must have; null stands for whatever there is. */
    static @Nullable String precondition(Asked asked) {
        @Nullable String match = asked.ask().header("if-match");
        if (match == null || match.isBlank()) {
            throw new ApiException(
                    new ApiError(
                            428,
                            "invalid_request_error",
                            "Say which configuration you have changed: its etag as If-Match, or *"
                                    + " to put yours over whatever is there.",
                            "If-Match",
                            "precondition_required"));
        }
        return expected(match);
    }

    private Row.Changed rollback(Asked asked) {
        @Nullable String match = asked.ask().header("if-match");
        ConfigDesk.Outcome outcome =
                desk.rollback(
                        asked.id(), expected(match == null ? "*" : match), asked.person().name());
        return changed(outcome, "rolled the configuration back to " + asked.id(), "");
    }

    static Row.Changed changed(ConfigDesk.Outcome outcome, String what, String note) {
        return Outcomes.changed(
                outcome, what, note, inForce -> Json.object(out -> Outcomes.write(out, inForce)));
    }

    /** Reads an If-Match; null stands for whatever there is. */
    private static @Nullable String expected(String match) {
        String etag = match.strip().replaceFirst("^W/", "").replace("\"", "");
        return etag.isEmpty() || etag.equals("*") ? null : etag;
    }

    private Reply history(Asked asked) {
        int limit = asked.whole("limit", 50, 200);
        List<Version> page = desk.history(asked.text("before"), limit + 1);
        List<Version> shown = page.subList(0, Math.min(limit, page.size()));
        return new Reply(
                200,
                Json.object(out -> {
                    Json.array(
                            out,
                            "versions",
                            shown,
                            each -> {
                                out.writeStartObject();
                                write(out, each);
                                out.writeEndObject();
                            });
                    Json.put(out, "next", page.size() > limit ? shown.getLast().id() : null);
                }));
    }

    static void write(JsonGenerator out, Version version) {
        out.writeStringProperty("id", version.id());
        out.writeStringProperty("time", version.time().toString());
        out.writeStringProperty("author", version.author());
        out.writeStringProperty("note", version.note());
        out.writeStringProperty("etag", version.etag());
        out.writeNumberProperty("size", version.size());
    }

    private Reply version(Asked asked) {
        @Nullable Former former = desk.former(asked.id(), Outcomes.showing(asked));
        if (former == null) {
            return Outcomes.changed(new ConfigDesk.Missing(), "", "", _ -> new byte[0]).reply();
        }
        return new Reply(
                200,
                Json.object(out -> {
                    write(out, former.version());
                    Json.put(out, "text", former.text());
                }));
    }
}
