package dev.sluice.app.telemetry;

import dev.sluice.core.meter.UsageRecord;
import dev.sluice.relay.CallRecord;
import org.jspecify.annotations.Nullable;

/** Is told of every finished call, once its record is in the ledger. */
@FunctionalInterface
public interface CallSink {
    /**
     * Takes one call. Runs on the ledger's thread: must not block for long, and must not throw.
     *
     * @param record what the ledger keeps of it; null for a call that was refused before a key was
     *     found, of which the ledger keeps nothing
     */
    void finished(CallRecord call, @Nullable UsageRecord record);
}
