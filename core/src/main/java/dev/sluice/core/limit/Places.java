package dev.sluice.core.limit;

import java.util.concurrent.atomic.AtomicLong;

/** A limit on calls under way at once: how many there are. */
final class Places implements Counter {
    /** Nobody knows when a call will end; a second is soon enough to ask again. */
    static final long WAIT = 1_000_000_000L;

    private static final long RETIRED = Long.MIN_VALUE;

    private final AtomicLong used = new AtomicLong();

    @Override
    public long take(long units, long amount, long now) {
        while (true) {
            long before = used.get();
            if (before == RETIRED) {
                return GONE;
            }
            if (before + units > amount) {
                return WAIT;
            }
            if (used.compareAndSet(before, before + units)) {
                return TAKEN;
            }
        }
    }

    @Override
    public boolean add(long units, long amount, long now) {
        used.addAndGet(units); // whoever holds a place keeps it from being retired
        return true;
    }

    @Override
    public long left(long amount, long now) {
        long before = used.get();
        return before == RETIRED ? amount : Math.max(0, amount - before);
    }

    @Override
    public long reset(long amount, long now) {
        return left(amount, now) == amount ? 0 : WAIT;
    }

    @Override
    public boolean retire(long now) {
        return used.compareAndSet(0, RETIRED);
    }
}
