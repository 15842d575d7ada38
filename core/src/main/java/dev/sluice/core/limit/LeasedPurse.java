package dev.sluice.core.limit;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The money of a budget that nodes share. Calls reserve from a slice, and what they do not spend
 * returns to it. Like {@link LeasedRate}, it may be overdrawn by one slice or one larger call,
 * never by more than is known to be left.
 *
 * <p>What this node has had of the shared counter is always {@code spent + held + left}, with
 * {@code left} negative when it had more than it was granted.
 */
final class LeasedPurse extends Purse implements Line.Holder {
    private static final long PAUSE = 50_000_000L;

    private final String budget;
    private final Line line;
    private final AtomicLong left = new AtomicLong();
    private final AtomicLong held = new AtomicLong();
    private final AtomicLong missed = new AtomicLong();
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile Heard heard;

    /** When a call took something, or more was granted. */
    private volatile long lastMoved;

    private volatile long lastAmount;

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
                held.addAndGet(micro);
                lastMoved = now;
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
            send(-before, 0, before);
        } else {
            long full = Math.min(lastAmount, slice + missed.getAndSet(0));
            send(Math.max(0, -before), Math.max(0, full - Math.max(0, before)), before);
        }
    }

    private void send(long debt, long want, long before) {
        long amount = lastAmount;
        Heard last = heard;
        long holds = held.get() + Math.max(0, before);
        var window =
                new Leases.Ask.Window(begun(), ends(), last.life, Math.max(0, holds), last.charged);
        line.leases()
                .ask(
                        new Leases.Ask.Spend(budget, amount, debt, want, window),
                        grant -> {
                            left.addAndGet(Math.max(0, debt) + grant.units());
                            boolean plenty =
                                    grant.units() >= want && grant.left() >= Line.slice(amount);
                            long charged = amount - grant.left();
                            long now = line.now();
                            long pause = want == 0 && debt > 0 ? Line.SETTLING : plenty ? 0 : PAUSE;
                            heard = new Heard(now, charged, plenty, pause, grant.life());
                            lastMoved = grant.units() > 0 ? now : lastMoved;
                            asking.set(false);
                            if (missed.get() > 0) {
                                ask(now); // refused while this question was on its way
                            }
                        });
    }

    @Override
    void settle(long reserved, long spent) {
        left.addAndGet(reserved - spent);
        held.addAndGet(-reserved);
        line.add(this);
    }

    @Override
    void seed(long spent) {
        Heard last = heard;
        if (last.life == 0 && spent > last.charged) {
            heard = new Heard(last.at, spent, last.plenty, 0, 0);
        }
    }

    @Override
    long left(long amount) {
        return amount - heard.charged + left.get();
    }

    @Override
    long held() {
        return held.get();
    }

    @Override
    public boolean tidy(long now) {
        if (line.millis() >= ends()) {
            return false; // nobody counts this window any more
        }
        long before = left.get();
        if (before < 0) {
            ask(now);
        } else if (before > 0 && now - lastMoved > Line.IDLE) {
            giveBack();
        }
        return left.get() != 0 || held.get() != 0 || asking.get();
    }

    @Override
    public void giveBack() {
        if (line.isDown() || !asking.compareAndSet(false, true)) {
            return;
        }
        missed.set(0); // whoever was refused has not come again
        long unused = left.getAndUpdate(before -> before > 0 ? 0 : before);
        if (unused > 0) {
            send(-unused, 0, 0);
        } else {
            asking.set(false);
        }
    }
}
