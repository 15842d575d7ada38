package dev.sluice.app.control;

import dev.sluice.core.Affinity;
import dev.sluice.core.Deployment;
import dev.sluice.core.ModelTable;
import dev.sluice.core.ModelTable.Resolution;
import dev.sluice.core.Plan;
import dev.sluice.core.Planner;
import dev.sluice.core.Route;
import dev.sluice.core.Snapshot;
import dev.sluice.core.Strategy;
import dev.sluice.core.VirtualKey;
import dev.sluice.core.health.Standing;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.json.JsonText;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/** Tells where a call would go. Calls nobody and changes nothing. */
public final class Explain {
    /** How things stand when nothing is known: everybody is well, and nobody has had a turn. */
    public static final Planner.Outlook BLANK =
            new Planner.Outlook() {
                @Override
                public Standing standing(Deployment deployment) {
                    return Standing.READY;
                }

                @Override
                public int load(Deployment deployment) {
                    return 0;
                }

                @Override
                public long firstToken(Deployment deployment) {
                    return 0;
                }

                @Override
                public long turn(Route.Group group) {
                    return 0;
                }

                @Override
                public double chance() {
                    return 0;
                }
            };

    private Explain() {}

    /**
     * A call that is not made.
     *
     * @param model what it names, or null
     * @param key see {@link KeySearch}; or null for the one that everybody may use, or the only one
     * @param user what sticky strategies go by: the call's user or its session; or null
     */
    public record Inquiry(
            @Nullable String model,
            @Nullable String key,
            ModelTable.Use use,
            @Nullable String user) {}

    /**
     * Explains.
     *
     * @throws ApiException with what the call would be answered: no such model, no model at all; or
     *     when there is no such key
     */
    public static Explanation explain(Snapshot snapshot, Inquiry inquiry, Planner.Outlook outlook) {
        VirtualKey key = new KeySearch(snapshot).find(inquiry.key());
        return switch (key.models().resolve(inquiry.model())) {
            case Resolution.Unknown unknown -> throw new ApiException(unknown.error());
            case Resolution.Unnamed unnamed -> throw new ApiException(unnamed.error());
            case Resolution.Found(var route, var name, var naming) -> {
                var question =
                        new Planner.Question(
                                inquiry.model(),
                                name,
                                inquiry.use(),
                                naming,
                                affinity(route, key, inquiry.user()));
                Plan plan = Planner.plan(route, question, outlook);
                if (plan.leadsNowhere()) {
                    throw new ApiException(Resolution.nowhere(name));
                }
                yield explanation(name, key, route, plan);
            }
        };
    }

    private static Explanation explanation(
            @Nullable String name, VirtualKey key, Route route, Plan plan) {
        return new Explanation(
                name,
                key.id(),
                route.id(),
                plan.steps().stream().map(Explanation.Step::of).toList(),
                plan.larger().stream().map(Explanation.Step::of).toList(),
                plan.excluded().stream().map(Explanation.Excluded::of).toList(),
                Explanation.Policy.of(plan.policy()),
                Explanation.Refused.of(plan));
    }

    /** What sticky strategies go by, from the same bytes as for a call. */
    private static long affinity(Route route, VirtualKey key, @Nullable String user) {
        Strategy.@Nullable Sticky sticky = Affinity.sticky(route);
        if (sticky == null) {
            return 0;
        }
        byte @Nullable [] said =
                user == null
                        ? null
                        : switch (sticky.by()) {
                            case USER -> JsonText.quote(user); // taken as it stands in a call
                            case SESSION, PREFIX -> user.getBytes(StandardCharsets.UTF_8);
                        };
        return Affinity.of(said, key);
    }
}
