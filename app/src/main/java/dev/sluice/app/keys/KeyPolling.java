package dev.sluice.app.keys;

import dev.sluice.store.KeyStore;
import dev.sluice.store.KeyStore.Changes;
import dev.sluice.store.StoreUnavailable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the keys in memory up with the database: asks every 400 ms what has changed, so that a
 * revocation holds on every node within a second. While the database is away, the keys stay as they
 * were last known.
 */
public final class KeyPolling implements AutoCloseable {
    /** Between two questions. */
    public static final Duration PAUSE = Duration.ofMillis(400);

    private final KeyStore store;
    private final IssuedKeys keys;
    private final LastGood copy;
    private final Events events;
    private final LongSupplier nanoTime;
    private final ReentrantLock turn = new ReentrantLock();
    private final Condition wake = turn.newCondition();
    private boolean closed;
    private boolean away;
    private boolean copyFails;
    private volatile long lastGood;

    /** What there is to say; each is said once. */
    public interface Events {
        /** The database cannot be asked. */
        void away(String why);

        /** It can be again. */
        void back(Duration after);

        /** The copy cannot be read or written. */
        void noCopy(String why);
    }

    /**
     * Prepares; nothing happens before {@link #start}.
     *
     * @param nanoTime a clock for spans of time
     */
    public KeyPolling(
            KeyStore store, IssuedKeys keys, LastGood copy, Events events, LongSupplier nanoTime) {
        this.store = store;
        this.keys = keys;
        this.copy = copy;
        this.events = events;
        this.nanoTime = nanoTime;
        this.lastGood = nanoTime.getAsLong();
    }

    /** Loads all keys, from the database or else from the copy, then keeps up with a thread. */
    public void start() {
        turn.lock();
        try {
            if (!refresh()) {
                @Nullable Changes kept = copy.read();
                if (kept != null) {
                    keys.replace(kept);
                }
            }
        } catch (IOException e) {
            noCopy(e);
        } finally {
            turn.unlock();
        }
        Thread.ofPlatform().daemon().name("sluice-keys").start(this::run);
    }

    private void run() {
        while (paused()) {
            try {
                refresh();
            } catch (RuntimeException e) { // whatever it was: revocations must not end with it
                away(e);
            }
        }
    }

    /** Waits for the next turn; false when there is none. */
    private boolean paused() {
        turn.lock();
        try {
            long left = PAUSE.toNanos();
            while (!closed && left > 0) {
                left = wake.awaitNanos(left);
            }
            return !closed;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            turn.unlock();
        }
    }

    /**
     * Asks now, so that a change that this node has just made is in force when this returns.
     *
     * @return whether the database answered
     */
    public boolean refresh() {
        turn.lock();
        try {
            ask();
            if (away) {
                away = false;
                events.back(age());
            }
            lastGood = nanoTime.getAsLong();
            return true;
        } catch (StoreUnavailable e) {
            away(e);
            return false;
        } finally {
            turn.unlock();
        }
    }

    private void ask() throws StoreUnavailable {
        long known = keys.revision();
        Changes changes = store.since(known);
        if (changes.revision() < known) { // another database, or an older state of it
            Changes everything = store.since(0);
            keys.replace(everything);
            keep(everything, 0);
        } else if (changes.revision() > known) {
            keys.apply(changes);
            keep(changes, known);
        }
    }

    /** What could not be kept before is kept with the next change. */
    private void keep(Changes changes, long known) {
        try {
            if (known == 0) {
                copy.replace(changes);
            } else if (copyFails || !copy.add(changes)) {
                copy.replace(keys.everything());
            }
            copyFails = false;
        } catch (IOException e) {
            noCopy(e);
        }
    }

    private void away(Exception e) {
        turn.lock();
        try {
            if (!away) {
                away = true;
                events.away(String.valueOf(e.getMessage()));
            }
        } finally {
            turn.unlock();
        }
    }

    private void noCopy(IOException e) {
        if (!copyFails) {
            copyFails = true;
            events.noCopy(String.valueOf(e.getMessage()));
        }
    }

    /** Returns how long ago the database last answered. */
    public Duration age() {
        return Duration.ofNanos(nanoTime.getAsLong() - lastGood);
    }

    @Override
    public void close() {
        turn.lock();
        try {
            closed = true;
            wake.signalAll();
        } finally {
            turn.unlock();
        }
    }
}
