package dev.sluice.app.control;

import static dev.sluice.app.control.Schema.items;
import static dev.sluice.app.control.Schema.must;

import dev.sluice.app.config.Problem;
import dev.sluice.relay.Control.Reply;
import dev.sluice.wire.chat.ApiError;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.core.JsonGenerator;

/** What is wrong with a configuration, as answers say it. */
final class Problems {
    /** Their shape. */
    static final Schema SCHEMA =
            items(
                    Schema.form(
                            "Problem",
                            must("line", Schema.WHOLE, "Line in the configuration, 0 for none."),
                            must("path", Schema.TEXT, "Member, such as providers[1].type."),
                            must("message", Schema.TEXT, "What is wrong with it.")));

    private Problems() {}

    /** Writes a member that lists them. */
    static void write(JsonGenerator out, String name, List<Problem> problems) {
        Json.array(
                out,
                name,
                problems,
                each -> {
                    out.writeStartObject();
                    out.writeNumberProperty("line", each.line());
                    out.writeStringProperty("path", each.path());
                    out.writeStringProperty("message", each.message());
                    out.writeEndObject();
                });
    }

    /** Refuses a configuration because of them: the first few in a sentence, all in a list. */
    static Reply refused(List<Problem> problems) {
        String sentences =
                problems.stream().limit(3).map(Problem::sentence).collect(Collectors.joining("; "));
        ApiError error =
                ApiError.badRequest(
                        "The configuration cannot be used, the old one stays in force: "
                                + sentences,
                        null,
                        "configuration_refused");
        return new Reply(
                400,
                Json.object(out -> {
                    Json.error(out, error);
                    write(out, "problems", problems);
                }));
    }
}
