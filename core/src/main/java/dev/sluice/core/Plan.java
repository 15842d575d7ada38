package dev.sluice.core;

import dev.sluice.core.health.Standing;
import java.util.List;
import java.util.OptionalLong;

/**
 * Where one call goes, in which order, and where it does not and why.
 *
 * @param steps asked one after the other; empty when nobody may be asked
 * @param larger asked instead when the conversation is too long for what was asked; may be empty
 * @param excluded what is left out
 * @param policy the outermost group's
 */
public record Plan(
        List<Step> steps, List<Step> larger, List<Excluded> excluded, Route.Policy policy) {

    /**
     * Deployments that are asked together.
     *
     * @param candidates one, or several that race
     */
    public record Step(List<Candidate> candidates) {}

    /** A deployment that is left out. */
    public record Excluded(Deployment deployment, Standing.Out standing) {}

    /** Returns whether nothing at all serves the name: there is nobody to ask, now or later. */
    public boolean leadsNowhere() {
        return steps.isEmpty() && excluded.isEmpty();
    }

    /**
     * Returns whether too much was asked of somebody who is left out: a call that nobody may serve
     * is answered with 429 then, otherwise with 503.
     */
    public boolean isLimited() {
        return excluded.stream()
                .anyMatch(each -> each.standing().reason() == Standing.Reason.COOLDOWN);
    }

    /** Returns after how many milliseconds the first who is left out may be asked again. */
    public OptionalLong soonestMillis() {
        return excluded.stream().mapToLong(each -> each.standing().millis()).min();
    }

    /** Returns the same steps with nobody racing: who would is asked one after the other. */
    public static List<Step> inTurn(List<Step> steps) {
        return steps.stream()
                .flatMap(step -> step.candidates().stream())
                .map(each -> new Step(List.of(each)))
                .toList();
    }
}
