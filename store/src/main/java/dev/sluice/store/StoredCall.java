package dev.sluice.store;

import dev.sluice.core.meter.UsageRecord;

/**
 * A call in the books.
 *
 * @param id its node's number and its place in the node's journal: {@code number * 2^40 + sequence}
 */
record StoredCall(long id, UsageRecord call) {
    /** Returns when it began, in milliseconds since 1970. */
    long begun() {
        return call.times().begun();
    }
}
