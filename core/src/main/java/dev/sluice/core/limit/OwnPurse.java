package dev.sluice.core.limit;

import java.util.concurrent.atomic.AtomicLong;

/** The money of a budget that one node counts alone. */
final class OwnPurse extends Purse {
    /** Spent and reserved. */
    private final AtomicLong charged = new AtomicLong();

    private final AtomicLong held = new AtomicLong();

    OwnPurse(long begun, long ends) {
        super(begun, ends);
    }

    @Override
    long take(long micro, long amount, long now) {
        while (true) {
            long before = charged.get();
            if (micro > amount - before || before >= amount) {
                return EMPTY;
            }
            if (charged.compareAndSet(before, before + micro)) {
                held.addAndGet(micro);
                return Counter.TAKEN;
            }
        }
    }

    @Override
    void settle(long reserved, long spent) {
        charged.addAndGet(spent - reserved);
        held.addAndGet(-reserved);
    }

    @Override
    void seed(long spent) {
        long known = spent + held.get();
        charged.accumulateAndGet(known, Math::max);
    }

    @Override
    long left(long amount) {
        return amount - charged.get();
    }

    @Override
    long held() {
        return held.get();
    }
}
