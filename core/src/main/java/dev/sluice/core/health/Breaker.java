package dev.sluice.core.health;

/**
 * Takes a deployment out that fails too often, and lets one call at a time find out whether it
 * works again. Not safe for several threads; the time is passed in, {@link System#nanoTime}.
 */
final class Breaker {
    private static final long SECOND = 1_000_000_000;
    private static final long MILLI = 1_000_000;
    private static final int ROW = 3;
    private static final int FEWEST_CALLS = 10;
    private static final long[] INTERVAL_MILLIS = {5_000, 10_000, 20_000, 40_000, 60_000};
    private static final double JITTER = 0.1;
    private static final long PROBE_LOST = 300 * SECOND;
    private static final long SLOW_START = 10 * SECOND;
    private static final double LEAST_SHARE = 0.2;
    private static final Standing PROBING = new Standing.Probing();
    private static final Standing PROBED = new Standing.Out(Standing.Reason.PROBED, 1_000);

    private final Window window = new Window();
    private int row;
    private int opened;
    private boolean out;
    private Standing.Reason reason = Standing.Reason.FAILING;
    private long until;
    private boolean probed;
    private long probedAt;
    private boolean recovering;
    private long recoveredAt;

    /** Returns whether the standing is {@link Standing#READY} until something fails. */
    boolean sound() {
        return !out && !recovering;
    }

    Standing standing(long now) {
        if (!out) {
            return recovering ? recovering(now) : Standing.READY;
        }
        if (probed && now - probedAt < PROBE_LOST) {
            return PROBED;
        }
        return now - until >= 0
                ? PROBING
                : new Standing.Out(reason, (until - now + MILLI - 1) / MILLI);
    }

    private Standing recovering(long now) {
        long since = Math.max(0, now - recoveredAt);
        if (since >= SLOW_START) {
            recovering = false;
            return Standing.READY;
        }
        return new Standing.Ready(LEAST_SHARE + (1 - LEAST_SHARE) * since / SLOW_START);
    }

    boolean claimProbe(long now) {
        boolean claimed = standing(now) instanceof Standing.Probing;
        if (claimed) {
            probed = true;
            probedAt = now;
        }
        return claimed;
    }

    void succeeded(long now) {
        if (!out) {
            window.count(now, 0);
            row = 0;
        } else if (tried(now)) {
            reset();
            recovering = true;
            recoveredAt = now;
        }
    }

    void failed(Effect effect, long now, double chance) {
        switch (effect) {
            case Effect.None _ -> succeeded(now);
            case Effect.Counted _ -> counted(now, chance);
            case Effect.Removed(var why, long millis) -> {
                if (millis > 0) {
                    cool(why, now, Math.min(millis, Effect.LONGEST_MILLIS));
                } else if (!out || tried(now)) {
                    open(why, now, chance);
                }
            }
        }
    }

    // What was sent before the deployment was taken out says nothing new.
    private void counted(long now, double chance) {
        if (out) {
            if (tried(now)) {
                open(Standing.Reason.FAILING, now, chance);
            }
            return;
        }
        window.count(now, 1);
        row++;
        boolean half = window.calls() >= FEWEST_CALLS && window.failures() * 2 >= window.calls();
        if (row >= ROW || half) {
            open(Standing.Reason.FAILING, now, chance);
        }
    }

    /** Whether what is heard of the deployment now is what its probe has found. */
    private boolean tried(long now) {
        return probed || now - until >= 0;
    }

    private void open(Standing.Reason why, long now, double chance) {
        long millis = INTERVAL_MILLIS[Math.min(opened, INTERVAL_MILLIS.length - 1)];
        opened++;
        remove(why, now + nanos(millis, chance));
    }

    // The vendor's own wish is obeyed to the letter (one call probes when it ends, so that no
    // crowd does) and does not make the intervals grow; of two, the later one counts.
    private void cool(Standing.Reason why, long now, long millis) {
        long wished = now + millis * MILLI;
        if (!out || tried(now) || wished - until > 0) {
            remove(why, wished);
        }
    }

    private void remove(Standing.Reason why, long end) {
        out = true;
        reason = why;
        until = end;
        probed = false;
        recovering = false;
    }

    private static long nanos(long millis, double chance) {
        return (long) (millis * (1 + JITTER * chance) * MILLI);
    }

    /** The attempt that would have found out was broken off. */
    void abandoned() {
        probed = false;
    }

    void reset() {
        window.clear();
        row = 0;
        opened = 0;
        out = false;
        probed = false;
        recovering = false;
    }

    int calls(long now) {
        window.advance(now);
        return window.calls();
    }

    int failures(long now) {
        window.advance(now);
        return window.failures();
    }

    int row() {
        return row;
    }

    int opened() {
        return opened;
    }
}
