package dev.sluice.store;

import dev.sluice.core.meter.UsageRecord;

/** A finished call on its way into the ledger. */
public interface Bookable {
    /**
     * Counts and rates the call; called once. Must not throw. Runs on the thread that hands the
     * call over if it is {@link #quick}, otherwise on the ledger's.
     */
    UsageRecord record();

    /** Returns whether {@link #record} takes no longer than some microseconds. */
    default boolean quick() {
        return false;
    }

    /**
     * The record is in the journal's file, and on the disk if the ledger is durable. Runs on the
     * ledger's thread.
     */
    void booked(UsageRecord record);
}
