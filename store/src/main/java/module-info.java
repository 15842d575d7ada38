import org.jspecify.annotations.NullMarked;

/** What outlives the process: the journal, the ledger's databases, the shared counters. */
@NullMarked
module dev.sluice.store {
    requires static org.jspecify;
    requires dev.sluice.core;
    requires transitive java.sql;
    requires lettuce.core;
    requires tools.jackson.core;

    exports dev.sluice.store;
}
