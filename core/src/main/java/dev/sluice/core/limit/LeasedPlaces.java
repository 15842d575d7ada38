package dev.sluice.core.limit;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A limit on calls under way at once that nodes share. A node is granted places for a short time
 * and says again and again that it needs them, so that those of a dead node come back.
 */
final class LeasedPlaces implements Counter, Line.Holder {
    private static final long RETIRED = Long.MIN_VALUE;

    /** A third of what the shared counters remember. */
    private static final long REPEAT = 5_000_000_000L;

    private static final long PAUSE = 20_000_000L;

    private final String name;
    private final Line line;
    private final AtomicLong used = new AtomicLong();
    private final AtomicLong missed = new AtomicLong();
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile Heard heard;

    /** When a call took something, or more was granted. */
    private volatile long lastMoved;

    private volatile long lastAmount = 1;

    /** The last answer: how many this node may have, how many are left for all. */
    private record Heard(long at, long places, long left, boolean plenty) {}

    LeasedPlaces(String name, Line line, long now) {
        this.name = name;
        this.line = line;
        heard = new Heard(now, 0, Long.MAX_VALUE, true);
    }

    @Override
    public long take(long units, long amount, long now) {
        boolean down = line.isDown();
        lastAmount = amount;
        while (true) {
            long before = used.get();
            if (before == RETIRED) {
                return GONE;
            }
            long next = before + units;
            if (next > Math.min(amount, most(down, amount))) {
                return down && !line.goesOnAlone() ? AWAY : refuse(units, amount, now);
            }
            if (used.compareAndSet(before, next)) {
                lastMoved = now;
                line.add(this);
                if (2 * (heard.places - next) < Line.slice(amount)) {
                    ask(amount, now);
                }
                return TAKEN;
            }
        }
    }

    private long most(boolean down, long amount) {
        Heard last = heard;
        if (down) {
            long share = line.goesOnAlone() ? Math.max(1, line.share(amount)) : 0;
            return Math.max(last.places, share);
        }
        return last.places + (last.plenty ? Line.slice(amount) : 0);
    }

    private long refuse(long units, long amount, long now) {
        missed.addAndGet(units);
        ask(amount, now);
        return heard.plenty && !line.isDown() && used.get() < amount ? SOON : Places.WAIT;
    }

    private void ask(long amount, long now) {
        Heard last = heard;
        if (line.isDown()
                || (!last.plenty && now - last.at < PAUSE)
                || !asking.compareAndSet(false, true)) {
            return;
        }
        long before = used.get();
        if (before == RETIRED) {
            return;
        }
        long want = Math.min(amount, before + Line.slice(amount) + missed.getAndSet(0));
        send(before, want, amount);
    }

    private void send(long before, long want, long amount) {
        Heard last = heard;
        line.add(this);
        line.leases()
                .ask(
                        new Leases.Ask.Parallel(name, amount, before, want),
                        grant -> {
                            boolean plenty =
                                    grant.units() >= want && grant.left() >= Line.slice(amount);
                            long now = line.now();
                            heard = new Heard(now, grant.units(), grant.left(), plenty);
                            lastMoved = grant.units() > last.places ? now : lastMoved;
                            asking.set(false);
                            if (missed.get() > 0) {
                                ask(amount, now); // refused while this question was on its way
                            }
                        });
    }

    @Override
    public boolean add(long units, long amount, long now) {
        used.addAndGet(units); // whoever holds a place keeps it from being retired
        return true;
    }

    @Override
    public long left(long amount, long now) {
        long here = used.get();
        Heard last = heard;
        if (here == RETIRED || last.left >= amount) {
            return here == RETIRED ? amount : Math.max(0, amount - here);
        }
        return Math.clamp(last.places + last.left - here, 0, amount);
    }

    @Override
    public long reset(long amount, long now) {
        return left(amount, now) == amount ? 0 : Places.WAIT;
    }

    @Override
    public boolean tidy(long now) {
        long before = used.get();
        if (before == RETIRED) {
            return false;
        }
        Heard last = heard;
        boolean idle = now - lastMoved > Line.IDLE;
        long spare = last.places - before;
        if (spare > (idle ? 0 : 2 * Line.slice(lastAmount))) {
            giveBack(idle ? 0 : Line.slice(lastAmount));
        } else if (before > last.places || now - last.at > REPEAT) {
            ask(lastAmount, now);
        }
        return before > 0 || heard.places > 0 || asking.get();
    }

    @Override
    public void giveBack() {
        giveBack(0);
    }

    private void giveBack(long keep) {
        if (line.isDown() || !asking.compareAndSet(false, true)) {
            return;
        }
        missed.set(0); // whoever was refused has not come again
        Heard last = heard;
        long kept = Math.min(last.places, used.get() + keep);
        heard = new Heard(last.at, kept, last.left, false); // before it is said how many are used
        long before = used.get();
        if (before != RETIRED) {
            send(before, Math.max(before, kept), lastAmount);
        }
    }

    @Override
    public boolean retire(long now) {
        if (heard.places > 0 || !asking.compareAndSet(false, true)) {
            return false;
        }
        if (used.compareAndSet(0, RETIRED)) {
            return true; // and never asks again
        }
        asking.set(false);
        return false;
    }
}
