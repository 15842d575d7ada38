package dev.sluice.app.cli;

import dev.sluice.app.Failure;
import dev.sluice.app.Premises;
import dev.sluice.app.control.LedgerDesk;
import dev.sluice.app.ledger.LedgerOffice;
import dev.sluice.store.Database;
import dev.sluice.store.LedgerSettings;
import dev.sluice.store.StoreUnavailable;
import java.nio.file.Files;
import java.time.Instant;
import java.time.InstantSource;

/** Reads the ledger where it lies, without a running gateway. */
@FunctionalInterface
interface OfflineLedger {
    /**
     * Finds out whether everything adds up.
     *
     * @param premises where the configuration and the data directory are
     * @throws Failure when there is no ledger, or it cannot be read
     */
    LedgerDesk.Check check(Premises premises) throws Failure;

    /** Returns the one that the command line uses: the embedded database, or the one configured. */
    static OfflineLedger usual() {
        return premises -> {
            LedgerSettings settings = premises.ledger();
            if (settings.store() == null && !Files.exists(settings.data().resolve(Database.FILE))) {
                throw new Failure(
                        Failure.USAGE,
                        "there is no ledger in "
                                + settings.data()
                                + "; give --data or --config, or the running gateway as --url");
            }
            try (Database database = Database.open(settings, InstantSource.system())) {
                return LedgerOffice.found(database.check().run(Instant.EPOCH));
            } catch (StoreUnavailable | IllegalStateException e) {
                throw new Failure(Failure.FAILED, String.valueOf(e.getMessage()), e);
            }
        };
    }
}
