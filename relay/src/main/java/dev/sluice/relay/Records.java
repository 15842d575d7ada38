package dev.sluice.relay;

import dev.sluice.core.Plan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the record of a finished call. */
final class Records {
    private Records() {}

    static CallRecord of(
            Relay call, @Nullable Plan plan, CallRecord.Outcome outcome, @Nullable String error) {
        Dispatch dispatch = call.dispatch();
        List<Attempt> attempts = dispatch == null ? List.of() : dispatch.attempts();
        Attempt served = dispatch == null ? null : dispatch.winner();
        if (served == null && !attempts.isEmpty()) {
            served = attempts.getLast();
        }
        return new CallRecord(
                call.response().requestId(),
                call.key().id(),
                served == null ? null : served.deploymentId(),
                call.request().method().name(),
                call.surface().path(),
                call.response().status(),
                outcome,
                call.attempts(),
                call.times().elapsed(),
                call.times().firstByte(),
                served == null ? null : served.usage(),
                error,
                new CallRecord.Decision(plan, tried(call, attempts)),
                null);
    }

    private static List<CallRecord.Tried> tried(Relay call, List<Attempt> attempts) {
        long origin = call.times().begun();
        return switch (attempts.size()) {
            case 0 -> List.of();
            case 1 -> List.of(attempts.getFirst().tried(origin));
            default -> attempts.stream().map(each -> each.tried(origin)).toList();
        };
    }
}
