package dev.sluice.core.limit;

import dev.sluice.core.money.Money;
import java.util.List;

/**
 * The permission for one call. Holds its place and what it may cost at worst until it is settled.
 * Safe for several threads.
 */
public interface Permit {
    /** For those who have no limits. */
    Permit FREE =
            new Permit() {
                @Override
                public String headers() {
                    return "";
                }

                @Override
                public List<Hold> holds() {
                    return List.of();
                }

                @Override
                public void leave() {}

                @Override
                public List<Settled> settle(long tokens, List<Money> cost) {
                    return List.of();
                }
            };

    /**
     * Returns whole header lines for the answer, each with its CRLF: {@code
     * x-ratelimit-remaining-requests: 59}.
     */
    String headers();

    /** Returns what is reserved of budgets. */
    List<Hold> holds();

    /** The call is over: its place among those under way is free. What it cost is not known yet. */
    void leave();

    /**
     * Gives back what was reserved and takes what was used instead. Only the first call has an
     * effect.
     *
     * @param tokens used, input and output
     * @param cost what the call cost, one amount for each currency; empty when it cost nothing
     * @return what became of each hold, in the order of {@link #holds}
     */
    List<Settled> settle(long tokens, List<Money> cost);

    /**
     * A reservation.
     *
     * @param budget {@link Budget#id}
     * @param window when the window began, milliseconds since 1970; 0 for one that never ends
     * @param amount the worst case
     */
    record Hold(String budget, long window, Money amount) {}

    /** A reservation, and what was taken in the end, in the budget's currency. */
    record Settled(Hold hold, Money spent) {}
}
