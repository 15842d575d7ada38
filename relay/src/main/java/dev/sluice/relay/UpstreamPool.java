package dev.sluice.relay;

import dev.sluice.core.failure.Failure;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The idle connections of one event loop to one place.
 *
 * <p>Last in, first out: the freshest connection is the least likely to have gone stale, and the
 * others grow old and are closed.
 */
final class UpstreamPool {
    /** Most servers close an idle connection after 60 s or more; be the first to. */
    private static final long MAX_IDLE_NANOS = 50_000_000_000L;

    private static final int MAX_IDLE = 1024;

    /** Waits for a connection. */
    interface Waiter {
        /** Here it is, ready for {@link UpstreamConnection#take}. */
        void connected(UpstreamConnection connection);

        /** None came about. */
        void failed(Failure failure);

        /** Returns whether nobody waits any more. */
        boolean gone();
    }

    private final Deque<UpstreamConnection> idle = new ArrayDeque<>();
    private final Connector connector;
    private final EventLoopState loop;
    private int open;

    UpstreamPool(EventLoopState loop, Connector connector) {
        this.loop = loop;
        this.connector = connector;
    }

    /**
     * Gets a connection, at once when one lies idle.
     *
     * @param freshness whether an idle connection will do
     */
    void acquire(Freshness freshness, Waiter waiter) {
        if (freshness == Freshness.ANY) {
            for (UpstreamConnection each = idle.pollFirst();
                    each != null;
                    each = idle.pollFirst()) {
                if (each.active()) {
                    waiter.connected(each);
                    return;
                }
            }
        }
        connector.connect(this, waiter);
    }

    /** Whether a call may use a connection that lay idle. */
    enum Freshness {
        ANY,
        /** Asked for after a stale connection: only a new one will do. */
        NEW
    }

    /** Counts a new connection. */
    void opened() {
        open++;
    }

    /** Takes a connection back after its answer has ended. */
    void release(UpstreamConnection connection, boolean reusable) {
        connection.forget();
        if (!reusable || !connection.active() || idle.size() >= MAX_IDLE || loop.draining()) {
            connection.cancel();
            return;
        }
        connection.reading(true); // an idle connection must notice its end
        connection.idleSince(loop.now());
        idle.addFirst(connection);
    }

    /** Forgets a connection that has closed. */
    void gone(UpstreamConnection connection) {
        open--;
        idle.remove(connection);
    }

    /** Closes what has lain idle too long; called by the loop's tick. */
    void expire(long now) {
        Iterator<UpstreamConnection> oldest = idle.descendingIterator();
        while (oldest.hasNext()) {
            UpstreamConnection each = oldest.next();
            if (now - each.idleSince() < MAX_IDLE_NANOS) {
                return;
            }
            oldest.remove();
            each.cancel();
        }
    }

    /** Closes every idle connection. */
    void closeIdle() {
        for (@Nullable UpstreamConnection each = idle.pollFirst();
                each != null;
                each = idle.pollFirst()) {
            each.cancel();
        }
    }

    /** Returns how many connections are open, idle or in use. */
    int open() {
        return open;
    }
}
