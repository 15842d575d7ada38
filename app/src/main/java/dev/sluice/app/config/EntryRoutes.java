package dev.sluice.app.config;

import dev.sluice.core.NameTable;
import dev.sluice.core.Route;
import dev.sluice.core.Strategy;
import dev.sluice.providers.Language;
import dev.sluice.providers.Secret;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes routes of the routers of a {@code model-config.json}. Members are tokens, which are
 * secrets: a message names the place of a member, never the member. Source:
 * tian-minghui/openai-style-api, 2024-04; its {@code parallel} was announced and never written.
 */
final class EntryRoutes {
    private static final String POOL = "token_pool";
    private static final String NAMES = "model-2-token";
    private static final String OTHERWISE = "default";
    private static final String UNKNOWN = "no entry has this token, expected one of this file";

    private final Map<String, Router> routers = new LinkedHashMap<>();
    private final Set<String> entries = new HashSet<>();
    private final Set<String> cyclic = new HashSet<>();
    private final Set<String> broken = new HashSet<>();
    private final Findings findings;
    private final References references;
    private final Binder binder;

    EntryRoutes(Findings findings, References references, Binder binder) {
        this.findings = findings;
        this.references = references;
        this.binder = binder;
    }

    /** The words of a {@code router} beside its pool; the same as those of a model's targets. */
    record RouterWords(
            @Doc(value = "How one of token_pool is chosen.", fallback = "round-robin")
                    SluiceYaml.StrategyWord routerStrategy,
            @Doc(value = "For sticky: what makes calls belong together.", fallback = "user")
                    Strategy.By stickyBy,
            @Doc(value = "What is done when it does not answer.", inline = true)
                    SluiceYaml.Recovery recovery) {}

    /** A member of a pool that is not a bare token. */
    record PoolMember(
            @Doc(value = "The token of an entry.", required = true) Secret token,
            @Doc(value = "Its part of the calls.", inline = true) SluiceYaml.Share share) {}

    /**
     * A member in its place in the file.
     *
     * @param name the model that leads to it, "" in a pool
     */
    private record Member(
            String path, int line, String name, String token, SluiceYaml.Share share) {
        /** Leaves the token out. */
        @Override
        public String toString() {
            return path;
        }
    }

    /**
     * A router whose own words are good.
     *
     * @param words null for one that goes by the name of the model
     * @param larger the place of {@code larger_model}, or null
     */
    private record Router(
            EntryFile.Entry entry,
            List<Member> members,
            @Nullable RouterWords words,
            @Nullable Member larger) {
        List<Member> all() {
            List<Member> all = new ArrayList<>(members);
            if (larger != null) {
                all.add(larger);
            }
            return all;
        }
    }

    /**
     * Adds the routes of all routers to those of the other entries.
     *
     * @param unusable tokens of entries that are left out for mistakes of their own
     * @param routes token to route
     */
    void add(List<EntryFile.Entry> all, Set<String> unusable, Map<String, Route> routes) {
        broken.addAll(unusable);
        all.forEach(each -> entries.add(each.token()));
        for (EntryFile.Entry entry : all) {
            @Nullable Router router = entry.preset().isRoute() ? router(entry) : null;
            if (router != null) {
                routers.put(entry.token(), router);
            }
        }
        routers.values().forEach(this::cycle);
        routers.keySet().forEach(token -> route(token, routes));
    }

    private @Nullable Router router(EntryFile.Entry entry) {
        boolean byName = entry.preset().language() == Language.MODEL_NAME_ROUTER;
        String path = entry.path() + ".config";
        Set<String> known = new TreeSet<>(Set.of(byName ? NAMES : POOL));
        if (!byName) {
            known.addAll(Binder.names(RouterWords.class));
        }
        entry.config()
                .members()
                .forEach((name, value) -> {
                    if (!known.contains(name)) {
                        findings.note(
                                value.line(),
                                path + "." + name,
                                "ignored" + Spelling.hint(name, known));
                    }
                });
        if (byName) {
            return new Router(entry, names(entry, path + "." + NAMES), null, null);
        }
        int before = findings.count();
        @Nullable RouterWords words = binder.bindKnown(RouterWords.class, entry.config(), path);
        boolean good = words != null && findings.count() == before;
        List<Member> members = pool(entry, path + "." + POOL);
        @Nullable Member larger = null;
        @Nullable String longer = words == null ? null : words.recovery().largerModel();
        if (longer != null) {
            int line = entry.config().lineOf("larger_model");
            larger = member(path + ".larger_model", line, "", longer, share());
        }
        return good ? new Router(entry, members, words, larger) : null;
    }

    private SluiceYaml.Share share() {
        return new SluiceYaml.Share(1, 1, null);
    }

    private List<Member> pool(EntryFile.Entry entry, String path) {
        List<Member> members = new ArrayList<>();
        @Nullable Node pool = entry.config().get(POOL);
        if (pool != null && !(pool instanceof Node.Items)) {
            findings.misshapen(pool, path, "a list of tokens");
        } else if (!(pool instanceof Node.Items items) || items.items().isEmpty()) {
            empty(entry, POOL, path);
        } else {
            int index = 0;
            for (Node each : items.items()) {
                @Nullable Member member = pooled(each, path + "[" + index++ + "]");
                if (member != null) {
                    members.add(member);
                }
            }
        }
        return members;
    }

    private @Nullable Member pooled(Node node, String path) {
        if (node instanceof Node.Members) {
            @Nullable PoolMember bound = binder.bind(PoolMember.class, node, path);
            return bound == null
                    ? null
                    : member(path, node.line(), "", bound.token().reveal(), bound.share());
        }
        return token(node, path, "");
    }

    private List<Member> names(EntryFile.Entry entry, String path) {
        List<Member> members = new ArrayList<>();
        @Nullable Node names = entry.config().get(NAMES);
        if (names != null && !(names instanceof Node.Members)) {
            findings.misshapen(names, path, "a mapping of model names to tokens");
        } else if (!(names instanceof Node.Members named) || named.members().isEmpty()) {
            empty(entry, NAMES, path);
        } else {
            named.members()
                    .forEach((name, each) -> {
                        @Nullable Member member = token(each, path + "." + name, name);
                        int star = name.indexOf('*');
                        if (star >= 0 && star < name.length() - 1) {
                            findings.problem(
                                    each.line(),
                                    path + "." + name,
                                    "found '"
                                            + name
                                            + "', expected a name, or a beginning that ends in *");
                        } else if (member != null) {
                            members.add(member);
                        }
                    });
        }
        return members;
    }

    private void empty(EntryFile.Entry entry, String word, String path) {
        findings.problem(
                entry.config().lineOf(word), path, "is empty, expected tokens of this file");
    }

    private @Nullable Member token(Node node, String path, String name) {
        int before = findings.count();
        if (references.fill(node, path) instanceof Node.Scalar scalar) {
            return findings.count() > before
                    ? null
                    : member(path, node.line(), name, scalar.text(), share());
        }
        findings.problem(node.line(), path, UNKNOWN);
        return null;
    }

    private @Nullable Member member(
            String path, int line, String name, String token, SluiceYaml.Share share) {
        String plain = token.strip();
        if (entries.contains(plain) || broken.contains(plain)) {
            return new Member(path, line, name, plain, share);
        }
        findings.problem(line, path, UNKNOWN);
        return null;
    }

    private void cycle(Router start) {
        String wanted = start.entry().token();
        Set<String> seen = new HashSet<>();
        List<Member> open = new ArrayList<>(start.all());
        while (!open.isEmpty()) {
            String token = open.removeLast().token();
            if (token.equals(wanted)) {
                findings.problem(
                        start.entry().line(),
                        start.entry().path(),
                        "leads back to itself, expected no cycle");
                cyclic.add(wanted);
                return;
            }
            @Nullable Router next = routers.get(token);
            if (next != null && seen.add(token)) {
                open.addAll(next.all());
            }
        }
    }

    private @Nullable Route route(String token, Map<String, Route> routes) {
        @Nullable Route known = routes.get(token);
        @Nullable Router router = routers.get(token);
        if (known != null || router == null || cyclic.contains(token)) {
            return known;
        }
        Map<Member, Route> ways = new LinkedHashMap<>();
        for (Member each : router.all()) {
            @Nullable Route way = route(each.token(), routes);
            if (way == null) {
                findings.note(
                        each.line(), each.path(), "left out: the entry it names cannot be used");
            } else {
                ways.put(each, way);
            }
        }
        @Nullable Route larger = router.larger() == null ? null : ways.remove(router.larger());
        if (ways.isEmpty()) {
            findings.note(
                    router.entry().line(),
                    router.entry().path(),
                    "left out: none of its members can be used");
            return null;
        }
        Route route = route(router, ways, larger);
        routes.put(token, route);
        return route;
    }

    private Route route(Router router, Map<Member, Route> ways, @Nullable Route larger) {
        EntryFile.Entry entry = router.entry();
        @Nullable RouterWords words = router.words();
        if (words == null) {
            return byName(entry.id(), ways);
        }
        List<Route.Member> members = new ArrayList<>();
        ways.forEach((member, way) -> members.add(Strategies.member(way, member.share())));
        var group =
                new Route.Group(
                        entry.id(),
                        words.routerStrategy().strategy(words.stickyBy()),
                        members,
                        Strategies.policy(words.recovery(), larger));
        Strategies.remarks(findings, entry.config(), entry.path() + ".config", group);
        return group;
    }

    private static Route byName(String id, Map<Member, Route> ways) {
        Map<String, Route> exact = new LinkedHashMap<>();
        Map<String, Route> prefixes = new LinkedHashMap<>();
        @Nullable Route otherwise = null;
        for (Map.Entry<Member, Route> each : ways.entrySet()) {
            String name = each.getKey().name();
            if (name.equals(OTHERWISE)) {
                otherwise = each.getValue();
            } else if (name.endsWith("*")) {
                prefixes.put(name.substring(0, name.length() - 1), each.getValue());
            } else {
                exact.put(name, each.getValue());
            }
        }
        return new Route.ByModel(id, new NameTable<>(exact, prefixes), otherwise);
    }
}
