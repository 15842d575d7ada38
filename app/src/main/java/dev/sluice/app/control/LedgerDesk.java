package dev.sluice.app.control;

import dev.sluice.core.money.Money;
import dev.sluice.store.StoreUnavailable;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks after the ledger. Its methods block, and are safe for several threads. */
public interface LedgerDesk {
    /** Returns how the ledger is doing. Does not block. */
    Progress progress();

    /**
     * How the ledger is doing.
     *
     * @param entries in the journal, not yet in the database
     * @param oldestMillis how old the oldest of them is
     * @param trouble why nothing can be recorded, or null
     */
    record Progress(long entries, long oldestMillis, @Nullable String trouble) {}

    /** Finds out whether everything in the ledger adds up. */
    Check check() throws StoreUnavailable;

    /**
     * Counts the cost of calls again, by the prices that are in force now for the time of each.
     * What was taken from budgets stays.
     *
     * @param from when the first call began
     * @param to exclusive
     */
    Rerated rerate(Instant from, Instant to) throws StoreUnavailable;

    /**
     * What a check found.
     *
     * @param calls calls that were added up
     * @param entries entries of budgets that were added up
     * @param open reservations that are open
     * @param findings what does not add up, a sentence each; empty when everything does
     */
    record Check(long calls, long entries, long open, List<String> findings) {}

    /**
     * What became of counting again.
     *
     * @param calls calls that were looked at
     * @param changed calls whose cost is another one now
     * @param cost by how much the cost of what was served has grown, per currency; may be negative
     * @param lost by how much the cost of what was called off has grown, likewise
     */
    record Rerated(long calls, long changed, List<Money> cost, List<Money> lost) {}
}
