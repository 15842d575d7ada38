package dev.sluice.app.control;

import dev.sluice.relay.Control.Reply;

/** The answer to a removal. */
final class Gone {
    static final Schema SHAPE =
            Schema.form(
                    "Gone",
                    Schema.must("id", Schema.TEXT, "What was removed."),
                    Schema.must("removed", Schema.TRUTH, "True."));

    private Gone() {}

    static Reply of(String id) {
        return new Reply(
                200,
                Json.object(out -> {
                    out.writeStringProperty("id", id);
                    out.writeBooleanProperty("removed", true);
                }));
    }
}
