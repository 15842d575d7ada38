package dev.sluice.wire.chat;

import java.util.List;

/**
 * Reads one streamed answer: frames are pushed in, events come out. Not for sharing between
 * streams.
 */
public interface StreamReader {
    /**
     * Takes one frame.
     *
     * @param name the frame's event name ({@code event:} of SSE, {@code :event-type} of AWS
     *     frames), "" when it has none
     * @param data the frame's data
     * @return what it says, in order; empty for keep-alives and after the end
     */
    List<ChatEvent> read(String name, byte[] data);

    /**
     * Takes the end of the body, clean or broken off.
     *
     * @return what was held back; a {@link ChatEvent.Failed} when the answer was not complete
     */
    List<ChatEvent> end();
}
