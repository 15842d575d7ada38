package dev.sluice.core.limit;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The money of a budget that nodes share. Calls reserve from a slice, and what they do not spend
 * returns to it. Like {@link LeasedRate}, it may be overdrawn by one slice or one larger call,
 * never by more than is known to be left.
 *
 * <p>What is reserved is not counted but follows: {@code granted - spent - left}, with {@code left}
 * negative when more was used than granted. So no call is ever half counted. Who reads several of
 * them reads {@code spent} first and {@code granted} last, and may then find more reserved than is,
 * never less.
 */
final class LeasedPurse extends Purse implements Line.Holder {
    private static final long PAUSE = 50_000_000L;

    private final String budget;
    private final Line line;
    private final AtomicLong left = new AtomicLong();
    private final AtomicLong spent = new AtomicLong();

    /** Changes with questions and answers only, so never twice at once. */
    private final AtomicLong granted = new AtomicLong();

    private final AtomicLong missed = new AtomicLong();
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile Heard heard;

    private volatile boolean isUsed;

    /** When the first call took something. */
    private volatile long firstTaken;

    /** When a call took something, or more was granted. */
    private volatile long lastMoved;

    /** Whether the last call found too little. */
    private volatile boolean isShort;

    private volatile long lastAmount;

    /** What the question under way said, when it was last sent. */
    private volatile Leases.Stand stand = new Leases.Stand(0, 0, 0, 0, 0);

    /** The last answer: what is spent or granted to nodes, and which counter said so. */
    private record Heard(long at, long charged, boolean plenty, long pause, long life) {}

    LeasedPurse(String budget, long begun, long ends, Line line) {
        super(begun, ends);
        this.budget = budget;
        this.line = line;
        heard = new Heard(line.now(), 0, true, 0, 0);
    }

    @Override
    long take(long micro, long amount, long now) {
        boolean down = line.isDown();
        lastAmount = amount;
        while (true) {
            long before = left.get();
            long rest = amount - heard.charged;
            long next = before - micro;
            boolean fits =
                    micro == 0 ? before + rest > 0 : next >= lowest(down, before, micro, rest);
            if (!fits) {
                return refuse(down, micro <= before + rest && before + rest > 0, micro, now);
            }
            if (left.compareAndSet(before, next)) {
                lastMoved = now;
                isShort = false;
                if (!isUsed) {
                    firstTaken = now;
                    isUsed = true;
                }
                line.add(this);
                if (2 * next < Line.slice(amount)) {
                    ask(now);
                }
                return Counter.TAKEN;
            }
        }
    }

    /** Returns how far the slice may be overdrawn. */
    private long lowest(boolean down, long before, long micro, long rest) {
        long known = Math.max(0, rest);
        long slice = Line.slice(lastAmount);
        if (down || before < -slice) { // it was alone, and could not report what it used yet
            return line.goesOnAlone() ? -line.share(known) : 0;
        }
        if (!heard.plenty) {
            return 0;
        }
        return before >= 0 && micro > slice ? -known : -Math.min(slice, known);
    }

    private long refuse(boolean down, boolean couldBe, long micro, long now) {
        if (down) {
            return couldBe ? Counter.AWAY : EMPTY;
        }
        isShort = true;
        missed.accumulateAndGet(micro, (a, b) -> Math.min(lastAmount, a + Math.min(b, lastAmount)));
        line.add(this);
        ask(now);
        return couldBe && heard.plenty ? Counter.SOON : EMPTY;
    }

    private void ask(long now) {
        Heard last = heard;
        if (line.isDown() || now - last.at < last.pause || !asking.compareAndSet(false, true)) {
            return;
        }
        long before = left.get();
        long slice = Line.slice(lastAmount);
        if (before < -slice) {
            send(0, 0);
        } else {
            long full = Math.min(lastAmount, slice + missed.getAndSet(0));
            send(0, Math.max(0, full - Math.max(0, before)));
        }
    }

    private void send(long back, long want) {
        long amount = lastAmount;
        Heard last = heard;
        var window = new Leases.Ask.Window(begun(), ends(), last.life, last.charged);
        var question =
                new Leases.Ask.Spend(budget, amount, back, window, () -> stand(want, amount));
        line.leases()
                .ask(
                        question,
                        grant -> {
                            granted.addAndGet(grant.units() + grant.covered());
                            left.addAndGet(grant.units() + grant.covered());
                            heard = heard(last, grant, amount);
                            asking.set(false);
                            if (missed.get() > 0 || left.get() < -Line.slice(amount)) {
                                ask(heard.at); // because of calls while this was on its way
                            }
                        });
    }

    /** Says what is to be said now: a question may have waited for an outage to end. */
    private Leases.Stand stand(long want, long amount) {
        long settled = spent.get();
        long debt = Math.max(0, -left.get());
        long holds = Math.max(0, granted.get() + debt - settled);
        long since = Math.min(line.now() - firstTaken, line.leases().reachableFor());
        long wanted = debt > Line.slice(amount) ? 0 : want;
        stand = new Leases.Stand(debt, wanted, holds, since / 1_000_000, settled);
        return stand;
    }

    private Heard heard(Heard last, Leases.Grant grant, long amount) {
        long now = line.now();
        Leases.Stand said = stand;
        if (grant.units() > 0) {
            lastMoved = now;
        }
        long charged = amount - grant.left();
        boolean plenty = grant.left() >= Line.slice(amount);
        if (last.life != 0 && grant.life() != last.life) {
            // A counter made anew: it has not heard of all nodes yet, and what is left may be less.
            long known = Math.max(charged, last.charged);
            return new Heard(now, known, last.plenty && plenty, Line.SETTLING, grant.life());
        }
        if (grant.covered() > Line.slice(amount)) { // it was alone
            return new Heard(now, charged, plenty, Line.SETTLING, grant.life());
        }
        boolean all = plenty && grant.units() >= said.want();
        return new Heard(now, charged, all, all ? 0 : PAUSE, grant.life());
    }

    @Override
    void settle(long reserved, long used) {
        left.addAndGet(reserved - used);
        spent.addAndGet(used);
        line.add(this);
    }

    @Override
    void seed(long known) {
        Heard last = heard;
        if (last.life == 0 && known > last.charged) {
            heard = new Heard(last.at, known, last.plenty, 0, 0);
        }
    }

    @Override
    long left(long amount) {
        return amount - heard.charged + left.get();
    }

    @Override
    long held() {
        long settled = spent.get();
        long free = left.get();
        return granted.get() - settled - free;
    }

    @Override
    public boolean tidy(long now) {
        if (line.millis() >= ends()) {
            return false; // nobody counts this window any more
        }
        long before = left.get();
        if (before < 0) {
            ask(now);
        } else if (before > 0 && now - lastMoved > (isShort ? Line.SHORT : Line.IDLE)) {
            giveBack();
        }
        return left.get() != 0 || held() != 0 || asking.get();
    }

    @Override
    public void giveBack() {
        if (line.isDown() || !asking.compareAndSet(false, true)) {
            return;
        }
        missed.set(0); // whoever was refused has not come again
        long unused = left.getAndUpdate(before -> before > 0 ? 0 : before);
        if (unused > 0) {
            granted.addAndGet(-unused);
            send(unused, 0);
        } else {
            asking.set(false);
        }
    }
}
