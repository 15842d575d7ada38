package dev.sluice.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;

/** Books in memory, which can be away, hang, or break off after the deed is done. */
final class FakeBooks implements Books {
    private final Map<String, Long> applied = new HashMap<>();
    private final List<Numbered> entries = new ArrayList<>();
    private int largest;

    volatile boolean away;
    volatile boolean broken;

    /** How many more applications are done, but reported as failed. */
    volatile int answersLost;

    /** What is asked waits for a permit while this is not null. */
    volatile Semaphore gate;

    @Override
    public long applied(String node) throws StoreUnavailable {
        pass();
        synchronized (this) {
            return applied.getOrDefault(node, 0L);
        }
    }

    @Override
    public void apply(String node, List<Numbered> batch) throws StoreUnavailable {
        pass();
        synchronized (this) {
            for (Numbered each : batch) {
                if (each.sequence() > applied.getOrDefault(node, 0L)) {
                    entries.add(each);
                    applied.put(node, each.sequence());
                }
            }
            largest = Math.max(largest, batch.size());
        }
        if (answersLost > 0) {
            answersLost--;
            throw new StoreUnavailable("connection reset", new IllegalStateException());
        }
    }

    private void pass() throws StoreUnavailable {
        Semaphore before = gate;
        if (before != null) {
            before.acquireUninterruptibly();
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
