package dev.sluice.core;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where calls go: a tree whose leaves are deployments. Trees are finite; cycles are refused. */
public sealed interface Route {
    /** Returns the name in messages; never a secret. */
    String id();

    /** Returns the deployments at its leaves, each once. */
    Set<Deployment> deployments();

    /**
     * One deployment.
     *
     * @param name the model to ask for when the deployment has none of its own and the route is
     *     reached by another name than the caller's; or null
     */
    record One(Deployment deployment, @Nullable String name) implements Route {
        @Override
        public String id() {
            return deployment.id();
        }

        @Override
        public Set<Deployment> deployments() {
            return Set.of(deployment);
        }
    }

    /**
     * Several routes, one of which (or all, {@link Strategy.Parallel}) serves a call.
     *
     * @param members at least one
     */
    record Group(String id, Strategy strategy, List<Member> members, Policy policy)
            implements Route {
        @Override
        public Set<Deployment> deployments() {
            Set<Deployment> all = new LinkedHashSet<>();
            members.forEach(each -> all.addAll(each.route().deployments()));
            return all;
        }
    }

    /**
     * One of several routes, chosen by the model that a call names: {@code model-name-router}.
     *
     * @param otherwise for names that are not listed and for calls without one, or null
     */
    record ByModel(String id, NameTable<Route> names, @Nullable Route otherwise) implements Route {
        @Override
        public Set<Deployment> deployments() {
            Set<Deployment> all = new LinkedHashSet<>();
            names.values().forEach(each -> all.addAll(each.deployments()));
            if (otherwise != null) {
                all.addAll(otherwise.deployments());
            }
            return all;
        }
    }

    /**
     * A member of a group.
     *
     * @param weight its part of the calls, at least 1
     * @param tier members of a higher number are asked only after those of a lower one
     * @param price what it costs, in any one unit; -1 when unknown
     */
    record Member(Route route, int weight, int tier, double price) {
        /** A member like all others. */
        public static Member of(Route route) {
            return new Member(route, 1, 1, -1);
        }
    }

    /**
     * What is done when the first choice does not answer.
     *
     * @param retries how often the last deployment left is asked again
     * @param hedge when a second deployment is asked beside the first, or null for never
     * @param larger where conversations go that are too long for all members, or null
     */
    record Policy(int retries, @Nullable Hedge hedge, @Nullable Route larger) {
        /** Failover, and nothing else. */
        public static final Policy DEFAULT = new Policy(0, null, null);
    }

    /**
     * When a second deployment is asked.
     *
     * @param afterMillis the delay; 0 learns it: the 95th percentile of the first deployment
     * @param share the largest share of calls that may be hedged, from 0 to 1
     */
    record Hedge(long afterMillis, double share) {}
}
