package dev.sluice.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Books in memory, which can be away, hang, or break off after the deed is done. */
final class FakeBooks implements ListBooks {
    private final Map<String, Long> applied = new HashMap<>();
    private final List<Numbered> entries = new ArrayList<>();
    private int largest;

    volatile boolean away;
    volatile boolean broken;

    /** How many more applications are done, but reported as failed. */
    final AtomicInteger answersLost = new AtomicInteger();

    private final Semaphore gate = new Semaphore(0);
    private volatile boolean hanging;

    /** From now on whoever asks waits. */
    void hang() {
        hanging = true;
    }

    /** Lets some of those pass who wait. */
    void letPass(int some) {
        gate.release(some);
    }

    /** Nobody waits any more. */
    void open() {
        hanging = false;
        gate.release(1_000);
    }

    @Override
    public long applied(String node) throws StoreUnavailable {
        pass();
        synchronized (this) {
            return applied.getOrDefault(node, 0L);
        }
    }

    @Override
    public boolean apply(String node, List<Numbered> batch) throws StoreUnavailable {
        pass();
        synchronized (this) {
            long before = applied.getOrDefault(node, 0L);
            if (before >= batch.getFirst().sequence()) {
                return before >= batch.getLast().sequence();
            }
            entries.addAll(batch);
            applied.put(node, batch.getLast().sequence());
            largest = Math.max(largest, batch.size());
        }
        if (answersLost.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new StoreUnavailable("connection reset", new IllegalStateException());
        }
        return true;
    }

    private void pass() throws StoreUnavailable {
        if (hanging) {
            gate.acquireUninterruptibly();
        }
        if (away) {
            throw new StoreUnavailable("connection refused", new IllegalStateException());
        }
        if (broken) {
            throw new IllegalStateException("a bug");
        }
    }

    synchronized void set(String node, long position) {
        applied.put(node, position);
    }

    synchronized List<Numbered> entries() {
        return List.copyOf(entries);
    }

    synchronized int largest() {
        return largest;
    }

    /** Returns the finished calls' ids, in the order of their entries. */
    List<String> calls() {
        return entries().stream()
                .filter(Numbered.Finished.class::isInstance)
                .map(each -> ((Numbered.Finished) each).record().requestId())
                .toList();
    }
}
