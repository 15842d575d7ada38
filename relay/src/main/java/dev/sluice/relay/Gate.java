package dev.sluice.relay;

import dev.sluice.core.VirtualKey;
import dev.sluice.core.VirtualKey.Priority;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Lets a number of calls in at once, all event loops together; a number of others wait for their
 * turn, the rest are sent away at once.
 *
 * <p>Fair: calls of a higher priority go first, and within a priority the keys take turns, so that
 * one key with a thousand calls does not stand before another with one.
 */
final class Gate {
    /** Whoever wants to get in. */
    interface Waiter {
        /** The key, for whose turn it is. */
        VirtualKey key();

        /** Where it is told: its event loop. */
        Executor executor();

        /** It is in, and has to {@link Gate#leave}. */
        void letIn(Gate gate);
    }

    /** What became of an attempt to get in. */
    enum Entry {
        ENTERED,
        WAITING,
        FULL
    }

    private final EnumMap<Priority, Map<String, ArrayDeque<Waiter>>> queues =
            new EnumMap<>(Priority.class);
    private int limit;
    private int room;
    private int inside;
    private int waiting;

    Gate(int limit, int room) {
        this.limit = limit;
        this.room = room;
    }

    private Map<String, ArrayDeque<Waiter>> queue(Priority priority) {
        return queues.computeIfAbsent(priority, _ -> new LinkedHashMap<>());
    }

    /** Changes the limits; who is in stays in. */
    synchronized void resize(int newLimit, int newRoom) {
        limit = newLimit;
        room = newRoom;
        while (inside < limit && waiting > 0) {
            inside++;
            handOver();
        }
    }

    /** Gets in at once, or not at all. */
    synchronized boolean tryEnter() {
        if (inside >= limit || waiting > 0) {
            return false;
        }
        inside++;
        return true;
    }

    /** Gets in, or waits; whoever waits is told by {@link Waiter#letIn}. */
    synchronized Entry enter(Waiter waiter) {
        if (tryEnter()) {
            return Entry.ENTERED;
        }
        if (waiting >= room) {
            return Entry.FULL;
        }
        waiting++;
        queue(waiter.key().priority())
                .computeIfAbsent(waiter.key().id(), _ -> new ArrayDeque<>())
                .add(waiter);
        return Entry.WAITING;
    }

    /** Somebody who was in is done: the next one follows. */
    synchronized void leave() {
        if (inside > limit || waiting == 0) {
            inside--;
        } else {
            handOver();
        }
    }

    private void handOver() {
        Waiter next = next();
        if (next == null) {
            inside--;
            return;
        }
        waiting--;
        next.executor().execute(() -> next.letIn(this));
    }

    private @Nullable Waiter next() {
        for (Map<String, ArrayDeque<Waiter>> queue : queues.values()) {
            var keys = queue.entrySet().iterator();
            if (keys.hasNext()) {
                Map.Entry<String, ArrayDeque<Waiter>> first = keys.next();
                Waiter next = first.getValue().poll();
                keys.remove();
                if (!first.getValue().isEmpty()) {
                    queue.put(first.getKey(), first.getValue()); // behind the other keys
                }
                return next;
            }
        }
        return null;
    }

    /** Somebody waits no longer; who has been let in meanwhile is told all the same. */
    synchronized void giveUp(Waiter waiter) {
        Map<String, ArrayDeque<Waiter>> queue = queue(waiter.key().priority());
        ArrayDeque<Waiter> mine = queue.get(waiter.key().id());
        if (mine != null && mine.remove(waiter)) {
            waiting--;
            if (mine.isEmpty()) {
                queue.remove(waiter.key().id());
            }
        }
    }

    /** Returns how many are in. */
    synchronized int inside() {
        return inside;
    }

    /** Returns how many wait. */
    synchronized int waiting() {
        return waiting;
    }
}
