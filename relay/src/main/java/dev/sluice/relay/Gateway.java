package dev.sluice.relay;

import dev.sluice.core.Snapshot;
import java.io.IOException;
import java.time.Duration;

/** The listening gateway: open sockets, the event loops and the snapshot in force. */
public final class Gateway implements AutoCloseable {
    private volatile Snapshot snapshot;

    private Gateway(Snapshot snapshot) {
        this.snapshot = snapshot;
    }

    /**
     * Binds and begins to serve.
     *
     * @throws IOException when the address is taken or may not be bound; the message names it
     */
    public static Gateway start(Listen listen, Snapshot snapshot, CallRecorder recorder)
            throws IOException {
        return new Gateway(snapshot);
    }

    /** Returns the port in use. */
    public int port() {
        return 0;
    }

    /** Puts another snapshot in force; calls under way keep theirs. */
    public void swap(Snapshot next) {
        snapshot = next;
    }

    /** Returns the snapshot in force. */
    public Snapshot snapshot() {
        return snapshot;
    }

    /**
     * Stops accepting, lets calls under way finish, then closes.
     *
     * @param deadline how long to wait for them
     * @return how many calls were cut off
     */
    public int drain(Duration deadline) {
        return 0;
    }

    @Override
    public void close() {}
}
