package dev.sluice.app.config;

import dev.sluice.core.Deployment;
import dev.sluice.core.NameTable;
import dev.sluice.core.Route;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes routes of the models of a {@link SluiceYaml}. A model reached by a name that is not its own
 * (an alias, another model's target) is a variant of the same route: its deployments are asked for
 * the model's name, not for what the caller wrote.
 */
final class ModelRoutes {
    private final Findings findings;
    private final ModelNames names;
    private final Targets targets;
    private final Map<String, Targets.Read> reads = new LinkedHashMap<>();
    private final Map<Variant, Route> built = new HashMap<>();
    private final Set<String> unusable = new HashSet<>();
    private final Map<String, Route> exact = new LinkedHashMap<>();
    private final Map<String, Route> prefixes = new LinkedHashMap<>();

    ModelRoutes(Findings findings, ModelNames names, Targets targets) {
        this.findings = findings;
        this.names = names;
        this.targets = targets;
    }

    /**
     * One way of reaching a model.
     *
     * @param model the model's own name
     * @param name what its deployments are asked for, or null for the caller's name
     */
    private record Variant(String model, @Nullable String name) {}

    /** Makes the routes of all models. */
    void add(List<ModelNames.Entry> entries) {
        entries.forEach(each -> reads.put(each.name(), targets.read(each)));
        entries.forEach(this::cycle);
        Map<String, Boolean> usable = new HashMap<>();
        entries.forEach(each -> isUsable(each.name(), usable));
        for (ModelNames.Entry each : entries) {
            @Nullable Route route = route(each.name(), null);
            if (route instanceof Route.Group group && !each.model().targets().isEmpty()) {
                Strategies.remarks(findings, each.at(), each.path(), group);
            }
        }
        names.exact().forEach((name, entry) -> put(exact, name, entry, entry.name().equals(name)));
        names.prefixes().forEach((name, entry) -> put(prefixes, name, entry, false));
    }

    private void put(
            Map<String, Route> table, String name, ModelNames.Entry entry, boolean itself) {
        @Nullable Route route =
                route(entry.name(), itself || entry.isPattern() ? null : entry.name());
        if (route != null) {
            table.put(name, route);
        }
    }

    /** Adds the name of something that no file describes. */
    void builtIn(String name, Deployment deployment) {
        exact.put(name, new Route.One(deployment, null));
    }

    /** Returns all names and where they lead. */
    NameTable<Route> table() {
        return new NameTable<>(exact, prefixes);
    }

    /** Returns the way to a name that callers need not say themselves; null if there is none. */
    @Nullable Route reached(String name) {
        ModelNames.@Nullable Reference found = names.find(name);
        return found == null ? null : route(found.entry().name(), found.name());
    }

    private void cycle(ModelNames.Entry start) {
        Set<String> seen = new HashSet<>();
        List<String> open = new ArrayList<>(next(start.name()));
        while (!open.isEmpty()) {
            String name = open.removeLast();
            if (name.equals(start.name())) {
                findings.problem(
                        start.at().line(),
                        start.path(),
                        "'" + name + "' leads back to itself, expected no cycle");
                unusable.add(name);
                return;
            }
            if (seen.add(name)) {
                open.addAll(next(name));
            }
        }
    }

    private List<String> next(String model) {
        Targets.@Nullable Read read = reads.get(model);
        List<String> next = new ArrayList<>();
        if (read != null) {
            for (Targets.Member each : read.all()) {
                if (each.way() instanceof Targets.Way.Other(var reference)) {
                    next.add(reference.entry().name());
                }
            }
        }
        return next;
    }

    /** Decides once for each model, and says which members of which are left out. */
    private boolean isUsable(String model, Map<String, Boolean> known) {
        @Nullable Boolean before = known.get(model);
        if (before != null) {
            return before;
        }
        Targets.@Nullable Read read = unusable.contains(model) ? null : reads.get(model);
        boolean usable = false;
        if (read != null) {
            for (Targets.Member each : read.all()) {
                boolean works =
                        switch (each.way()) {
                            case Targets.Way.Leaf _ -> true;
                            case Targets.Way.Other(var reference) ->
                                    isUsable(reference.entry().name(), known);
                        };
                if (!works) {
                    findings.note(
                            each.line(),
                            each.path(),
                            "left out: the model it names cannot be used");
                }
                usable |= works && !each.equals(read.larger());
            }
            if (!usable && !read.members().isEmpty()) {
                findings.note(
                        read.entry().at().line(),
                        read.entry().path(),
                        "left out: none of its targets can be used");
            }
        }
        if (!usable) {
            unusable.add(model);
        }
        known.put(model, usable);
        return usable;
    }

    private @Nullable Route route(String model, @Nullable String name) {
        if (unusable.contains(model)) {
            return null;
        }
        var variant = new Variant(model, name);
        @Nullable Route known = built.get(variant);
        Targets.@Nullable Read read = reads.get(model);
        if (known != null || read == null) {
            return known;
        }
        Route route = route(read, name);
        @Nullable Route plain = name == null ? null : route(model, null);
        // The same object where the name makes no difference, so that turns are counted together.
        Route shared = route.equals(plain) ? plain : route;
        built.put(variant, shared);
        return shared;
    }

    private Route route(Targets.Read read, @Nullable String name) {
        SluiceYaml.Routing routing = read.entry().model().routing();
        List<Route.Member> members = new ArrayList<>();
        for (Targets.Member each : read.members()) {
            @Nullable Route way = way(each.way(), name);
            if (way != null) {
                members.add(Strategies.member(way, each.share()));
            }
        }
        @Nullable Route larger = read.larger() == null ? null : way(read.larger().way(), null);
        Route.Policy policy = Strategies.policy(routing.recovery(), larger);
        boolean plain = read.entry().model().targets().isEmpty();
        return plain && policy.equals(Route.Policy.DEFAULT)
                ? members.getFirst().route()
                : new Route.Group(
                        read.entry().name(),
                        routing.strategy().strategy(routing.stickyBy()),
                        members,
                        policy);
    }

    private @Nullable Route way(Targets.Way way, @Nullable String name) {
        return switch (way) {
            case Targets.Way.Leaf(var leaf) -> leaf.route(name);
            case Targets.Way.Other(var reference) ->
                    route(reference.entry().name(), reference.name());
        };
    }
}
