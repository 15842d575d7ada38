package dev.sluice.wire.chat;

import java.util.ArrayList;
import java.util.List;

/**
 * Puts the events of a stream with one answer into their order: {@link ChatEvent.Started} before
 * everything, one end, nothing after it. For readers of vendors that never give several answers.
 */
public final class OneAnswer {
    private final String origin;
    private List<ChatEvent> events = new ArrayList<>();
    private boolean started;
    private boolean over;
    private int calls;

    /**
     * Creates an answer that has not begun.
     *
     * @param origin the name of the vendor's language
     */
    public OneAnswer(String origin) {
        this.origin = origin;
    }

    /**
     * Begins the answer, unless it has begun.
     *
     * @param id the vendor's id, or ""
     * @param created Unix seconds, or 0
     */
    public void start(String id, long created) {
        if (!started) {
            started = true;
            events.add(new ChatEvent.Started(origin, id, created, "", Extras.NONE));
        }
    }

    private void say(ChatEvent event) {
        if (!over) {
            start("", 0);
            events.add(event);
        }
    }

    /** Adds text; nothing for "". */
    public void text(String text) {
        if (!text.isEmpty()) {
            say(new ChatEvent.TextDelta(0, text));
        }
    }

    /** Adds reasoning; nothing for "". */
    public void reasoning(String text) {
        if (!text.isEmpty()) {
            say(new ChatEvent.ReasoningDelta(0, text));
        }
    }

    /** Adds a source; nothing when neither its address nor its title is known. */
    public void source(String url, String title) {
        if (!url.isEmpty() || !title.isEmpty()) {
            var mark = new Annotation.UrlCitation(url, title, 0, 0, Extras.NONE);
            say(new ChatEvent.Annotated(0, mark));
        }
    }

    /** Begins a tool call. */
    public void call(String id, String name) {
        say(
                new ChatEvent.ToolCallStarted(
                        0, calls++, ToolCall.Kind.FUNCTION, id, name, Extras.NONE));
    }

    /** Adds to the arguments of the call that was begun last. */
    public void arguments(String json) {
        if (!json.isEmpty() && calls > 0) {
            say(new ChatEvent.ToolCallDelta(0, calls - 1, json));
        }
    }

    /** Says whether a tool call was begun. */
    public boolean hasCalls() {
        return calls > 0;
    }

    /** Counts the tokens. */
    public void usage(Usage usage) {
        say(new ChatEvent.Metered(usage));
    }

    /** Ends the answer. */
    public void finish(FinishReason reason) {
        say(new ChatEvent.Finished(0, calls > 0 ? reason.afterCalls(ToolUse.Style.TOOLS) : reason));
        over = true;
    }

    /** Ends the answer with an error. */
    public void fail(ApiError error) {
        if (!over) {
            events.add(new ChatEvent.Failed(error));
            over = true;
        }
    }

    /** Fails, unless the answer is over: the body has ended too early. */
    public void cutOff() {
        fail(
                ErrorMapping.badUpstream(
                        "The upstream's stream ended before the answer was complete."));
    }

    /** Says whether the answer has ended. */
    public boolean isOver() {
        return over;
    }

    /** Hands out the events since the last time. */
    public List<ChatEvent> take() {
        List<ChatEvent> taken = events;
        events = new ArrayList<>();
        return taken;
    }

    /**
     * Reads a whole answer as a stream of one frame.
     *
     * @throws ApiException when it is an error, or no answer
     */
    public static ChatReply whole(StreamReader reader, byte[] body) {
        var builder = new ReplyBuilder();
        reader.read("", body).forEach(builder::take);
        reader.end().forEach(builder::take);
        return builder.reply();
    }
}
