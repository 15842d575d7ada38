package dev.sluice.store;

import dev.sluice.core.limit.Permit;
import dev.sluice.core.meter.UsageRecord;
import java.util.List;

/** An entry of the journal with its place. */
public sealed interface Numbered {
    /** Returns its place: counts up by one from 1, per node, for ever. */
    long sequence();

    /**
     * A call has ended.
     *
     * @param alone whether no entry says what it had reserved: it was over before that was written
     */
    record Finished(long sequence, UsageRecord record, boolean alone) implements Numbered {
        /** A call whose reservations, if it had any, are in the journal. */
        public Finished(long sequence, UsageRecord record) {
            this(sequence, record, false);
        }
    }

    /** A call that has begun reserved something of budgets. */
    record Reserved(long sequence, String requestId, List<Permit.Hold> holds) implements Numbered {}

    /** A call that had begun never ended, because the process did: its reservations are void. */
    record Voided(long sequence, String requestId, List<Permit.Hold> holds) implements Numbered {}
}
