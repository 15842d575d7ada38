package dev.sluice.relay;

import dev.sluice.core.limit.Permit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes the record of every finished call. Runs on the event loop: must neither block nor throw.
 */
@FunctionalInterface
public interface CallRecorder {
    /** Takes one record; the end of the answer is sent when this returns. */
    void finished(CallRecord record);

    /**
     * Takes one record whose client is told the end of its answer only when the record is safe.
     *
     * @param safe to be called then, from any thread
     */
    default void finished(CallRecord record, Runnable safe) {
        finished(record);
        safe.run();
    }

    /** Returns whether clients wait for their records to be safe. */
    default boolean isDurable() {
        return false;
    }

    /** Returns whether records are to hold the bodies of requests and answers. */
    default boolean keepsBodies() {
        return false;
    }

    /** A call begins that has reserved something; its record will say what became of it. */
    default void reserved(String requestId, List<Permit.Hold> holds) {}

    /** Returns why no record can be kept at present, or null: then no call may begin either. */
    default @Nullable String trouble() {
        return null;
    }
}
