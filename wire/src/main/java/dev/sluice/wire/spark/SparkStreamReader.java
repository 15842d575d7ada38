package dev.sluice.wire.spark;

import dev.sluice.wire.chat.FinishReason.Standard;
import dev.sluice.wire.chat.OneAnswerReader;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.fields.UnreadableJson;
import java.nio.charset.StandardCharsets;

/** Reads the frames of one answer. The one with status 2 is the last; it may be the only one. */
final class SparkStreamReader extends OneAnswerReader {

    SparkStreamReader() {
        super(SparkDialect.NAME, "frame");
    }

    @Override
    protected void frame(String name, byte[] data) {
        SparkFrame frame = SparkFrame.read(data);
        if (frame.isError()) {
            if (frame.isWithheld()) {
                start(frame.sid(), 0);
                finish(Standard.SENSITIVE);
            } else {
                fail(frame.error());
            }
            return;
        }
        start(frame.sid(), 0);
        frame.sources().forEach(this::sources);
        frame.pieces().forEach(this::piece);
        if (frame.usage() != null) {
            usage(frame.usage());
        }
        if (frame.isLast()) {
            finish(Standard.STOP);
        }
    }

    private void piece(SparkFrame.Piece piece) {
        reasoning(piece.reasoning());
        text(piece.content());
        String function = piece.function();
        if (function != null) {
            if (!function.isEmpty() || !hasCalls()) {
                call("", function);
            }
            arguments(piece.arguments());
        }
    }

    /** Reads {@code [{url, title, index}]}, or one such object; anything else says nothing. */
    private void sources(String json) {
        try {
            JsonReader.read(
                    json.getBytes(StandardCharsets.UTF_8),
                    in -> {
                        if (in.is(Kind.ARRAY)) {
                            in.elements(_ -> source(in));
                        } else {
                            source(in);
                        }
                        return null;
                    });
        } catch (UnreadableJson _) {
            // The text of another plugin than the search.
        }
    }

    private void source(JsonReader in) {
        if (!in.is(Kind.OBJECT)) {
            return;
        }
        var found = new String[] {"", ""};
        in.members(name -> {
            switch (name) {
                case "url" -> found[0] = in.anyText();
                case "title" -> found[1] = in.anyText();
                default -> {}
            }
        });
        if (!found[0].isEmpty()) {
            source(found[0], found[1]);
        }
    }
}
