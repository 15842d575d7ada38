package dev.sluice.wire.responses;

import dev.sluice.wire.chat.Annotation;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The members of one event of a stream, whichever it is. */
final class ResponsesFrame {
    private final JsonReader in;
    private String type = "";
    private int output;
    private int part;
    private String text = "";
    private List<Raw> logprobs = List.of();
    private @Nullable ResponseItem item;
    private @Nullable Annotation annotation;
    private @Nullable ResponseBody response;
    private boolean error;

    private ResponsesFrame(JsonReader in) {
        this.in = in;
    }

    static ResponsesFrame read(JsonReader in) {
        if (!in.is(Kind.OBJECT)) {
            throw in.expected("an object");
        }
        var frame = new ResponsesFrame(in);
        in.members(frame::member);
        return frame;
    }

    private void member(String name) {
        switch (name) {
            case "type" -> type = in.anyText();
            case "output_index" -> output = (int) in.anyCount();
            case "content_index", "summary_index" -> part = (int) in.anyCount();
            case "delta", "text", "refusal", "arguments", "input" -> text = in.anyText();
            case "logprobs" -> logprobs = ResponseItem.elements(in);
            case "item" -> item = ResponseItem.read(in);
            case "annotation" -> annotation = ResponseItem.annotation(in);
            case "response" -> response = in.is(Kind.OBJECT) ? ResponseBody.read(in) : null;
            case "error" -> error = !in.is(Kind.NULL);
            default -> {}
        }
    }

    /** Returns the event's kind, "" for something else than an event. */
    String type() {
        return type;
    }

    /** Returns the number of the item in the response's output. */
    int output() {
        return output;
    }

    /** Returns the number of the part in the item. */
    int part() {
        return part;
    }

    /** Returns the piece, or the whole where something is done. */
    String text() {
        return text;
    }

    List<Raw> logprobs() {
        return logprobs;
    }

    @Nullable ResponseItem item() {
        return item;
    }

    @Nullable Annotation annotation() {
        return annotation;
    }

    @Nullable ResponseBody response() {
        return response;
    }

    boolean isError() {
        return error;
    }
}
