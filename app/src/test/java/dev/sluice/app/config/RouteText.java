package dev.sluice.app.config;

import dev.sluice.core.ModelTable;
import dev.sluice.core.Route;
import dev.sluice.core.Strategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Routes on one line: {@code id strategy(member, ...)}, where a member is a route with {@code *}
 * and its weight, {@code /} and its tier, {@code $} and its price, and a deployment is its id with
 * {@code =} and the name that it is asked for.
 */
final class RouteText {
    private RouteText() {}

    /** Writes what a name leads to; a name that leads nowhere is {@code -}. */
    static String of(ModelTable table, String name) {
        return table.resolve(name) instanceof ModelTable.Resolution.Found found
                ? of(found.route())
                : "-";
    }

    static String of(Route route) {
        return switch (route) {
            case Route.One(var deployment, var name) ->
                    deployment.id() + (name == null ? "" : "=" + name);
            case Route.Group group ->
                    group.id()
                            + " "
                            + word(group.strategy())
                            + group.members().stream()
                                    .map(RouteText::of)
                                    .collect(Collectors.joining(", ", "(", ")"))
                            + of(group.policy());
            case Route.ByModel(var id, var names, var otherwise) -> {
                List<String> ways = new ArrayList<>();
                names.exact().forEach((name, way) -> ways.add(name + ": " + of(way)));
                names.prefixes().forEach((name, way) -> ways.add(name + "*: " + of(way)));
                if (otherwise != null) {
                    ways.add("else: " + of(otherwise));
                }
                yield id + ways.stream().collect(Collectors.joining(", ", " {", "}"));
            }
        };
    }

    private static String of(Route.Member member) {
        return of(member.route())
                + (member.weight() == 1 ? "" : "*" + member.weight())
                + (member.tier() == 1 ? "" : "/" + member.tier())
                + (member.price() < 0 ? "" : "$" + member.price());
    }

    private static String of(Route.Policy policy) {
        Route.Hedge hedge = policy.hedge();
        Route larger = policy.larger();
        return (policy.retries() == 0 ? "" : " retries " + policy.retries())
                + (hedge == null ? "" : " hedge " + hedge.afterMillis() + " " + hedge.share())
                + (larger == null ? "" : " larger " + of(larger));
    }

    private static String word(Strategy strategy) {
        String word = strategy.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        return strategy instanceof Strategy.Sticky(var by)
                ? word + " by " + by.toString().toLowerCase(Locale.ROOT)
                : word;
    }
}
