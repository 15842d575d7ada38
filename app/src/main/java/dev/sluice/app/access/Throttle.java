package dev.sluice.app.access;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Keeps those slow who guess tokens and passwords. Two rules, and both must let an attempt pass:
 *
 * <pre>
 * a source           20 failures in any minute, and after 10 in a row a pause: 1 s, 2 s, 4 s ... 60 s
 * a source's account after 3 failures in a row the same pause for this name from this source
 * an account         after 10 in a row, from wherever, a pause of up to 10 s for those sources from
 *                    which it has never been signed in to
 * </pre>
 *
 * <p>So whoever fails keeps nobody else out: neither another name nor the same name from where its
 * owner usually is. An attempt that may not be made is not evaluated: guessing right does not help.
 * Memory is bounded; who has been quiet for longest is forgotten first. Safe for several threads.
 */
public final class Throttle {
    private static final int PER_MINUTE = 20;
    private static final long MINUTE = 60_000;
    private static final long FORGOTTEN = 15 * MINUTE;
    private static final int MOST = 10_000;

    private final LongSupplier millis;
    private final Map<String, Streak> streaks = bounded();
    private final Map<String, Window> windows = bounded();
    private final Map<String, Boolean> known = bounded();

    /** Counts by this clock, which only goes forward. */
    public Throttle(LongSupplier millis) {
        this.millis = millis;
    }

    private static <V> Map<String, V> bounded() {
        return new LinkedHashMap<>(64, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > MOST;
            }
        };
    }

    /** Failures in a row, and until when to wait. */
    private static final class Streak {
        final int free;
        final long longest;
        int failures;
        long last;
        long until;

        Streak(int free, long longest) {
            this.free = free;
            this.longest = longest;
        }

        long pause(long now) {
            if (now - last > FORGOTTEN) {
                failures = 0;
            }
            return Math.max(0, until - now);
        }

        void failed(long now) {
            failures++;
            last = now;
            if (failures > free) {
                int doublings = Math.min(failures - free - 1, 10);
                until = now + Math.min(longest, 1000L << doublings);
            }
        }
    }

    /** When the last attempts were, oldest at {@code next}. */
    private static final class Window {
        final long[] at = new long[PER_MINUTE];
        int next;

        Window() {
            Arrays.fill(at, Long.MIN_VALUE);
        }

        long pause(long now) {
            long oldest = at[next];
            return oldest == Long.MIN_VALUE ? 0 : Math.max(0, oldest + MINUTE - now);
        }

        void take(long now) {
            at[next] = now;
            next = (next + 1) % PER_MINUTE;
        }

        void giveBack() {
            next = (next + PER_MINUTE - 1) % PER_MINUTE;
            at[next] = Long.MIN_VALUE;
        }
    }

    /**
     * Evaluates a proof that takes no time, unless the source has to wait.
     *
     * @throws TooManyAttempts when it has
     */
    public synchronized boolean admits(InetAddress from, BooleanSupplier proof) {
        long now = millis.getAsLong();
        String source = source(from);
        Window window = windows.computeIfAbsent(source, _ -> new Window());
        Streak streak = streaks.computeIfAbsent(source, _ -> new Streak(10, MINUTE));
        refuse(Math.max(window.pause(now), streak.pause(now)));
        boolean good = proof.getAsBoolean();
        if (good) {
            streaks.remove(source);
        } else {
            window.take(now);
            streak.failed(now);
        }
        return good;
    }

    /**
     * Begins an attempt that takes time. It counts as failed until {@link Attempt#succeeded}.
     *
     * @throws TooManyAttempts when the source or the account has to wait
     */
    synchronized Attempt begin(InetAddress from, String account) {
        long now = millis.getAsLong();
        String source = source(from);
        String name = account.toLowerCase(Locale.ROOT);
        name = name.substring(0, Math.min(name.length(), 200));
        String both = source + " " + name;
        Window window = windows.computeIfAbsent(source, _ -> new Window());
        Streak ofSource = streaks.computeIfAbsent(source, _ -> new Streak(10, MINUTE));
        refuse(Math.max(window.pause(now), ofSource.pause(now)));
        Streak ofBoth = streaks.computeIfAbsent(both, _ -> new Streak(3, MINUTE));
        Streak ofAll = streaks.computeIfAbsent("* " + name, _ -> new Streak(10, 10_000));
        boolean usual = known.containsKey(both);
        long wait = ofBoth.pause(now);
        refuse(usual ? wait : Math.max(wait, ofAll.pause(now)));
        window.take(now);
        ofSource.failed(now);
        ofBoth.failed(now);
        ofAll.failed(now);
        return new Attempt(source, name);
    }

    /** One attempt under way. */
    final class Attempt {
        private final String source;
        private final String name;

        private Attempt(String source, String name) {
            this.source = source;
            this.name = name;
        }

        /** It was the right one: nothing of it counts. */
        void succeeded() {
            synchronized (Throttle.this) {
                Window window = windows.get(source);
                if (window != null) {
                    window.giveBack();
                }
                String both = source + " " + name;
                streaks.remove(source);
                streaks.remove(both);
                streaks.remove("* " + name);
                known.put(both, true);
            }
        }
    }

    private static void refuse(long wait) {
        if (wait > 0) {
            throw new TooManyAttempts(wait);
        }
    }

    /** A customer's whole network in IPv6: whoever has one address there has 2^64. */
    private static String source(InetAddress address) {
        return address instanceof Inet6Address
                ? HexFormat.of().formatHex(address.getAddress(), 0, 8)
                : address.getHostAddress();
    }

    /** Returns how much it remembers, for the proof that this is bounded. */
    synchronized int size() {
        return streaks.size() + windows.size() + known.size();
    }
}
