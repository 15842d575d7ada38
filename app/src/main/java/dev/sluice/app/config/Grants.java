package dev.sluice.app.config;

import dev.sluice.core.Deployment;
import dev.sluice.core.ModelTable;
import dev.sluice.core.NameTable;
import dev.sluice.core.Route;
import dev.sluice.core.VirtualKey;
import dev.sluice.core.access.AddressRange;
import dev.sluice.core.access.KeySpec;
import dev.sluice.core.access.Rights;
import dev.sluice.core.access.TeamSpec;
import dev.sluice.core.limit.Admission.Allowance;
import dev.sluice.core.limit.Budget;
import dev.sluice.core.limit.Limit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What keys may reach and do under one configuration, whether they stand in its file or were issued
 * while the gateway runs. Rights only narrow from team to key: what a key may do, its team may do.
 * Keys with the same grants share one table. Safe for several threads.
 */
public final class Grants {
    private final NameTable<Route> all;
    private final Function<String, @Nullable Route> ways;
    private final Map<Reach, ModelTable> tables = new ConcurrentHashMap<>();

    /** Grants of these names. */
    public Grants(NameTable<Route> all) {
        this.all = all;
        Map<String, Route> named = new ConcurrentHashMap<>();
        // One object for each name, so that turns are counted together.
        this.ways = name -> named.computeIfAbsent(name, each -> named(all, each));
    }

    /**
     * Grants of these names.
     *
     * @param ways a name or pattern to the way to it when callers do not say it themselves
     */
    Grants(NameTable<Route> all, Function<String, @Nullable Route> ways) {
        this.all = all;
        this.ways = ways;
    }

    private static @Nullable Route named(NameTable<Route> all, String name) {
        if (name.endsWith("*")) {
            return all.prefixes().get(name.substring(0, name.length() - 1));
        }
        @Nullable Route route = all.find(name);
        return route == null ? null : Leaves.named(route, name);
    }

    /**
     * What a key is meant to reach.
     *
     * @param team names and patterns that its team may use; empty for all
     * @param own those that it may use itself; empty for all, null for none
     * @param names its own names for models, to names of the configuration
     */
    record Reach(
            List<String> team,
            @Nullable List<String> own,
            Map<String, String> names,
            KeySpec.Target target) {}

    /**
     * Makes a key of what is stored of it. Names that the configuration does not know are not
     * granted; a key whose team is not there may not call.
     *
     * @param team the team that it names, or null when there is none
     */
    public VirtualKey key(KeySpec spec, @Nullable TeamSpec team) {
        List<String> teamModels = team == null ? List.of() : team.terms().models();
        var reach = new Reach(teamModels, spec.terms().models(), spec.names(), spec.route());
        KeySpec.Habits habits = spec.habits();
        return new VirtualKey(
                spec.id(),
                table(reach),
                Deployment.StreamMode.CONTRACT,
                habits.keepAlive(),
                habits.priority(),
                wording(habits),
                rights(spec, team));
    }

    static VirtualKey.Wording wording(KeySpec.Habits habits) {
        return habits.codeMsg() == null && habits.sensitive() == null
                ? VirtualKey.Wording.AS_PROVIDED
                : new VirtualKey.Wording(habits.codeMsg(), habits.sensitive());
    }

    /** Returns where every name leads that a key may use. */
    ModelTable table(Reach reach) {
        return tables.computeIfAbsent(reach, this::made);
    }

    private ModelTable made(Reach reach) {
        NameTable<Route> table = names(reach);
        @Nullable String preferred = reach.target().defaultModel();
        @Nullable String bound = reach.target().boundTo();
        if (bound == null) {
            return new ModelTable.Listed(table, preferred == null ? only(table) : preferred);
        }
        @Nullable Route route = table.find(bound);
        if (route != null && !table.exact().containsKey(bound) && !bound.endsWith("*")) {
            route = Leaves.named(route, bound); // a pattern would pass on what the caller says
        }
        return route == null
                ? new ModelTable.Listed(new NameTable<>(Map.of(), Map.of()), null)
                : new ModelTable.Bound(new Leaves(preferred).bound(route));
    }

    /** Returns the names that a key may use; its own win over those of the configuration. */
    NameTable<Route> names(Reach reach) {
        NameTable<Route> within = narrowed(all, reach.team());
        @Nullable List<String> wanted = reach.own();
        NameTable<Route> table = wanted == null ? empty() : narrowed(within, wanted);
        if (reach.names().isEmpty()) {
            return table;
        }
        NameTable<Route> own = empty();
        own.exact().putAll(table.exact());
        own.prefixes().putAll(table.prefixes());
        reach.names()
                .forEach((name, meant) -> {
                    @Nullable Route route = reached(meant, within);
                    if (route != null && Patterns.isName(name)) {
                        if (name.endsWith("*")) {
                            own.prefixes().put(name.substring(0, name.length() - 1), route);
                        } else {
                            own.exact().put(name, route);
                        }
                    }
                });
        return own;
    }

    static NameTable<Route> empty() {
        return new NameTable<>(new LinkedHashMap<>(), new LinkedHashMap<>());
    }

    /**
     * Returns what of a table these names and patterns let through; all of it if there are none.
     */
    static NameTable<Route> narrowed(NameTable<Route> table, List<String> wanted) {
        if (wanted.isEmpty()) {
            return table;
        }
        NameTable<Route> narrow = empty();
        wanted.forEach(each -> grant(each, table, narrow));
        return narrow;
    }

    /** Adds what a name or pattern lets through of a table; false when that is nothing. */
    static boolean grant(String wanted, NameTable<Route> from, NameTable<Route> to) {
        if (!wanted.endsWith("*")) {
            @Nullable Route found = from.find(wanted);
            if (found != null) {
                to.exact().put(wanted, found);
            }
            return found != null;
        }
        String beginning = wanted.substring(0, wanted.length() - 1);
        Map<String, Route> fits = beginningWith(beginning, from.exact());
        Map<String, Route> fitPrefixes = beginningWith(beginning, from.prefixes());
        @Nullable Route wider = new NameTable<>(Map.of(), from.prefixes()).find(beginning);
        if (wider != null) {
            fitPrefixes.putIfAbsent(beginning, wider);
        }
        to.exact().putAll(fits);
        to.prefixes().putAll(fitPrefixes);
        return !fits.isEmpty() || !fitPrefixes.isEmpty();
    }

    /** Returns whether a name or pattern leads anywhere. */
    boolean knows(String wanted) {
        return grant(wanted, all, empty());
    }

    private static Map<String, Route> beginningWith(String beginning, Map<String, Route> table) {
        Map<String, Route> fits = new LinkedHashMap<>();
        table.forEach((name, route) -> {
            if (name.startsWith(beginning)) {
                fits.put(name, route);
            }
        });
        return fits;
    }

    /** Returns the way to a name that callers need not say themselves; null if there is none. */
    @Nullable Route reached(String meant) {
        return reached(meant, all);
    }

    private @Nullable Route reached(String meant, NameTable<Route> within) {
        boolean allowed =
                meant.endsWith("*")
                        ? within.prefixes().containsKey(meant.substring(0, meant.length() - 1))
                        : within.find(meant) != null;
        return allowed ? ways.apply(meant) : null;
    }

    /** A key that can reach one model only needs to state none. */
    private static @Nullable String only(NameTable<Route> table) {
        if (!table.prefixes().isEmpty()) {
            return null;
        }
        @Nullable String first = null;
        @Nullable Route place = null;
        for (Map.Entry<String, Route> each : table.exact().entrySet()) {
            Route route = Leaves.named(each.getValue(), each.getKey());
            if (place == null) {
                first = each.getKey();
                place = route;
            } else if (!place.equals(route)) {
                return null;
            }
        }
        return first;
    }

    /** Takes what a key may do and what its team may do together. */
    static Rights rights(KeySpec spec, @Nullable TeamSpec team) {
        boolean orphan = spec.team() != null && team == null;
        KeySpec.Life life = spec.life();
        boolean enabled = life.enabled() && !orphan && (team == null || team.enabled());
        List<List<String>> endpoints = new ArrayList<>(2);
        List<List<AddressRange>> addresses = new ArrayList<>(2);
        add(endpoints, spec.terms().endpoints());
        add(addresses, spec.terms().addresses());
        List<Limit> limits = spec.terms().limits();
        List<Budget> budgets = spec.terms().budgets();
        if (team != null) {
            add(endpoints, team.terms().endpoints());
            add(addresses, team.terms().addresses());
            limits = joined(limits, team.terms().limits());
            budgets = joined(budgets, team.terms().budgets());
        }
        return new Rights(
                spec.owner(),
                spec.team(),
                enabled,
                life.expires() == null ? Long.MAX_VALUE : life.expires().toEpochMilli(),
                List.copyOf(endpoints),
                List.copyOf(addresses),
                limits.isEmpty() && budgets.isEmpty()
                        ? Allowance.UNLIMITED
                        : new Allowance(limits, budgets));
    }

    private static <T> void add(List<List<T>> lists, List<T> list) {
        if (!list.isEmpty()) {
            lists.add(list);
        }
    }

    private static <T> List<T> joined(List<T> own, List<T> more) {
        if (own.isEmpty() || more.isEmpty()) {
            return own.isEmpty() ? more : own;
        }
        List<T> joined = new ArrayList<>(own);
        joined.addAll(more);
        return List.copyOf(joined);
    }
}
