package dev.sluice.core;

/** How a group chooses among its members. Every strategy works within a tier. */
public sealed interface Strategy {
    /** In turn. */
    record RoundRobin() implements Strategy {}

    /** By chance, all alike. */
    record Random() implements Strategy {}

    /** By chance, in proportion to the weights. */
    record Weighted() implements Strategy {}

    /** All at once: the first success wins. */
    record Parallel() implements Strategy {}

    /** In the order in which they are listed. */
    record Ordered() implements Strategy {}

    /** The one with the fewest calls under way, in proportion to the weights. */
    record LeastBusy() implements Strategy {}

    /** The one whose first token came soonest of late. */
    record Fastest() implements Strategy {}

    /** The one that costs least. */
    record Cheapest() implements Strategy {}

    /** The same one for the same caller, so that the vendor's prompt cache hits. */
    record Sticky(By by) implements Strategy {}

    /** What makes calls belong together. */
    enum By {
        /** The request's {@code user}. */
        USER,
        /** The header {@code x-session-id}. */
        SESSION,
        /** The beginning of the prompt. */
        PREFIX
    }
}
