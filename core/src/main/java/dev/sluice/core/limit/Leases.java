package dev.sluice.core.limit;

import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The counters that several nodes share, as one node sees them: it asks for slices of what is left
 * and takes from those without asking. Methods return at once; safe for several threads.
 */
public interface Leases {
    /** For how long nodes that were cut off may come back one after the other; nanoseconds. */
    long GATHERING = 1_000_000_000L;

    /** Returns whether the shared counters answered last time. */
    boolean reachable();

    /**
     * Returns for how many nanoseconds the shared counters have answered without a break. A
     * budget's counter is not made before that is {@link #GATHERING}, so that all nodes that were
     * cut off have come back.
     */
    long reachableFor();

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
         * @param back units of a slice that come back
         * @param window which one, and what the node knows of it
         * @param stand how the node stands, to be looked at whenever the question is sent
         */
        record Spend(String counter, long amount, long back, Window window, Supplier<Stand> stand)
                implements Ask {}

        /**
         * A budget's window.
         *
         * @param begun milliseconds since 1970; 0 for one that never ends
         * @param ends {@link Long#MAX_VALUE} for never
         * @param life {@link Grant#life} of the last answer; 0 before the first
         * @param spent what the node knows to be spent and granted, all nodes together; for when
         *     the ledger cannot say
         */
        record Window(long begun, long ends, long life, long spent) {}
    }

    /**
     * How a node stands with a budget at a moment, in millionths.
     *
     * @param debt what was used before it was granted
     * @param want more, at most
     * @param holds what is reserved or not yet used, debts included; counts instead of debt and
     *     what comes back if the counter was made from the ledger after the node had begun, for the
     *     ledger knows what is spent
     * @param since for how many milliseconds the node may have used the budget without the counter
     *     knowing; matters before the first answer: a counter that is younger was made after the
     *     node had begun
     * @param settled what calls have spent that are over; tells whether one ended between two looks
     */
    record Stand(long debt, long want, long holds, long since, long settled) {}

    /**
     * The answer.
     *
     * @param units granted; for {@link Ask.Parallel} in all
     * @param left what is left for all nodes after that; negative when more was used than allowed
     * @param renewal nanoseconds until a unit is renewed, for limits per minute
     * @param life tells a budget's counter from one that was made anew
     * @param covered a budget's debt that is counted now: that of the {@link Stand} whose question
     *     was heard, which need not be the one that was sent last
     */
    record Grant(long units, long left, long renewal, long life, long covered) {
        /** An answer about a limit. */
        public Grant(long units, long left, long renewal) {
            this(units, left, renewal, 0, 0);
        }
    }
}
