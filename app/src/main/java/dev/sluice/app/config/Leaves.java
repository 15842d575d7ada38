package dev.sluice.app.config;

import dev.sluice.core.Deployment;
import dev.sluice.core.NameTable;
import dev.sluice.core.Route;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Routes like others, but for what their deployments are asked for. */
final class Leaves {
    private Leaves() {}

    /** Returns a route whose deployments have a model for calls that name none. */
    static Route named(Route route, String usual) {
        return switch (route) {
            case Route.One(var deployment, var name) ->
                    new Route.One(named(deployment, usual), name);
            case Route.Group group -> {
                @Nullable Route larger = group.policy().larger();
                yield new Route.Group(
                        group.id(),
                        group.strategy(),
                        group.members().stream()
                                .map(each ->
                                        new Route.Member(
                                                named(each.route(), usual),
                                                each.weight(),
                                                each.tier(),
                                                each.price()))
                                .toList(),
                        new Route.Policy(
                                group.policy().retries(),
                                group.policy().hedge(),
                                larger == null ? null : named(larger, usual)));
            }
            case Route.ByModel(var id, var names, var otherwise) ->
                    new Route.ByModel(
                            id,
                            new NameTable<>(
                                    named(names.exact(), usual), named(names.prefixes(), usual)),
                            otherwise == null ? null : named(otherwise, usual));
        };
    }

    private static Map<String, Route> named(Map<String, Route> routes, String usual) {
        Map<String, Route> named = new LinkedHashMap<>();
        routes.forEach((name, route) -> named.put(name, named(route, usual)));
        return named;
    }

    private static Deployment named(Deployment deployment, String usual) {
        return new Deployment(
                deployment.id(),
                deployment.upstream(),
                deployment.upstreamModel(),
                usual,
                deployment.overrides(),
                deployment.stream(),
                deployment.streamUsage(),
                deployment.operation());
    }
}
