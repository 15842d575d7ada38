package dev.sluice.app.telemetry;

import dev.sluice.core.Candidate;
import dev.sluice.core.Deployment;
import dev.sluice.core.Plan;
import dev.sluice.core.Upstream;
import dev.sluice.core.meter.UsageRecord;
import dev.sluice.providers.Origin;
import dev.sluice.relay.CallRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a call with everything that is known of it.
 *
 * @param tried when it began and ended, and how
 * @param charge what it used, or null when nothing
 * @param deployment where it ran, or null when the configuration has lost it meanwhile
 * @param model the name that the vendor was told, or null
 */
record Attempted(
        CallRecord.Tried tried,
        UsageRecord.@Nullable Charge charge,
        @Nullable Deployment deployment,
        @Nullable String model) {

    /**
     * Returns the attempts of a call. Charges are in the same order as attempts, those without one
     * left out.
     */
    static List<Attempted> of(
            CallRecord call, @Nullable UsageRecord record, Configured configured) {
        List<CallRecord.Tried> tried = call.decision().tried();
        List<UsageRecord.Charge> charges =
                new ArrayList<>(record == null ? List.of() : record.charges());
        List<Attempted> all = new ArrayList<>(tried.size());
        for (CallRecord.Tried each : tried) {
            UsageRecord.@Nullable Charge charge = take(charges, each.deployment());
            @Nullable Candidate candidate = candidate(call.decision().plan(), each.deployment());
            @Nullable Deployment deployment =
                    candidate == null
                            ? configured.deployment(each.deployment())
                            : candidate.deployment();
            @Nullable String model =
                    charge != null ? charge.model() : candidate == null ? null : candidate.model();
            all.add(new Attempted(each, charge, deployment, model));
        }
        return all;
    }

    private static UsageRecord.@Nullable Charge take(
            List<UsageRecord.Charge> charges, String deployment) {
        for (int i = 0; i < charges.size(); i++) {
            if (charges.get(i).deployment().equals(deployment)) {
                return charges.remove(i);
            }
        }
        return null;
    }

    private static @Nullable Candidate candidate(@Nullable Plan plan, String deployment) {
        if (plan == null) {
            return null;
        }
        return Stream.concat(plan.steps().stream(), plan.larger().stream())
                .flatMap(step -> step.candidates().stream())
                .filter(each -> each.deployment().id().equals(deployment))
                .findFirst()
                .orElse(null);
    }

    /** Returns the vendor in the words of the conventions. */
    String provider() {
        String vendor =
                charge != null
                        ? charge.vendor()
                        : deployment == null ? "" : deployment.origin().vendor();
        return GenAi.provider(vendor);
    }

    /** Returns where the vendor is, or null for what is part of the gateway. */
    @Nullable Origin server() {
        Upstream.@Nullable Remote remote =
                deployment == null ? null : deployment.upstream().reached();
        return remote == null ? null : remote.address().origin();
    }

    /** Returns the {@code error.type}, or null. */
    @Nullable String error() {
        return GenAi.error(tried.outcome());
    }
}
