package dev.sluice.app.control;

import dev.sluice.core.Candidate;
import dev.sluice.core.Plan;
import dev.sluice.core.Route;
import dev.sluice.core.health.Standing;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;

/**
 * Where a call would go, in words and numbers: nothing of it is an address or a secret.
 *
 * @param model the name that leads there: the caller's or the key's default; null when none is
 *     needed
 * @param key the virtual key's name
 * @param route the route's name
 * @param steps asked one after the other; empty when nobody may be asked
 * @param larger asked instead when the conversation is too long
 * @param excluded what is left out
 * @param refused how a call is answered when {@code steps} is empty; otherwise null
 */
public record Explanation(
        @Nullable String model,
        String key,
        String route,
        List<Step> steps,
        List<Step> larger,
        List<Excluded> excluded,
        Policy policy,
        @Nullable Refused refused) {

    /**
     * Deployments that are asked together.
     *
     * @param together one, or several that race
     */
    public record Step(List<Choice> together) {
        static Step of(Plan.Step step) {
            return new Step(step.candidates().stream().map(Choice::of).toList());
        }
    }

    /**
     * A deployment that is asked.
     *
     * @param model what it is asked for, or null when the request names nothing
     * @param probe whether the call finds out whether it works again
     */
    public record Choice(String deployment, @Nullable String model, boolean probe) {
        static Choice of(Candidate candidate) {
            return new Choice(candidate.deployment().id(), candidate.model(), candidate.probe());
        }
    }

    /**
     * A deployment that is left out.
     *
     * @param reason a {@link Standing.Reason} in small letters
     */
    public record Excluded(String deployment, String reason, long retryAfterMillis) {
        static Excluded of(Plan.Excluded excluded) {
            return new Excluded(
                    excluded.deployment().id(),
                    word(excluded.standing().reason()),
                    excluded.standing().millis());
        }
    }

    /**
     * What is done when the first choice does not answer.
     *
     * @param retries how often the last deployment left is asked again
     * @param larger the route for conversations that are too long, or null
     */
    public record Policy(int retries, @Nullable Hedge hedge, @Nullable String larger) {
        static Policy of(Route.Policy policy) {
            Route.@Nullable Hedge hedge = policy.hedge();
            @Nullable Route larger = policy.larger();
            return new Policy(
                    policy.retries(),
                    hedge == null ? null : new Hedge(hedge.afterMillis(), hedge.share()),
                    larger == null ? null : larger.id());
        }
    }

    /**
     * When a second deployment is asked beside the first.
     *
     * @param afterMillis 0 when the delay is learned
     * @param share the largest share of calls, from 0 to 1
     */
    public record Hedge(long afterMillis, double share) {}

    /** The answer to a call that nobody may serve just now. */
    public record Refused(int status, long retryAfterMillis) {
        /** Too many calls where somebody asked to be left alone, otherwise no service. */
        static @Nullable Refused of(Plan plan) {
            if (!plan.steps().isEmpty()) {
                return null;
            }
            return new Refused(plan.isLimited() ? 429 : 503, plan.soonestMillis().orElse(0));
        }
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
