package dev.sluice.wire.skylark;

import dev.sluice.wire.chat.FinishReason;
import dev.sluice.wire.chat.FinishReason.Standard;
import dev.sluice.wire.chat.Usage;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import org.jspecify.annotations.Nullable;

/** The members of a whole reply, which are those of the frames of a stream too. */
final class SkylarkFrame {
    private final JsonReader in;
    private String id = "";
    private String text = "";
    private String finish = "";
    private boolean answer;
    private boolean error;
    private @Nullable Usage usage;

    private SkylarkFrame(JsonReader in) {
        this.in = in;
    }

    static SkylarkFrame read(JsonReader in) {
        if (!in.is(Kind.OBJECT)) {
            throw in.expected("an object");
        }
        var frame = new SkylarkFrame(in);
        in.members(frame::member);
        return frame;
    }

    private void member(String name) {
        switch (name) {
            case "req_id" -> id = in.anyText();
            case "error" -> error |= in.is(Kind.OBJECT) || in.is(Kind.STRING);
            case "usage" -> usage = counted();
            case "choice" -> {
                if (in.is(Kind.OBJECT)) {
                    answer = true;
                    in.members(this::choice);
                }
            }
            default -> {}
        }
    }

    private void choice(String name) {
        switch (name) {
            case "finish_reason" -> finish = in.anyText();
            case "message" -> {
                if (in.is(Kind.OBJECT)) {
                    in.members(inner -> {
                        if (inner.equals("content")) {
                            text = in.anyText();
                        }
                    });
                }
            }
            default -> {}
        }
    }

    private @Nullable Usage counted() {
        if (!in.is(Kind.OBJECT)) {
            return null;
        }
        var counts = new long[2];
        in.members(name -> {
            switch (name) {
                case "prompt_tokens" -> counts[0] = in.anyCount();
                case "completion_tokens" -> counts[1] = in.anyCount();
                default -> {}
            }
        });
        return Usage.of(counts[0], counts[1]);
    }

    String id() {
        return id;
    }

    String text() {
        return text;
    }

    boolean isAnswer() {
        return answer && !error;
    }

    boolean isError() {
        return error;
    }

    boolean isFinished() {
        return !finish.isEmpty();
    }

    FinishReason finish() {
        return switch (finish) {
            case "", "stop" -> Standard.STOP;
            case "length", "max_tokens" -> Standard.LENGTH;
            case "content_filter", "sensitive" -> Standard.CONTENT_FILTER;
            default -> new FinishReason.Other(finish);
        };
    }

    @Nullable Usage usage() {
        return usage;
    }
}
