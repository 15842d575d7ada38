package dev.sluice.wire.frames;

import java.util.Arrays;

/** Messages that arrive whole, each of which is a frame. */
final class MessageFrames implements Frames {
    @Override
    public void feed(byte[] buf, int from, int to, Sink sink) {
        sink.frame("", Arrays.copyOfRange(buf, from, to));
    }

    @Override
    public void end(Sink sink) {
        // Nothing is held.
    }
}
