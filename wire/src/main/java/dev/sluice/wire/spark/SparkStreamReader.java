package dev.sluice.wire.spark;

import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.ErrorMapping;
import dev.sluice.wire.chat.FinishReason.Standard;
import dev.sluice.wire.chat.OneAnswer;
import dev.sluice.wire.chat.StreamReader;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.fields.UnreadableJson;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads the frames of one answer. The one with status 2 is the last; it may be the only one. */
final class SparkStreamReader implements StreamReader {
    private final OneAnswer answer = new OneAnswer(SparkDialect.NAME);

    @Override
    public List<ChatEvent> read(String name, byte[] data) {
        if (answer.isOver()) {
            return List.of();
        }
        try {
            frame(SparkFrame.read(data));
        } catch (UnreadableJson e) {
            answer.fail(
                    ErrorMapping.badUpstream(
                            "The upstream sent a message that is no frame: " + e.getMessage()));
        }
        return answer.take();
    }

    @Override
    public List<ChatEvent> end() {
        answer.cutOff();
        return answer.take();
    }

    private void frame(SparkFrame frame) {
        if (frame.isError()) {
            if (frame.isWithheld()) {
                answer.start(frame.sid(), 0);
                answer.finish(Standard.SENSITIVE);
            } else {
                answer.fail(frame.error());
            }
            return;
        }
        answer.start(frame.sid(), 0);
        frame.sources().forEach(this::sources);
        frame.pieces().forEach(this::piece);
        if (frame.usage() != null) {
            answer.usage(frame.usage());
        }
        if (frame.isLast()) {
            answer.finish(Standard.STOP);
        }
    }

    private void piece(SparkFrame.Piece piece) {
        answer.reasoning(piece.reasoning());
        answer.text(piece.content());
        String function = piece.function();
        if (function != null) {
            if (!function.isEmpty() || !answer.hasCalls()) {
                answer.call("", function);
            }
            answer.arguments(piece.arguments());
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
            answer.source(found[0], found[1]);
        }
    }
}
