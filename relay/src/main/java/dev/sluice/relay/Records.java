package dev.sluice.relay;

import org.jspecify.annotations.Nullable;

/** Makes the record of a finished call. */
final class Records {
    private Records() {}

    static CallRecord of(Relay call, CallRecord.Outcome outcome, @Nullable String error) {
        Answer answer = call.answer();
        return new CallRecord(
                call.response().requestId(),
                call.key().id(),
                call.plan() == null ? null : call.deploymentId(),
                call.request().method().name(),
                call.surface().path(),
                call.response().status(),
                outcome,
                call.attempts(),
                call.times().elapsed(),
                call.times().firstByte(),
                answer == null ? null : answer.usage(),
                error);
    }
}
