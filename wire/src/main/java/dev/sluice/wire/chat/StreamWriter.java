package dev.sluice.wire.chat;

/**
 * Writes one streamed answer: events are pushed in, whole frames come out. Not for sharing between
 * streams.
 */
public interface StreamWriter {
    /**
     * Takes one event.
     *
     * @return the frames that say it; empty when it needs none yet, and after a failure, which ends
     *     the stream properly by itself
     */
    byte[] write(ChatEvent event);

    /**
     * Takes the end of the answer.
     *
     * @return the dialect's proper end; one error frame before it when no finish was written; empty
     *     when the stream has ended already
     */
    byte[] end();
}
