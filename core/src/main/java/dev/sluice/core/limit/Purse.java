package dev.sluice.core.limit;

/**
 * The money of one budget in one window, in millionths. Never blocks; safe for several threads. The
 * amount is given with every question, because it may change while the window lasts.
 */
abstract sealed class Purse permits OwnPurse, LeasedPurse {
    /** It does not fit into what is left. */
    static final long EMPTY = 1;

    private final long begun;
    private final long ends;

    Purse(long begun, long ends) {
        this.begun = begun;
        this.ends = ends;
    }

    /** When the window began, milliseconds since 1970; 0 for one that never ends. */
    final long begun() {
        return begun;
    }

    /** When it ends; {@link Long#MAX_VALUE} for never. */
    final long ends() {
        return ends;
    }

    /**
     * Reserves. Nothing can be reserved when nothing is left.
     *
     * @return {@link Counter#TAKEN}, {@link Counter#AWAY}, {@link Counter#SOON} or {@link #EMPTY}
     */
    abstract long take(long micro, long amount, long now);

    /** Ends a reservation: so much was held, so much was spent in the end. */
    abstract void settle(long held, long spent);

    /** The ledger says that so much is spent. Counts what was not known yet. */
    abstract void seed(long spent);

    /** Returns what is neither spent nor reserved; negative when more was spent than allowed. */
    abstract long left(long amount);

    /** Returns what is reserved. */
    abstract long held();
}
