package dev.sluice.core;

import dev.sluice.core.health.Standing;
import org.jspecify.annotations.Nullable;

/**
 * What of a tree of routes one call can reach, and how it is doing.
 *
 * @param sole the only deployment that the call can reach, whose standing does not matter; or null
 */
record Reach(Planner.Question question, Planner.Outlook outlook, @Nullable Deployment sole) {

    static Reach of(Route route, Planner.Question question, Planner.Outlook outlook) {
        Reach all = new Reach(question, outlook, null);
        @Nullable Deployment any = all.any(route);
        return any != null && all.only(any, route) ? new Reach(question, outlook, any) : all;
    }

    private @Nullable Deployment any(Route route) {
        return switch (route) {
            case Route.One one -> one.deployment();
            case Route.ByModel names -> {
                @Nullable Route chosen = choose(names);
                yield chosen == null ? null : any(chosen);
            }
            case Route.Group group -> {
                @Nullable Deployment found = null;
                for (int i = 0; found == null && i < group.members().size(); i++) {
                    found = any(group.members().get(i).route());
                }
                yield found;
            }
        };
    }

    private boolean only(Deployment deployment, Route route) {
        return switch (route) {
            case Route.One one -> one.deployment().id().equals(deployment.id());
            case Route.ByModel names -> {
                @Nullable Route chosen = choose(names);
                yield chosen == null || only(deployment, chosen);
            }
            case Route.Group group -> {
                for (Route.Member each : group.members()) {
                    if (!only(deployment, each.route())) {
                        yield false;
                    }
                }
                yield true;
            }
        };
    }

    /** Returns the route for the model that the call names; null when nobody serves it. */
    @Nullable Route choose(Route.ByModel names) {
        @Nullable String model = question.model();
        @Nullable Route found = model == null ? null : names.names().find(model);
        return found == null ? names.otherwise() : found;
    }

    /** Returns the outermost group's policy. */
    Route.Policy policy(Route route) {
        return switch (route) {
            case Route.One _ -> Route.Policy.DEFAULT;
            case Route.ByModel names -> {
                @Nullable Route chosen = choose(names);
                yield chosen == null ? Route.Policy.DEFAULT : policy(chosen);
            }
            case Route.Group group -> group.policy();
        };
    }

    Standing standing(Deployment deployment) {
        return sole != null && sole.id().equals(deployment.id())
                ? Standing.READY
                : outlook.standing(deployment);
    }

    /** Returns the best standing below; null when the call finds nobody there. */
    @Nullable Standing standing(Route route) {
        return switch (route) {
            case Route.One one -> standing(one.deployment());
            case Route.ByModel names -> {
                @Nullable Route chosen = choose(names);
                yield chosen == null ? null : standing(chosen);
            }
            case Route.Group group -> {
                @Nullable Standing best = null;
                for (Route.Member each : group.members()) {
                    @Nullable Standing one = standing(each.route());
                    best = one != null && rank(one) > rank(best) ? one : best;
                }
                yield best;
            }
        };
    }

    private static double rank(@Nullable Standing standing) {
        return switch (standing) {
            case null -> -2;
            case Standing.Out _ -> -1;
            case Standing.Probing _ -> 0;
            case Standing.Ready(double share) -> share;
        };
    }

    /** Returns the calls under way below. */
    int load(Route route) {
        return switch (route) {
            case Route.One one -> outlook.load(one.deployment());
            case Route.ByModel names -> {
                @Nullable Route chosen = choose(names);
                yield chosen == null ? 0 : load(chosen);
            }
            case Route.Group group -> {
                int sum = 0;
                for (Route.Member each : group.members()) {
                    sum += load(each.route());
                }
                yield sum;
            }
        };
    }

    /** Returns the shortest usual time to the first token below; 0 when one is unknown. */
    long firstToken(Route route) {
        return switch (route) {
            case Route.One one -> outlook.firstToken(one.deployment());
            case Route.ByModel names -> {
                @Nullable Route chosen = choose(names);
                yield chosen == null ? Long.MAX_VALUE : firstToken(chosen);
            }
            case Route.Group group -> {
                long least = Long.MAX_VALUE;
                for (Route.Member each : group.members()) {
                    if (standing(each.route()) instanceof Standing.Ready) {
                        least = Math.min(least, firstToken(each.route()));
                    }
                }
                yield least;
            }
        };
    }

    /** Returns the next tier of a group; {@link Integer#MAX_VALUE} when there is none. */
    static int tierAbove(Route.Group group, int tier) {
        int next = Integer.MAX_VALUE;
        for (Route.Member each : group.members()) {
            if (each.tier() > tier) {
                next = Math.min(next, each.tier());
            }
        }
        return next;
    }
}
