package dev.sluice.relay;

import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop that have been written to and not flushed. They are flushed
 * together at the end of the loop's round.
 *
 * <p>Waking a peer that sleeps is the dearest part of sending. While a call is computed the peer of
 * the one before falls asleep again; in a burst one waking serves for many. Nothing waits longer
 * than the round, and a round with many calls is cut into bursts.
 */
final class Flushes {
    /** The most connections that wait for each other. */
    static final int BURST = 32;

    private final Executor endOfRound;
    private final Queue<Channel> waiting = new ArrayDeque<>(BURST);

    /**
     * Creates an empty queue.
     *
     * @param endOfRound runs tasks after the events of this round: the event loop
     */
    Flushes(Executor endOfRound) {
        this.endOfRound = endOfRound;
    }

    /** Has a connection flushed at the end of the round. */
    void soon(Channel channel) {
        if (waiting.isEmpty()) {
            endOfRound.execute(this::now);
        }
        waiting.add(channel);
        if (waiting.size() >= BURST) {
            now();
        }
    }

    /**
     * Flushes a connection now if it is waiting: what is written to it from here on must not go out
     * with what was written before.
     */
    void before(Channel channel) {
        if (waiting.remove(channel)) {
            channel.flush();
        }
    }

    /** Flushes all. */
    void now() {
        for (@Nullable Channel next = waiting.poll(); next != null; next = waiting.poll()) {
            next.flush();
        }
    }
}
