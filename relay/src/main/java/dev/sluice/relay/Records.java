package dev.sluice.relay;

import dev.sluice.core.Plan;
import dev.sluice.core.meter.Consumption;
import java.util.ArrayList;
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
        long elapsed = call.times().elapsed();
        return new CallRecord(
                call.response().requestId(),
                call.key().id(),
                served == null ? null : served.deploymentId(),
                call.request().method(),
                call.surface().path(),
                call.response().status(),
                outcome,
                call.attempts(),
                elapsed,
                call.times().firstByte(),
                served == null ? null : served.account().usage(),
                error,
                new CallRecord.Decision(plan, tried(call, attempts)),
                bill(call, attempts, elapsed));
    }

    private static CallRecord.Bill bill(Relay call, List<Attempt> attempts, long elapsed) {
        List<CallRecord.Used> used = new ArrayList<>(attempts.size());
        boolean unstated = isCountedByRequest(call.surface().path());
        for (Attempt each : attempts) {
            CallRecord.Used what = each.account().used();
            if (what != null) {
                used.add(what);
                unstated |= what.consumption() instanceof Consumption.Unstated;
            }
        }
        byte[] request = unstated && !used.isEmpty() ? call.requestBody().bytes() : null;
        return call.bill(used, request, elapsed);
    }

    /** Pictures and speech are charged by what was asked for. */
    private static boolean isCountedByRequest(String path) {
        return path.startsWith("/images") || path.startsWith("/audio");
    }

    private static List<CallRecord.Tried> tried(Relay call, List<Attempt> attempts) {
        long origin = call.times().begun();
        return switch (attempts.size()) {
            case 0 -> List.of();
            case 1 -> List.of(attempts.getFirst().account().tried(origin));
            default -> attempts.stream().map(each -> each.account().tried(origin)).toList();
        };
    }
}
