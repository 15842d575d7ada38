package dev.sluice.wire.chat;

/**
 * Reads a stream with one answer: {@link ChatEvent.Started} before everything, one end. For vendors
 * that never give several answers.
 */
public abstract class OneAnswerReader extends JsonStreamReader {
    private final String origin;
    private int calls;

    /**
     * Creates a reader.
     *
     * @param origin the name of the vendor's language
     * @param kind what the vendor calls a frame, for the complaint about one that is none
     */
    protected OneAnswerReader(String origin, String kind) {
        super(kind);
        this.origin = origin;
    }

    /**
     * Begins the answer, unless it has begun.
     *
     * @param id the vendor's id, or ""
     * @param created Unix seconds, or 0
     */
    protected final void start(String id, long created) {
        start(origin, id, created, "");
    }

    private void say(ChatEvent event) {
        if (!isOver()) {
            start("", 0);
            tell(event);
        }
    }

    /** Adds text; nothing for "". */
    protected final void text(String text) {
        if (!text.isEmpty()) {
            say(new ChatEvent.TextDelta(0, text));
        }
    }

    /** Adds reasoning; nothing for "". */
    protected final void reasoning(String text) {
        if (!text.isEmpty()) {
            say(new ChatEvent.ReasoningDelta(0, text));
        }
    }

    /** Adds a source; nothing when neither its address nor its title is known. */
    protected final void source(String url, String title) {
        if (!url.isEmpty() || !title.isEmpty()) {
            var mark = new Annotation.UrlCitation(url, title, 0, 0, Extras.NONE);
            say(new ChatEvent.Annotated(0, mark));
        }
    }

    /** Begins a tool call. */
    protected final void call(String id, String name) {
        say(
                new ChatEvent.ToolCallStarted(
                        0, calls++, ToolCall.Kind.FUNCTION, id, name, Extras.NONE));
    }

    /** Adds to the arguments of the call that was begun last. */
    protected final void arguments(String json) {
        if (!json.isEmpty() && calls > 0) {
            say(new ChatEvent.ToolCallDelta(0, calls - 1, json));
        }
    }

    /** Says whether a tool call was begun. */
    protected final boolean hasCalls() {
        return calls > 0;
    }

    /** Counts the tokens. */
    protected final void usage(Usage usage) {
        say(new ChatEvent.Metered(usage));
    }

    /** Ends the answer. */
    protected final void finish(FinishReason reason) {
        say(new ChatEvent.Finished(0, calls > 0 ? reason.afterCalls(ToolUse.Style.TOOLS) : reason));
        over();
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
