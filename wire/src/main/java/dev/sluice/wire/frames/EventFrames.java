package dev.sluice.wire.frames;

import dev.sluice.wire.sse.SseEvent;
import dev.sluice.wire.sse.SseFramer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Server-sent events as frames. */
final class EventFrames implements Frames {
    private final SseFramer framer = new SseFramer();
    private final Form form;

    /** What a frame holds. */
    enum Form {
        /** The event's name and data. */
        DECODED,
        /** The event as it stood on the wire. */
        WHOLE
    }

    EventFrames(Form form) {
        this.form = form;
    }

    @Override
    public void feed(byte[] buf, int from, int to, Sink sink) {
        framer.feed(buf, from, to, (raw, start, end) -> event(raw, start, end, sink));
    }

    @Override
    public void end(Sink sink) {
        framer.end((raw, start, end) -> event(raw, start, end, sink));
    }

    private void event(byte[] raw, int from, int to, Sink sink) {
        switch (form) {
            case WHOLE -> sink.frame("", Arrays.copyOfRange(raw, from, to));
            case DECODED -> {
                SseEvent event = SseEvent.decode(raw, from, to);
                if (event.data() != null) {
                    sink.frame(
                            event.name() == null ? "" : event.name(),
                            event.data().getBytes(StandardCharsets.UTF_8));
                }
            }
        }
    }
}
