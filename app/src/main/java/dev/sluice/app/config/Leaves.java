package dev.sluice.app.config;

import dev.sluice.core.Deployment;
import dev.sluice.core.NameTable;
import dev.sluice.core.Route;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the routes of keys that are bound to one: whatever name a call states, a deployment that is
 * reached by way of another model is asked for that model.
 *
 * @param usual the model for calls that name none, or null
 */
record Leaves(@Nullable String usual) {

    /** Returns the same tree, its deployments changed where they have to be. */
    Route bound(Route route) {
        return switch (route) {
            case Route.One(var deployment, var name) ->
                    usual == null && name == null
                            ? route
                            : new Route.One(bound(deployment, name), null);
            case Route.Group group -> bound(group);
            case Route.ByModel(var id, var names, var otherwise) ->
                    new Route.ByModel(
                            id,
                            new NameTable<>(bound(names.exact()), bound(names.prefixes())),
                            otherwise == null ? null : bound(otherwise));
        };
    }

    /**
     * Returns the same tree, its deployments asked for this model where they would be asked for
     * what the caller says; the same object where that makes no difference.
     */
    static Route named(Route route, String model) {
        return switch (route) {
            case Route.One(var deployment, var name) ->
                    name == null && deployment.upstreamModel() == null
                            ? new Route.One(deployment, model)
                            : route;
            case Route.Group group -> {
                List<Route.Member> members = new ArrayList<>();
                for (Route.Member each : group.members()) {
                    Route inner = named(each.route(), model);
                    members.add(new Route.Member(inner, each.weight(), each.tier(), each.price()));
                }
                yield members.equals(group.members())
                        ? group
                        : new Route.Group(group.id(), group.strategy(), members, group.policy());
            }
            case Route.ByModel _ -> route; // goes by what the caller says
        };
    }

    private Route bound(Route.Group group) {
        List<Route.Member> members = new ArrayList<>();
        for (Route.Member each : group.members()) {
            members.add(
                    new Route.Member(
                            bound(each.route()), each.weight(), each.tier(), each.price()));
        }
        Route.Policy policy = group.policy();
        @Nullable Route larger = policy.larger();
        return new Route.Group(
                group.id(),
                group.strategy(),
                members,
                new Route.Policy(
                        policy.retries(), policy.hedge(), larger == null ? null : bound(larger)));
    }

    private Map<String, Route> bound(Map<String, Route> routes) {
        Map<String, Route> bound = new LinkedHashMap<>();
        routes.forEach((name, route) -> bound.put(name, bound(route)));
        return bound;
    }

    private Deployment bound(Deployment deployment, @Nullable String name) {
        return new Deployment(
                deployment.id(),
                deployment.upstream(),
                name == null ? deployment.upstreamModel() : name,
                usual == null ? deployment.defaultModel() : usual,
                deployment.overrides(),
                deployment.stream(),
                deployment.streamUsage(),
                deployment.operation(),
                deployment.origin());
    }
}
