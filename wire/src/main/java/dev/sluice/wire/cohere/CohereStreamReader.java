package dev.sluice.wire.cohere;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.ChatEvent.Opaque.Place;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.JsonStreamReader;
import dev.sluice.wire.chat.ToolCall;
import dev.sluice.wire.chat.Usage;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.openai.OpenAiDialect;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream of Cohere's typed events. {@code message-end} is the end; the {@code [DONE]} that
 * follows is for SDKs.
 */
final class CohereStreamReader extends JsonStreamReader {
    private final CohereAnswer.Citations citations = new CohereAnswer.Citations();
    private final Map<Long, Integer> calls = new HashMap<>();
    private int opened;

    /** The members of one event, wherever they stand in it. */
    private static final class Event {
        private String type = "";
        private String id = "";
        private String message = "";
        private long index;
        private String text = "";
        private String thinking = "";
        private @Nullable ToolCall call;
        private String finish = "";
        private String error = "";
        private final List<String> logprobs = new ArrayList<>();
        private @Nullable Usage usage;
    }

    CohereStreamReader() {
        super("chat event");
    }

    @Override
    protected void frame(String name, byte[] data) {
        var event = new Event();
        JsonReader.read(
                data,
                in -> {
                    in.members(member -> member(in, member, event));
                    return null;
                });
        if (event.type.isEmpty() && !event.message.isEmpty()) {
            fail(new CohereDialect().readError(200, data));
            return;
        }
        start(OpenAiDialect.NAME, event.id, 0, "");
        say(event);
    }

    private void member(JsonReader in, String name, Event event) {
        switch (name) {
            case "type" -> event.type = in.anyText();
            case "id" -> event.id = in.anyText();
            case "message" -> event.message = in.anyText();
            case "index" -> event.index = in.anyCount();
            case "delta" -> {
                if (in.is(Kind.OBJECT)) {
                    in.members(inner -> delta(in, inner, event));
                }
            }
            case "logprobs" -> {
                if (in.is(Kind.OBJECT)) {
                    event.logprobs.add(CohereAnswer.logprob(in));
                }
            }
            default -> {}
        }
    }

    private void delta(JsonReader in, String name, Event event) {
        switch (name) {
            case "message" -> {
                if (in.is(Kind.OBJECT)) {
                    in.members(inner -> message(in, inner, event));
                }
            }
            case "finish_reason" -> event.finish = in.anyText();
            case "usage" -> event.usage = CohereAnswer.usage(in);
            case "error" -> event.error = in.anyText();
            default -> {}
        }
    }

    // Objects where the whole answer has arrays; message-start has empty arrays.
    private void message(JsonReader in, String name, Event event) {
        switch (name) {
            case "content" -> {
                if (in.is(Kind.OBJECT)) {
                    in.members(inner -> {
                        switch (inner) {
                            case "text" -> event.text = in.anyText();
                            case "thinking" -> event.thinking = in.anyText();
                            default -> {}
                        }
                    });
                }
            }
            case "tool_plan" -> event.thinking = in.anyText();
            case "tool_calls" -> event.call = in.is(Kind.OBJECT) ? CohereAnswer.call(in) : null;
            case "citations" -> citations.read(in);
            default -> {}
        }
    }

    private void say(Event event) {
        if (!event.logprobs.isEmpty()) {
            Extras beside = CohereAnswer.logprobs(event.logprobs);
            tell(new ChatEvent.Opaque(0, Place.CHOICE, beside));
        }
        if (!event.thinking.isEmpty()) {
            tell(new ChatEvent.ReasoningDelta(0, event.thinking));
        }
        if (!event.text.isEmpty()) {
            tell(new ChatEvent.TextDelta(0, event.text));
        }
        if (event.call != null) {
            call(event.index, event.call);
        }
        if (event.type.equals("message-end")) {
            end(event);
        }
    }

    private void call(long index, ToolCall call) {
        if (!calls.containsKey(index) || !call.name().isEmpty()) {
            int number = opened++;
            calls.put(index, number);
            tell(
                    new ChatEvent.ToolCallStarted(
                            0, number, call.kind(), call.id(), call.name(), Extras.NONE));
        }
        if (!call.arguments().isEmpty()) {
            Integer number = calls.get(index);
            tell(new ChatEvent.ToolCallDelta(0, number == null ? 0 : number, call.arguments()));
        }
    }

    private void end(Event event) {
        ApiError failure = CohereAnswer.failure(event.finish, event.error);
        if (failure != null) {
            fail(failure);
            return;
        }
        over();
        for (var mark : citations.marks()) {
            tell(new ChatEvent.Annotated(0, mark));
        }
        Extras rest = citations.extras();
        if (!rest.isEmpty()) {
            tell(new ChatEvent.Opaque(0, Place.DELTA, rest));
        }
        tell(new ChatEvent.Finished(0, CohereAnswer.reason(event.finish, opened > 0)));
        if (event.usage != null) {
            tell(new ChatEvent.Metered(event.usage));
        }
    }
}
