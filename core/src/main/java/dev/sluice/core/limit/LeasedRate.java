package dev.sluice.core.limit;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A limit per minute that nodes share. Calls take from a slice; the slice is filled up in the
 * background when less than half of it is left. It may be overdrawn by one slice, or by one call
 * larger than that, as long as the last answer said that there is more; that debt is part of the
 * next question. While the shared counters are away the node counts its share by itself.
 */
final class LeasedRate implements Counter, Line.Holder {
    private static final long RETIRED = Long.MIN_VALUE;
    private static final long MINUTE = 60_000_000_000L;
    private static final long SOONEST = 10_000_000L;
    private static final long LATEST = 1_000_000_000L;

    private final String name;
    private final Line line;
    private final Gcra alone;

    /** Of the slice; negative when overdrawn. */
    private final AtomicLong left = new AtomicLong();

    /** Refused since the last question. */
    private final AtomicLong missed = new AtomicLong();

    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile Heard heard;

    /** When a call took something, or more was granted. */
    private volatile long lastMoved;

    private volatile long lastAmount = 1;

    /** The last answer: what is left for all, whether that is plenty, when a unit comes back. */
    private record Heard(long at, long left, boolean plenty, long renewal, long pause) {}

    LeasedRate(String name, Line line, long now) {
        this.name = name;
        this.line = line;
        alone = new Gcra(now);
        heard = new Heard(now, Long.MAX_VALUE, true, 1, 0);
    }

    @Override
    public long take(long units, long amount, long now) {
        boolean down = line.isDown();
        long wanted = Math.min(units, amount);
        lastAmount = amount;
        while (true) {
            long before = left.get();
            if (before == RETIRED) {
                return GONE;
            }
            if (down && line.goesOnAlone()) {
                long outcome = alone.take(wanted, Math.max(1, line.share(amount)), now);
                line.add(this);
                return outcome;
            }
            long next = before - wanted;
            if (next < (down ? 0 : lowest(before, wanted, amount, now))) {
                return down ? AWAY : refuse(wanted, amount, now);
            }
            if (left.compareAndSet(before, next)) {
                lastMoved = now;
                if (2 * next < Line.slice(amount)) {
                    ask(amount, now);
                }
                return TAKEN;
            }
        }
    }

    /** Returns how far the slice may be overdrawn. */
    private long lowest(long before, long wanted, long amount, long now) {
        long slice = Line.slice(amount);
        Heard last = heard;
        boolean renewed = now - last.at > slice * (MINUTE / amount);
        if (!last.plenty && !renewed) {
            return 0;
        }
        return before >= 0 && wanted > slice ? -wanted : -slice;
    }

    private long refuse(long wanted, long amount, long now) {
        missed.addAndGet(wanted);
        ask(amount, now);
        Heard last = heard;
        return last.plenty ? SOON : Math.max(1, last.renewal - (now - last.at));
    }

    private void ask(long amount, long now) {
        Heard last = heard;
        if (line.isDown() || now - last.at < last.pause || !asking.compareAndSet(false, true)) {
            return;
        }
        long before = left.get();
        if (before == RETIRED) {
            return;
        }
        line.add(this);
        long overdrawn = Math.max(0, -before);
        long alsoUsed = alone.drain(Math.max(1, line.share(amount)), now);
        long full = Math.min(amount, Line.slice(amount) + missed.getAndSet(0));
        long want = alsoUsed > 0 ? 0 : Math.max(0, full - Math.max(0, before));
        line.leases()
                .ask(
                        new Leases.Ask.Rate(name, amount, overdrawn + alsoUsed, want),
                        grant -> {
                            left.addAndGet(overdrawn + grant.units());
                            hear(grant, want, amount, alsoUsed > 0);
                        });
    }

    private void hear(Leases.Grant grant, long want, long amount, boolean wasAlone) {
        boolean plenty = grant.units() >= want && grant.left() >= Line.slice(amount);
        long now = line.now();
        long pause = plenty ? 0 : Math.clamp(grant.renewal(), SOONEST, LATEST);
        heard =
                new Heard(
                        now,
                        grant.left(),
                        plenty,
                        grant.renewal(),
                        wasAlone ? Line.SETTLING : pause);
        lastMoved = grant.units() > 0 ? now : lastMoved;
        asking.set(false);
        if (missed.get() > 0) {
            ask(amount, now); // refused while this question was on its way
        }
    }

    @Override
    public boolean add(long units, long amount, long now) {
        boolean apart = line.isDown() && line.goesOnAlone();
        while (true) {
            long before = left.get();
            if (before == RETIRED) {
                return false;
            }
            if (apart) {
                return alone.add(units, Math.max(1, line.share(amount)), now);
            }
            if (left.compareAndSet(before, before - units)) {
                line.add(this);
                return true;
            }
        }
    }

    @Override
    public long left(long amount, long now) {
        if (line.isDown() && line.goesOnAlone()) {
            return alone.left(Math.max(1, line.share(amount)), now);
        }
        long here = left.get();
        Heard last = heard;
        if (here == RETIRED || last.left >= amount) {
            return here < 0 && here != RETIRED ? Math.max(0, amount + here) : amount;
        }
        long renewed = (now - last.at) / Math.max(1, MINUTE / amount);
        long all = Math.min(amount, last.left + renewed);
        return Math.clamp(all + here, 0, amount);
    }

    @Override
    public long reset(long amount, long now) {
        return (amount - left(amount, now)) * Math.max(1, MINUTE / amount);
    }

    @Override
    public boolean tidy(long now) {
        long amount = lastAmount;
        long before = left.get();
        boolean owes = before < 0 || alone.reset(amount, now) > 0;
        if (before == RETIRED) {
            return false;
        }
        if (owes) {
            ask(amount, now);
        } else if (before > 0 && now - lastMoved > Line.IDLE) {
            giveBack();
        }
        return left.get() != 0 || asking.get() || alone.reset(amount, now) > 0;
    }

    @Override
    public void giveBack() {
        if (line.isDown() || !asking.compareAndSet(false, true)) {
            return;
        }
        missed.set(0); // whoever was refused has not come again
        long amount = lastAmount;
        long unused = left.getAndUpdate(before -> before > 0 ? 0 : before);
        if (unused <= 0) {
            asking.set(unused == RETIRED);
            return;
        }
        line.leases()
                .ask(
                        new Leases.Ask.Rate(name, amount, -unused, 0),
                        grant -> hear(grant, 0, amount, false));
    }

    @Override
    public boolean retire(long now) {
        if (alone.reset(1, now) > 0 || !asking.compareAndSet(false, true)) {
            return false;
        }
        if (left.compareAndSet(0, RETIRED)) {
            return true; // and never asks again
        }
        asking.set(false);
        return false;
    }
}
