package dev.sluice.app.migrate;

import dev.sluice.app.config.EntryOutline;
import dev.sluice.app.config.Node;
import dev.sluice.core.Deployment;
import dev.sluice.core.Route;
import dev.sluice.core.Strategy;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The models of a {@code model-config.json}: one for every entry, and one for every router. */
final class EntryModels {
    private final List<Plan.Model> models = new ArrayList<>();
    private final Map<Route.Group, String> groups = new HashMap<>();
    private final Set<String> taken = new HashSet<>();
    private final Set<String> leaves;
    private final @Nullable String everybodys;

    /**
     * For a file.
     *
     * @param leaves the names of entries that are no routers
     * @param everybodys the name of the entry for callers without a key, or null
     */
    EntryModels(Set<String> leaves, @Nullable String everybodys) {
        this.leaves = leaves;
        this.everybodys = everybodys;
        taken.addAll(leaves);
    }

    /** Returns the models made so far. */
    List<Plan.Model> models() {
        return models;
    }

    /** Makes the model of an entry that is no router. */
    void entry(EntryOutline.Entry entry, Map<String, Node> parameters) {
        String id = entry.id();
        @Nullable String own = entry.ownModel();
        models.add(
                new Plan.Model(
                        named(id, own),
                        aliases(id),
                        List.of(Plan.Target.of(new Plan.Way.To(id, own, parameters))),
                        Plan.Choice.NONE));
    }

    /** Returns the name of the model that does what a route without choice by name does. */
    String name(Route route) {
        return switch (route) {
            case Route.One(var deployment, _) -> named(route.id(), deployment.upstreamModel());
            case Route.Group group -> {
                if (leaves.contains(group.id())) {
                    Deployment any = group.deployments().iterator().next();
                    yield named(group.id(), any.upstreamModel());
                }
                @Nullable String known = groups.get(group);
                yield known == null ? made(group) : known;
            }
            case Route.ByModel _ ->
                    throw new IllegalArgumentException("what goes by name is no model");
        };
    }

    /**
     * Only a name with a star leads on with what the caller says: reached by any other, a
     * deployment without a model of its own is asked for the name in the list.
     */
    private static String named(String id, @Nullable String own) {
        return own == null ? id + "*" : id;
    }

    private List<String> aliases(String id) {
        return id.equals(everybodys) ? List.of("*") : List.of();
    }

    private String made(Route.Group group) {
        String name = group.id();
        for (int number = 2; !taken.add(name); number++) {
            name = group.id() + "-" + number;
        }
        groups.put(group, name);
        List<Plan.Target> targets = new ArrayList<>();
        for (Route.Member each : group.members()) {
            targets.add(
                    new Plan.Target(
                            new Plan.Way.Other(name(each.route())),
                            each.weight(),
                            each.tier(),
                            each.price() < 0 ? null : BigDecimal.valueOf(each.price())));
        }
        Route.Policy policy = group.policy();
        @Nullable Route larger = policy.larger();
        var choice =
                new Plan.Choice(
                        word(group.strategy()),
                        group.strategy() instanceof Strategy.Sticky(var by)
                                ? by.toString().toLowerCase(Locale.ROOT)
                                : null,
                        policy.retries(),
                        hedge(policy.hedge()),
                        larger == null ? null : name(larger));
        models.add(new Plan.Model(name, aliases(name), targets, choice));
        return name;
    }

    private static Node.@Nullable Members hedge(Route.@Nullable Hedge hedge) {
        if (hedge == null) {
            return null;
        }
        Map<String, Node> members = new LinkedHashMap<>();
        if (hedge.afterMillis() > 0) {
            members.put("after", Values.text(hedge.afterMillis() + "ms"));
        }
        members.put("share", Values.number(BigDecimal.valueOf(hedge.share())));
        return Values.members(members);
    }

    private static String word(Strategy strategy) {
        return switch (strategy) {
            case Strategy.Ordered _ -> "ordered";
            case Strategy.RoundRobin _ -> "round-robin";
            case Strategy.Random _ -> "random";
            case Strategy.Weighted _ -> "weighted";
            case Strategy.Parallel _ -> "parallel";
            case Strategy.LeastBusy _ -> "least-busy";
            case Strategy.Fastest _ -> "fastest";
            case Strategy.Cheapest _ -> "cheapest";
            case Strategy.Sticky _ -> "sticky";
        };
    }
}
