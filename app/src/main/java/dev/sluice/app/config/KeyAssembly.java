package dev.sluice.app.config;

import dev.sluice.core.Deployment;
import dev.sluice.core.Digest;
import dev.sluice.core.ModelTable;
import dev.sluice.core.NameTable;
import dev.sluice.core.Route;
import dev.sluice.core.VirtualKey;
import dev.sluice.core.VirtualKey.KeepAlive;
import dev.sluice.core.access.KeySpec;
import dev.sluice.core.access.TeamSpec;
import dev.sluice.core.limit.Limit;
import dev.sluice.providers.Secret;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the teams and keys of a {@link SluiceYaml}, each key with the names that it may use. */
final class KeyAssembly {
    private final Findings findings;
    private final Binder binder;
    private final SpecReader specs;
    private final ModelNames names;
    private final Grants grants;
    private final Map<String, TeamSpec> teams = new LinkedHashMap<>();
    private final Set<String> teamNames = new HashSet<>();
    private final Map<Digest, VirtualKey> keys = new LinkedHashMap<>();
    private final Set<String> ids = new HashSet<>();

    KeyAssembly(Findings findings, Binder binder, ModelNames names, ModelRoutes routes) {
        this.findings = findings;
        this.binder = binder;
        this.specs = new SpecReader(findings, binder);
        this.names = names;
        this.grants = new Grants(routes.table(), routes::reached);
    }

    /** Returns what was added, by the digest of the key. */
    Map<Digest, VirtualKey> keys() {
        return keys;
    }

    /** Returns the teams that were added. */
    List<TeamSpec> teams() {
        return List.copyOf(teams.values());
    }

    /** A key that may use every name. */
    VirtualKey unrestricted(String id) {
        return new VirtualKey(
                id,
                grants.table(
                        new Grants.Reach(List.of(), List.of(), Map.of(), KeySpec.Target.AS_ASKED)),
                Deployment.StreamMode.CONTRACT,
                KeepAlive.ON);
    }

    /** Remembers which teams the file names, whether or not they can be used. */
    void written(@Nullable Node list) {
        if (list instanceof Node.Items items) {
            for (Node each : items.items()) {
                if (each instanceof Node.Members team && team.get("id") instanceof Node.Scalar id) {
                    teamNames.add(id.text());
                }
            }
        }
    }

    /** Adds a team, unless something is wrong with it. */
    void add(TeamWords words) {
        String path = binder.path(words);
        int before = findings.count();
        Node.Members at = binder.origin(words);
        TeamSpec team = specs.team(words);
        granted(team.terms().models(), at, path);
        limited(team.terms().limits(), Set.of(), at, path);
        if (teams.containsKey(team.id())) {
            findings.problem(
                    at.lineOf("id"),
                    path + ".id",
                    "found '" + team.id() + "' a second time, expected a name of its own");
        }
        if (findings.count() == before) {
            teams.put(team.id(), team);
        }
    }

    /** Adds a key, unless something is wrong with it. */
    void add(KeyWords key) {
        String path = binder.path(key);
        Node.Members at = binder.origin(key);
        int before = findings.count();
        if (!ids.add(key.id())) {
            findings.problem(
                    at.lineOf("id"),
                    path + ".id",
                    "found '" + key.id() + "' a second time, expected a name of its own");
        }
        @Nullable Digest digest = digest(key, at, path);
        if (digest != null && keys.containsKey(digest)) {
            findings.problem(
                    at.lineOf(key.key() == null ? "sha256" : "key"),
                    path,
                    "another entry has the same key, expected every key once");
        }
        KeySpec spec =
                specs.key(
                        new KeyRequest.Issue(
                                key.id(),
                                digest == null ? new Digest(new byte[32]) : digest,
                                "",
                                Instant.EPOCH),
                        key.traits());
        @Nullable TeamSpec team = team(spec, at, path);
        ModelTable models = table(spec, team, at, path);
        if (digest != null && findings.count() == before && (team != null || spec.team() == null)) {
            keys.put(
                    digest,
                    new VirtualKey(
                            key.id(),
                            models,
                            key.stream(),
                            spec.habits().keepAlive(),
                            spec.habits().priority(),
                            Grants.wording(spec.habits()),
                            Grants.rights(spec, team)));
        }
    }

    private @Nullable TeamSpec team(KeySpec spec, Node.Members at, String path) {
        @Nullable String wanted = spec.team();
        @Nullable TeamSpec team = wanted == null ? null : teams.get(wanted);
        if (wanted == null || team != null) {
            return team;
        }
        if (teamNames.contains(wanted)) {
            findings.note(
                    at.lineOf("team"),
                    path + ".team",
                    "left out: the team it names cannot be used");
        } else {
            findings.problem(
                    at.lineOf("team"),
                    path + ".team",
                    "found '"
                            + wanted
                            + "', expected the id of a team"
                            + Spelling.hint(wanted, teams.keySet()));
        }
        return null;
    }

    private @Nullable Digest digest(KeyWords key, Node.Members at, String path) {
        @Nullable Secret plain = key.key();
        @Nullable String hash = key.sha256();
        if ((plain == null) == (hash == null)) {
            findings.problem(at.line(), path, "expected either key or sha256");
            return null;
        }
        if (plain != null) {
            if (plain.reveal().isBlank()) {
                findings.problem(at.lineOf("key"), path + ".key", "is empty, expected a key");
                return null;
            }
            return Digest.of(plain.reveal());
        }
        try {
            return Digest.parse(hash == null ? "" : hash.strip());
        } catch (IllegalArgumentException _) {
            findings.problem(
                    at.lineOf("sha256"),
                    path + ".sha256",
                    "expected 64 hexadecimal digits, as hash-key prints them");
            return null;
        }
    }

    private ModelTable table(KeySpec spec, @Nullable TeamSpec team, Node.Members at, String path) {
        List<String> models = spec.terms().models();
        granted(models, at, path);
        // models: [] beside names of its own: only those.
        boolean nothing = models.isEmpty() && !spec.names().isEmpty() && at.get("models") != null;
        var reach =
                new Grants.Reach(
                        team == null ? List.of() : team.terms().models(),
                        nothing ? null : models,
                        spec.names(),
                        spec.route());
        NameTable<Route> own = grants.names(reach);
        ownNames(spec, own, at, path);
        for (String model : models) {
            if (grants.knows(model) && !Grants.grant(model, own, Grants.empty())) {
                findings.note(
                        at.lineOf("models"),
                        path + ".models",
                        "'" + model + "' has no effect: the team may not use it");
            }
        }
        KeySpec.Target target = spec.route();
        if (target.boundTo() == null) { // else the default goes to the vendor as it is
            reachable(target.defaultModel(), own, at, path + ".default_model");
        }
        reachable(target.boundTo(), own, at, path + ".bound_to");
        limited(spec.terms().limits(), spec.names().keySet(), at, path);
        return grants.table(reach);
    }

    private void ownNames(KeySpec spec, NameTable<Route> own, Node.Members at, String path) {
        if (!(at.get("model_names") instanceof Node.Members written)) {
            return;
        }
        for (Map.Entry<String, String> each : spec.names().entrySet()) {
            String name = each.getKey();
            String place = path + ".model_names." + name;
            boolean leads =
                    name.endsWith("*")
                            ? own.prefixes().containsKey(name.substring(0, name.length() - 1))
                            : own.exact().containsKey(name);
            if (grants.reached(each.getValue()) == null) {
                names.unknown(each.getValue(), written.lineOf(name), place);
            } else if (!leads && Patterns.isName(name)) {
                forbidden(each.getValue(), written.lineOf(name), place);
            }
        }
    }

    /** Says which names and patterns lead nowhere. */
    private void granted(List<String> models, Node.Members at, String path) {
        for (String each : models) {
            if (Patterns.isName(each) && !grants.knows(each)) {
                names.unknown(each, at.lineOf("models"), path + ".models");
            }
        }
    }

    /** Says which limits no call will ever meet. */
    private void limited(List<Limit> limits, Set<String> own, Node.Members at, String path) {
        for (Limit each : limits) {
            @Nullable String model = each.model();
            if (model != null
                    && Patterns.isName(model)
                    && !own.contains(model)
                    && !grants.knows(model)) {
                findings.note(
                        at.lineOf("limits"),
                        path + ".limits",
                        "the limit for '" + model + "' has no effect: there is no such name");
            }
        }
    }

    private void reachable(
            @Nullable String wanted, NameTable<Route> own, Node.Members at, String path) {
        if (wanted == null || own.find(wanted) != null) {
            return;
        }
        int line = at.lineOf(path.substring(path.lastIndexOf('.') + 1));
        if (grants.knows(wanted)) {
            forbidden(wanted, line, path);
        } else {
            names.unknown(wanted, line, path);
        }
    }

    private void forbidden(String name, int line, String path) {
        findings.problem(line, path, "found '" + name + "', expected a name that the key may use");
    }
}
