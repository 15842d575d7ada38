package dev.sluice.store;

import dev.sluice.core.meter.UsageRecord;

/** A finished call on its way into the ledger. Its methods run on the ledger's thread. */
public interface Bookable {
    /** Counts and rates the call; called once. Must not throw. */
    UsageRecord record();

    /** The record is in the journal's file, and on the disk if the ledger is durable. */
    void booked(UsageRecord record);
}
