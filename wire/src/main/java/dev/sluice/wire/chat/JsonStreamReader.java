package dev.sluice.wire.chat;

import dev.sluice.wire.fields.UnreadableJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a stream whose frames are JSON. What cannot be read, and an end that comes too early, is a
 * failure and told once; nothing is told after the end. Blank frames say nothing, and {@code
 * [DONE]} is an end wherever it stands. Subclasses say what a frame means.
 */
public abstract class JsonStreamReader implements StreamReader {
    private final String kind;
    private List<ChatEvent> events = new ArrayList<>();
    private boolean started;
    private boolean over;

    /**
     * Creates a reader.
     *
     * @param kind what the vendor calls a frame, for the complaint about one that is none
     */
    protected JsonStreamReader(String kind) {
        this.kind = kind;
    }

    @Override
    public final List<ChatEvent> read(String name, byte[] data) {
        if (over) {
            return List.of();
        }
        try {
            frame(name, data);
        } catch (ApiException e) {
            fail(e.error());
        } catch (UnreadableJson e) {
            unreadable(data, e);
        }
        return taken();
    }

    private void unreadable(byte[] data, UnreadableJson e) {
        String text = new String(data, StandardCharsets.UTF_8).strip();
        if (text.startsWith("[DONE]")) {
            endOfBody();
        } else if (!text.isEmpty()) {
            fail(
                    ErrorMapping.badUpstream(
                            "The upstream sent what is no " + kind + ": " + e.getMessage()));
        }
    }

    @Override
    public final List<ChatEvent> end() {
        endOfBody();
        return taken();
    }

    private void endOfBody() {
        if (!over) {
            complete();
        }
        cutOff();
    }

    private List<ChatEvent> taken() {
        List<ChatEvent> taken = events;
        events = new ArrayList<>();
        return taken;
    }

    /**
     * Takes a frame and tells what it says.
     *
     * @throws UnreadableJson when it is none
     * @throws ApiException when it is an error
     */
    protected abstract void frame(String name, byte[] data);

    /** Takes the end of the body: ends the answer if all of it has been said. */
    protected void complete() {
        // Most vendors say themselves that the answer is complete.
    }

    /** Tells that the answer begins, unless it has begun. */
    protected final void start(String origin, String id, long created, String model) {
        start(new ChatEvent.Started(origin, id, created, model, Extras.NONE));
    }

    /** Tells that the answer begins, unless it has begun. */
    protected final void start(ChatEvent.Started beginning) {
        if (!started) {
            started = true;
            tell(beginning);
        }
    }

    /** Says whether the answer has begun. */
    protected final boolean isStarted() {
        return started;
    }

    /** Tells something. */
    protected final void tell(ChatEvent event) {
        events.add(event);
    }

    /** Returns what is told of this frame, to be added to. */
    protected final List<ChatEvent> events() {
        return events;
    }

    /** Takes note that nothing more will be told after this frame. */
    protected final void over() {
        over = true;
    }

    /** Says whether the answer has ended or failed. */
    protected final boolean isOver() {
        return over;
    }

    /** Ends the answer with an error, unless it is over. */
    protected final void fail(ApiError error) {
        if (!over) {
            over = true;
            tell(new ChatEvent.Failed(error));
        }
    }

    /** Fails, unless the answer is over: its end comes too early. */
    protected final void cutOff() {
        fail(ErrorMapping.cutOff());
    }
}
