package dev.sluice.core.limit;

/**
 * What one limit has counted. Never blocks; safe for several threads. The amount is given with
 * every question, because it may change while the count goes on.
 */
sealed interface Counter permits Gcra, Places, LeasedRate, LeasedPlaces {
    /** It fits, and is taken. */
    long TAKEN = 0;

    /** The counter was idle and has been thrown away: another one counts now. */
    long GONE = -1;

    /** The shared counters cannot be reached, and nothing may be admitted without them. */
    long AWAY = -2;

    /** There is some left, but this node's next slice of it has not arrived. */
    long SOON = -3;

    /** Takes units. Returns one of the above, or how many nanoseconds to wait: at least 1. */
    long take(long units, long amount, long now);

    /**
     * Counts units that were used beyond what was taken; gives back, when negative. Returns false
     * when the counter is {@link #GONE}.
     */
    boolean add(long units, long amount, long now);

    /** Returns how many units are left, at least 0. */
    long left(long amount, long now);

    /** Returns in how many nanoseconds all of the amount will be left. */
    long reset(long amount, long now);

    /** Throws it away if nothing would be lost by that. Returns whether. */
    boolean retire(long now);
}
