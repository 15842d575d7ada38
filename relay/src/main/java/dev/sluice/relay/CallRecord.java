package dev.sluice.relay;

import dev.sluice.core.Deployment;
import dev.sluice.core.Plan;
import dev.sluice.core.Snapshot;
import dev.sluice.core.VirtualKey;
import dev.sluice.core.limit.Permit;
import dev.sluice.core.meter.Consumption;
import dev.sluice.core.meter.UsageRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a finished call.
 *
 * @param requestId the {@code x-request-id} that the client saw
 * @param key id of the virtual key, or null when the call was refused before one was found
 * @param deployment where it ran, or null when it ran nowhere
 * @param method HTTP method
 * @param path path below {@code /v1}
 * @param status what the client was answered; 0 when it left before the answer began
 * @param outcome how it ended
 * @param attempts requests sent upstream
 * @param durationNanos from the request's head to the last byte
 * @param firstByteNanos from the request's head to the first byte of the answer; -1 if none came
 * @param usage the upstream's usage object as raw JSON, or null when it stated none
 * @param error what the client was told had gone wrong, or null
 * @param decision why it went where it went
 * @param bill what it used, for the ledger; null when the call was refused before a key was found
 */
public record CallRecord(
        String requestId,
        @Nullable String key,
        @Nullable String deployment,
        String method,
        String path,
        int status,
        Outcome outcome,
        int attempts,
        long durationNanos,
        long firstByteNanos,
        @Nullable String usage,
        @Nullable String error,
        Decision decision,
        @Nullable Bill bill) {

    /** Returns the same call, another thing said to have gone wrong. */
    public CallRecord saying(String otherError) {
        return new CallRecord(
                requestId,
                key,
                deployment,
                method,
                path,
                status,
                outcome,
                attempts,
                durationNanos,
                firstByteNanos,
                usage,
                otherError,
                decision,
                bill);
    }

    /**
     * What a call used, not yet counted.
     *
     * @param key who called
     * @param begun milliseconds since 1970
     * @param model the name that the caller wrote, or null
     * @param permit what was reserved; to be settled once
     * @param tariff the prices in force when the call came
     * @param used every attempt that may have used something, in the order in which they began
     * @param request the request's body where it is needed to count what no vendor has stated, or
     *     to be logged; it must not be changed
     * @param notes what else is known
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Bill(
            VirtualKey key,
            long begun,
            @Nullable String model,
            Permit permit,
            Snapshot.Tariff tariff,
            List<Used> used,
            byte @Nullable [] request,
            Notes notes) {
        /** Without notes. */
        public Bill(
                VirtualKey key,
                long begun,
                @Nullable String model,
                Permit permit,
                Snapshot.Tariff tariff,
                List<Used> used,
                byte @Nullable [] request) {
            this(key, begun, model, permit, tariff, used, request, Notes.NONE);
        }
    }

    /**
     * What else is known of a call.
     *
     * @param traceparent the header that the client sent (W3C Trace Context), or null
     * @param answer the beginning of the answer's body as the vendor gave it, where bodies are
     *     logged; else null
     * @param streamed whether the client asked for a stream
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Notes(@Nullable String traceparent, byte @Nullable [] answer, boolean streamed) {
        /** Nothing. */
        public static final Notes NONE = new Notes(null, null, false);
    }

    /**
     * What one attempt used.
     *
     * @param model the name that the vendor was told, or null
     */
    public record Used(
            Deployment deployment,
            @Nullable String model,
            UsageRecord.Role role,
            Consumption consumption) {}

    /**
     * Why it went where it went.
     *
     * @param plan who could be asked, in which order, and who could not; null when the call never
     *     got so far
     * @param tried who was asked
     */
    public record Decision(@Nullable Plan plan, List<Tried> tried) {}

    /**
     * One attempt; times in nanoseconds since the request's head.
     *
     * @param firstByteNanos -1 when no answer came
     * @param outcome {@code served}, {@code cancelled}, {@code client left}, or what went wrong
     */
    public record Tried(
            String deployment,
            long beginNanos,
            long firstByteNanos,
            long endNanos,
            String outcome) {}

    /** The ways a call ends. */
    public enum Outcome {
        /** Answered to the end, whatever the status. */
        COMPLETE,
        /** The upstream broke off after the answer had begun. */
        BROKEN,
        /** The client left first. */
        ABORTED
    }
}
