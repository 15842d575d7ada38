package dev.sluice.core.limit;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A limit per minute: the generic cell rate algorithm. Lock-free: its whole state is the time at
 * which all that was taken will have been renewed.
 *
 * <p>Each unit takes {@code minute / amount} to be renewed. Units may be taken as long as what is
 * not renewed yet fits into a minute, so that a burst of the whole amount is allowed, and then as
 * many as come back. Whoever wants more than the amount at once takes the whole amount.
 *
 * <pre>
 *        now            time           now + minute
 *  ───────┼───── taken ───┼────── left ──────┼──────►
 * </pre>
 *
 * <p>The time for a unit is a whole number of nanoseconds, rounded down: for a million a minute the
 * rate is at most 1 in 60,000 too fast. A changed amount holds at once; the time stays as it is.
 */
public final class Gcra implements Counter {
    private static final long MINUTE = 60_000_000_000L;

    /** About a year; more debt is not kept: sums of times must not overflow. */
    private static final long MOST_NANOS = 500_000L * MINUTE;

    private static final long RETIRED = Long.MIN_VALUE;

    private final AtomicLong time;

    /** Nothing is taken at {@code now}, nanoseconds of any clock that only goes forward. */
    public Gcra(long now) {
        time = new AtomicLong(now);
    }

    private static long unit(long amount) {
        return Math.max(1, MINUTE / amount);
    }

    // Divisions are the dearest part of a limit: the unit is found once for each question.
    private static long nanos(long units, long unit) {
        boolean fits = Math.multiplyHigh(units, unit) == 0 && units * unit >= 0;
        return fits ? Math.min(units * unit, MOST_NANOS) : MOST_NANOS;
    }

    /** Keeps clear of the one value that means something else. */
    private static long kept(long at) {
        return at == RETIRED ? RETIRED + 1 : at;
    }

    /** Returns the time that has not passed yet, 0 if it all has. */
    private static long ahead(long at, long now) {
        return Math.max(0, at - now);
    }

    /**
     * Takes units, all or none.
     *
     * @return 0 when they are taken; how many nanoseconds to wait before they may be; or -1 when
     *     the counter was thrown away
     */
    @Override
    public long take(long units, long amount, long now) {
        long unit = unit(amount);
        long cost = nanos(Math.min(units, amount), unit);
        long most = nanos(amount, unit);
        while (true) {
            long at = time.get();
            if (at == RETIRED) {
                return GONE;
            }
            long next = ahead(at, now) + cost;
            if (next > most) {
                return next - most;
            }
            if (time.compareAndSet(at, kept(now + next))) {
                return TAKEN;
            }
        }
    }

    @Override
    public boolean add(long units, long amount, long now) {
        long unit = unit(amount);
        long cost = units < 0 ? -nanos(-units, unit) : nanos(units, unit);
        while (true) {
            long at = time.get();
            if (at == RETIRED) {
                return false;
            }
            long next = Math.clamp(ahead(at, now) + cost, 0, MOST_NANOS);
            if (time.compareAndSet(at, kept(now + next))) {
                return true;
            }
        }
    }

    @Override
    public long left(long amount, long now) {
        long unit = unit(amount);
        return Math.max(0, nanos(amount, unit) - reset(amount, now)) / unit;
    }

    @Override
    public long reset(long amount, long now) {
        long at = time.get();
        return at == RETIRED ? 0 : ahead(at, now);
    }

    /** Returns how many units are taken and not renewed yet, and forgets them. */
    long drain(long amount, long now) {
        while (true) {
            long at = time.get();
            long units = at == RETIRED ? 0 : ahead(at, now) / unit(amount);
            if (units == 0 || time.compareAndSet(at, kept(now))) {
                return units;
            }
        }
    }

    @Override
    public boolean retire(long now) {
        long at = time.get();
        return at != RETIRED && at - now <= 0 && time.compareAndSet(at, RETIRED);
    }
}
