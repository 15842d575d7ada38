package dev.sluice.wire.tigerbot;

import dev.sluice.wire.chat.FinishReason;
import dev.sluice.wire.chat.FinishReason.Standard;
import dev.sluice.wire.chat.Usage;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import org.jspecify.annotations.Nullable;

/** The members of a whole reply, which are those of the frames of a stream too. */
final class TigerBotFrame {
    private final JsonReader in;
    private String id = "";
    private @Nullable String result;
    private String newText = "";
    private String finish = "";
    private boolean finished;
    private boolean error;
    private long input = -1;
    private long output = -1;
    private long total = -1;

    private TigerBotFrame(JsonReader in) {
        this.in = in;
    }

    static TigerBotFrame read(JsonReader in) {
        if (!in.is(Kind.OBJECT)) {
            throw in.expected("an object");
        }
        var frame = new TigerBotFrame(in);
        in.members(frame::member);
        return frame;
    }

    private void member(String name) {
        switch (name) {
            case "id", "request_id" -> id = id.isEmpty() ? in.anyText() : id;
            case "result" -> result = in.is(Kind.NULL) ? null : in.anyText();
            case "new_text" -> newText = in.anyText();
            case "finish_reason" -> finish = in.anyText();
            case "finished" -> finished = in.anyText().equals("true");
            case "input_tokens" -> input = in.anyCount();
            case "output_tokens" -> output = in.anyCount();
            case "total_tokens" -> total = in.anyCount();
            case "error" -> error |= !in.is(Kind.NULL);
            case "code" -> {
                String code = in.anyText();
                error |= !code.isEmpty() && !code.equals("0") && !code.equals("200");
            }
            default -> {}
        }
    }

    String id() {
        return id;
    }

    /** The whole text, or null when there is none in it. */
    @Nullable String result() {
        return result;
    }

    String newText() {
        return newText;
    }

    boolean isFinished() {
        return finished;
    }

    boolean isError() {
        return error;
    }

    FinishReason finish() {
        return switch (finish) {
            case "", "stop" -> Standard.STOP;
            case "length" -> Standard.LENGTH;
            case "sensitive" -> Standard.SENSITIVE;
            default -> new FinishReason.Other(finish);
        };
    }

    // The total is stated and the completion is not.
    @Nullable Usage usage() {
        if (input < 0 || (output < 0 && total < 0)) {
            return null;
        }
        return Usage.of(input, output >= 0 ? output : Math.max(0, total - input));
    }
}
