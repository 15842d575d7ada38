package dev.sluice.app.migrate;

import dev.sluice.core.Deployment;
import dev.sluice.core.ModelTable;
import dev.sluice.core.NameTable;
import dev.sluice.core.Route;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A route that goes by the model's name, taken apart: a {@code sluice.yaml} knows names at keys
 * only, so for every name there is a route without such choices.
 *
 * @param names names and beginnings, and where they lead
 * @param preferred the name for calls that state none, or null
 * @param remarks what is not the same as before
 */
record EntryMenu(NameTable<Route> names, @Nullable String preferred, List<String> remarks) {
    /** No entry of model-2-token can have this name. */
    private static final String UNNAMED = "default";

    /** What a call says. */
    private sealed interface Said {
        /** A name that is in a list. */
        record Name(String name) implements Said {}

        /** A name that is not, with the longest beginning that is. */
        record Beginning(String beginning) implements Said {}

        /** Nothing. */
        record Nothing() implements Said {}
    }

    /** Says whether a name decides anywhere in a route. */
    static boolean decides(Route route) {
        return switch (route) {
            case Route.One _ -> false;
            case Route.ByModel _ -> true;
            case Route.Group group -> {
                @Nullable Route larger = group.policy().larger();
                yield group.members().stream().anyMatch(each -> decides(each.route()))
                        || (larger != null && decides(larger));
            }
        };
    }

    /** Takes a route apart. */
    static EntryMenu of(Route route) {
        List<String> remarks = new ArrayList<>();
        List<String> listed = new ModelTable.Bound(route).names();
        Set<String> named = new LinkedHashSet<>(listed);
        Set<String> beginnings = new LinkedHashSet<>();
        collect(route, named, beginnings);
        beginnings.remove("");
        beginnings.add("");
        Map<String, Route> prefixes = new LinkedHashMap<>();
        for (String each : beginnings) {
            @Nullable Route way = under(route, new Said.Beginning(each));
            if (way != null) {
                prefixes.put(each, way);
            }
        }
        var table = new NameTable<>(new LinkedHashMap<>(), prefixes);
        for (String each : beginnings) {
            if (!prefixes.containsKey(each) && table.find(each) != null) {
                remarks.add("names that begin with '" + each + "' were served by none");
            }
        }
        names(route, named, table, remarks);
        @Nullable String preferred = preferred(route, table, remarks);
        if (!listed.containsAll(table.exact().keySet())) {
            remarks.add("the list of models has more names than before");
        }
        if (isSplit(route)) {
            remarks.add("turns are counted for each name apart");
        }
        if (route.deployments().stream().anyMatch(each -> each.upstreamModel() != null)) {
            remarks.add("calls that are no chats are asked for the entry's model, too");
        }
        return new EntryMenu(table, preferred, remarks);
    }

    private static void names(
            Route route, Set<String> named, NameTable<Route> table, List<String> remarks) {
        for (String each : named) {
            @Nullable Route way = under(route, new Said.Name(each));
            if (way != null) {
                table.exact().put(each, way);
            } else if (table.find(each) != null) {
                remarks.add("the name '" + each + "' was served by none");
            }
        }
    }

    /** Says whether a group becomes several because its members go by name. */
    private static boolean isSplit(Route route) {
        return switch (route) {
            case Route.One _ -> false;
            case Route.Group group -> decides(group);
            case Route.ByModel(_, var names, var otherwise) ->
                    names.values().stream().anyMatch(EntryMenu::isSplit)
                            || (otherwise != null && isSplit(otherwise));
        };
    }

    private static void collect(Route route, Set<String> named, Set<String> beginnings) {
        switch (route) {
            case Route.One _ -> {}
            case Route.Group group -> {
                group.members().forEach(each -> collect(each.route(), named, beginnings));
                @Nullable Route larger = group.policy().larger();
                if (larger != null) {
                    collect(larger, named, beginnings);
                }
            }
            case Route.ByModel(_, var names, var otherwise) -> {
                named.addAll(names.exact().keySet());
                beginnings.addAll(names.prefixes().keySet());
                names.values().forEach(each -> collect(each, named, beginnings));
                if (otherwise != null) {
                    collect(otherwise, named, beginnings);
                }
            }
        }
    }

    /** Returns what is left of a route for such a call; null for nothing. */
    private static @Nullable Route under(Route route, Said said) {
        return switch (route) {
            case Route.One one -> one;
            case Route.Group group -> under(group, said);
            case Route.ByModel(_, var names, var otherwise) -> {
                @Nullable Route found =
                        switch (said) {
                            case Said.Name(var name) -> names.find(name);
                            case Said.Beginning(var beginning) ->
                                    new NameTable<>(Map.of(), names.prefixes()).find(beginning);
                            case Said.Nothing _ -> null;
                        };
                @Nullable Route chosen = found == null ? otherwise : found;
                yield chosen == null ? null : under(chosen, said);
            }
        };
    }

    private static @Nullable Route under(Route.Group group, Said said) {
        List<Route.Member> members = new ArrayList<>();
        for (Route.Member each : group.members()) {
            @Nullable Route way = under(each.route(), said);
            if (way != null) {
                members.add(new Route.Member(way, each.weight(), each.tier(), each.price()));
            }
        }
        Route.Policy policy = group.policy();
        @Nullable Route larger = policy.larger();
        return members.isEmpty()
                ? null
                : new Route.Group(
                        group.id(),
                        group.strategy(),
                        members,
                        new Route.Policy(
                                policy.retries(),
                                policy.hedge(),
                                larger == null ? null : under(larger, said)));
    }

    /** Finds a name that leads where a call without one went. */
    private static @Nullable String preferred(
            Route route, NameTable<Route> table, List<String> remarks) {
        @Nullable Route way = under(route, new Said.Nothing());
        if (way == null) {
            if (table.prefixes().isEmpty() && table.exact().size() == 1) {
                remarks.add("calls that name no model go to the only one");
            }
            return null;
        }
        Usual usual = Usual.of(way);
        @Nullable String asked = usual.name();
        String name = asked != null && way.equals(table.find(asked)) ? asked : UNNAMED;
        if (!way.equals(table.find(name))) {
            table.exact().put(name, way);
            remarks.add("the name '" + name + "' leads where calls without a name do");
        }
        if (!usual.isFor(name)) {
            remarks.add("calls that name no model ask for '" + name + "' in some places");
        }
        return name;
    }

    /**
     * What deployments without a model of their own are asked for in calls that name none.
     *
     * @param names one for each, null for nothing
     */
    record Usual(Set<@Nullable String> names) {
        static Usual of(Route route) {
            Set<@Nullable String> names = new LinkedHashSet<>();
            for (Deployment each : all(route)) {
                if (each.upstreamModel() == null) {
                    names.add(each.defaultModel());
                }
            }
            return new Usual(names);
        }

        /** The deployments of a route, those for too long conversations included. */
        private static Set<Deployment> all(Route route) {
            Set<Deployment> all = new LinkedHashSet<>(route.deployments());
            if (route instanceof Route.Group group) {
                group.members().forEach(each -> all.addAll(all(each.route())));
                @Nullable Route larger = group.policy().larger();
                if (larger != null) {
                    all.addAll(all(larger));
                }
            }
            return all;
        }

        /** Returns the first that is one; null when there is none. */
        @Nullable String name() {
            for (@Nullable String each : names) {
                if (each != null) {
                    return each;
                }
            }
            return null;
        }

        /** Says whether all places are asked for this. */
        boolean isFor(@Nullable String name) {
            return names.isEmpty() || names.equals(Collections.singleton(name));
        }
    }
}
