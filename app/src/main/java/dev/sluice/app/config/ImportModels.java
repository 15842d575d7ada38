package dev.sluice.app.config;

import dev.sluice.core.Deployment;
import dev.sluice.core.Route;
import dev.sluice.core.Strategy;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes the models of an imported file: one for every entry, and one for every router. */
final class ImportModels {
    private final StringBuilder text = new StringBuilder();
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
    ImportModels(Set<String> leaves, @Nullable String everybodys) {
        this.leaves = leaves;
        this.everybodys = everybodys;
        taken.addAll(leaves);
    }

    /** Returns the models written so far. */
    StringBuilder text() {
        return text;
    }

    /**
     * Writes an entry that is no router.
     *
     * @param more members beyond name and provider, on lines of their own
     */
    void entry(EntryFile.Entry entry, String more) {
        String id = entry.id();
        @Nullable String own = ImportRoutes.ownModel(entry);
        text.append("  - name: ").append(named(id, own));
        text.append(own == null ? " # asked for the model that the caller names\n" : "\n");
        aliases(text, id);
        text.append("    provider: ").append(id).append('\n').append(more);
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
                yield known == null ? written(group) : known;
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

    private void aliases(StringBuilder to, String id) {
        if (id.equals(everybodys)) {
            to.append("    aliases: [\"*\"]\n");
        }
    }

    private String written(Route.Group group) {
        String name = group.id();
        for (int number = 2; !taken.add(name); number++) {
            name = group.id() + "-" + number;
        }
        groups.put(group, name);
        var model = new StringBuilder("  - name: ").append(name).append('\n');
        aliases(model, name);
        model.append("    strategy: ").append(word(group.strategy())).append('\n');
        if (group.strategy() instanceof Strategy.Sticky(var by)) {
            String word = by.toString().toLowerCase(Locale.ROOT);
            model.append("    sticky_by: ").append(word).append('\n');
        }
        model.append("    targets:\n");
        for (Route.Member each : group.members()) {
            model.append("      - {model: ").append(name(each.route()));
            model.append(each.weight() == 1 ? "" : ", weight: " + each.weight());
            model.append(each.tier() == 1 ? "" : ", tier: " + each.tier());
            model.append(each.price() < 0 ? "" : ", price: " + ImportText.number(each.price()));
            model.append("}\n");
        }
        policy(model, group.policy());
        text.append(model);
        return name;
    }

    private void policy(StringBuilder model, Route.Policy policy) {
        if (policy.retries() > 0) {
            model.append("    retries: ").append(policy.retries()).append('\n');
        }
        Route.@Nullable Hedge hedge = policy.hedge();
        if (hedge != null) {
            model.append("    hedge: {");
            model.append(hedge.afterMillis() == 0 ? "" : "after: " + hedge.afterMillis() + "ms, ");
            model.append("share: ").append(ImportText.number(hedge.share())).append("}\n");
        }
        @Nullable Route larger = policy.larger();
        if (larger != null) {
            model.append("    larger_model: ").append(name(larger)).append('\n');
        }
    }

    private static SluiceYaml.StrategyWord word(Strategy strategy) {
        return switch (strategy) {
            case Strategy.Ordered _ -> SluiceYaml.StrategyWord.ORDERED;
            case Strategy.RoundRobin _ -> SluiceYaml.StrategyWord.ROUND_ROBIN;
            case Strategy.Random _ -> SluiceYaml.StrategyWord.RANDOM;
            case Strategy.Weighted _ -> SluiceYaml.StrategyWord.WEIGHTED;
            case Strategy.Parallel _ -> SluiceYaml.StrategyWord.PARALLEL;
            case Strategy.LeastBusy _ -> SluiceYaml.StrategyWord.LEAST_BUSY;
            case Strategy.Fastest _ -> SluiceYaml.StrategyWord.FASTEST;
            case Strategy.Cheapest _ -> SluiceYaml.StrategyWord.CHEAPEST;
            case Strategy.Sticky _ -> SluiceYaml.StrategyWord.STICKY;
        };
    }
}
