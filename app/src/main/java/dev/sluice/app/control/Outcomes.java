package dev.sluice.app.control;

import dev.sluice.app.control.ConfigDesk.Outcome;
import dev.sluice.app.control.ConfigDesk.Showing;
import dev.sluice.relay.Control.Reply;
import dev.sluice.wire.chat.ApiError;
import java.util.List;
import java.util.function.Function;
import tools.jackson.core.JsonGenerator;

/** What becomes of a change of the configuration, as answers and the log say it. */
final class Outcomes {
    /** Whether secrets are shown. */
    static final Row.Parameter REVEAL =
            new Row.Parameter(
                    "reveal",
                    Schema.words("true", "false"),
                    "Whether secrets are shown, not masked.");

    private Outcomes() {}

    static Showing showing(Asked asked) {
        return asked.truth("reveal") ? Showing.REVEALED : Showing.MASKED;
    }

    /**
     * Tells what became of a change.
     *
     * @param what for the log, such as {@code put the configuration}
     * @param note for the log, or ""
     * @param done writes the answer when it is in force
     */
    static Row.Changed changed(
            Outcome outcome, String what, String note, Function<ConfigDesk.InForce, byte[]> done) {
        return switch (outcome) {
            case ConfigDesk.InForce inForce ->
                    new Row.Changed(
                            what
                                    + ": revision "
                                    + inForce.before()
                                    + " to "
                                    + inForce.revision()
                                    + (note.isEmpty() ? "" : ", " + note),
                            new Reply(
                                    200,
                                    Reply.JSON,
                                    done.apply(inForce),
                                    List.of(etag(inForce.etag()))));
            case ConfigDesk.Refused(var problems) ->
                    new Row.Changed(what, Problems.refused(problems));
            case ConfigDesk.Stale(var etag) -> new Row.Changed(what, stale(etag));
            case ConfigDesk.Unwritable(var why) ->
                    refused(409, "Nothing was changed: " + why + ".", "configuration_not_writable");
            case ConfigDesk.OtherForm(var file) -> otherForm(file);
            case ConfigDesk.Missing() ->
                    refused(
                            404,
                            "No former configuration has this id; see GET"
                                    + " /admin/api/config/history.",
                            "version_not_found");
        };
    }

    /** Refuses to treat a configuration as a list of entries. */
    static Row.Changed otherForm(String file) {
        return refused(
                409,
                "This gateway is configured by "
                        + file
                        + ", which is no list of entries; read and change it with"
                        + " /admin/api/config.",
                "configuration_not_entries");
    }

    private static Row.Changed refused(int status, String message, String code) {
        var error = new ApiError(status, "invalid_request_error", message, null, code);
        return new Row.Changed("", new Reply(status, Json.object(out -> Json.error(out, error))));
    }

    private static Reply stale(String etag) {
        var error =
                new ApiError(
                        412,
                        "invalid_request_error",
                        "Somebody else has changed the configuration meanwhile. Read it again, and"
                                + " make your change to what is there now.",
                        null,
                        "configuration_changed");
        byte[] json =
                Json.object(out -> {
                    Json.error(out, error);
                    out.writeStringProperty("etag", etag);
                });
        return new Reply(412, Reply.JSON, json, List.of(etag(etag)));
    }

    /** Returns the header that names a text. */
    static String etag(String etag) {
        return "etag: \"" + etag + "\"";
    }

    /** Writes what is in force now. */
    static void write(JsonGenerator out, ConfigDesk.InForce inForce) {
        out.writeStringProperty("etag", inForce.etag());
        out.writeNumberProperty("revision", inForce.revision());
        Json.put(out, "version", inForce.version());
        Problems.write(out, "warnings", inForce.warnings());
    }
}
