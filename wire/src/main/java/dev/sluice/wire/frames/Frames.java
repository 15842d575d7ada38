package dev.sluice.wire.frames;

import dev.sluice.wire.sse.EventTooLarge;

/** Cuts pieces of one streamed body into frames; one instance per stream. */
public interface Frames {
    /** Where the frames go. */
    @FunctionalInterface
    interface Sink {
        /**
         * Takes one frame.
         *
         * @param name the frame's event name, "" when it has none
         * @param data the frame's data, handed over
         */
        void frame(String name, byte[] data);
    }

    /**
     * Takes the next piece and hands out every frame that is whole now.
     *
     * @throws EventTooLarge when an unfinished frame has grown beyond what may be held
     * @throws BrokenFrame when the bytes are not what the framing allows
     */
    void feed(byte[] buf, int from, int to, Sink sink);

    /** Says that the body is over: what is left is handed out, where the framing allows it. */
    void end(Sink sink);
}
