package dev.sluice.core.limit;

import java.util.function.Consumer;

/**
 * The counters that several nodes share, as one node sees them: it asks for slices of what is left
 * and takes from those without asking. Methods return at once; safe for several threads.
 */
public interface Leases {
    /** Returns whether the shared counters answered last time. */
    boolean reachable();

    /** Returns how many nodes there are, as far as is known; at least 1. */
    int nodes();

    /**
     * Asks. The answer comes on another thread, when there is one: a question is repeated until the
     * counters can be reached. A counter has at most one question under way.
     */
    void ask(Ask ask, Consumer<Grant> to);

    /** What a node asks of a shared counter. */
    sealed interface Ask {
        /** The counter's name. */
        String counter();

        /**
         * A limit per minute.
         *
         * @param amount per minute
         * @param debt units that were used before they were granted; negative: units of a slice
         *     that come back
         * @param want more units, at most
         */
        record Rate(String counter, long amount, long debt, long want) implements Ask {}

        /**
         * Calls under way at once.
         *
         * @param used how many the node has; they are granted in any case
         * @param want how many it wants to be able to have, in all. What it has been granted before
         *     is replaced. It is forgotten unless it is repeated
         */
        record Parallel(String counter, long amount, long used, long want) implements Ask {}

        /**
         * A budget in one window, in millionths.
         *
         * @param counter {@link Budget#id}
         * @param debt what was used before it was granted; negative: what comes back
         * @param want more, at most
         * @param window which one, and what the node knows of it
         */
        record Spend(String counter, long amount, long debt, long want, Window window)
                implements Ask {}

        /**
         * A budget's window.
         *
         * @param begun milliseconds since 1970; 0 for one that never ends
         * @param ends {@link Long#MAX_VALUE} for never
         * @param life {@link Grant#life} of the last answer; 0 before the first
         * @param holds what the node has reserved or not yet used; counts instead of the debt if
         *     the counter was lost and had to be made anew from the ledger
         * @param spent what the node knows to be spent and granted, all nodes together; for when
         *     the ledger cannot say
         */
        record Window(long begun, long ends, long life, long holds, long spent) {}
    }

    /**
     * The answer.
     *
     * @param units granted; for {@link Ask.Parallel} in all
     * @param left what is left for all nodes after that; negative when more was used than allowed
     * @param renewal nanoseconds until a unit is renewed, for limits per minute
     * @param life tells a budget's counter from one that was made anew
     */
    record Grant(long units, long left, long renewal, long life) {}
}
