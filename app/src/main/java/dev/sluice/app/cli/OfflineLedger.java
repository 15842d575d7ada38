package dev.sluice.app.cli;

import dev.sluice.app.Failure;
import dev.sluice.app.Premises;
import dev.sluice.app.control.LedgerDesk;

/** Reads the ledger where it lies, without a running gateway. */
@FunctionalInterface
interface OfflineLedger {
    /** None at hand. */
    OfflineLedger NONE =
            _ -> {
                throw new Failure(
                        Failure.USAGE, "give the running gateway as --url to have it checked");
            };

    /**
     * Finds out whether everything adds up.
     *
     * @param premises where the configuration and the data directory are
     * @throws Failure when there is no ledger, or it cannot be read
     */
    LedgerDesk.Check check(Premises premises) throws Failure;

    /** Returns the one that the command line uses. */
    static OfflineLedger usual() {
        return NONE;
    }
}
