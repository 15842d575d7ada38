package dev.sluice.relay;

/** Takes the record of every finished call. */
@FunctionalInterface
public interface CallRecorder {
    /** Takes one record. Runs on the event loop: must neither block nor throw. */
    void finished(CallRecord record);
}
