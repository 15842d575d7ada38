package dev.sluice.app.config;

import dev.sluice.core.Deployment;
import dev.sluice.core.Digest;
import dev.sluice.core.ModelTable;
import dev.sluice.core.NameTable;
import dev.sluice.core.Route;
import dev.sluice.core.VirtualKey;
import dev.sluice.core.VirtualKey.KeepAlive;
import dev.sluice.providers.Secret;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the keys of a {@link SluiceYaml}, each with the names that it may use. */
final class KeyAssembly {
    private final Findings findings;
    private final Binder binder;
    private final ModelNames names;
    private final ModelRoutes routes;
    private final NameTable<Route> all;
    private final Map<Digest, VirtualKey> keys = new LinkedHashMap<>();
    private final Set<String> ids = new HashSet<>();

    KeyAssembly(Findings findings, Binder binder, ModelNames names, ModelRoutes routes) {
        this.findings = findings;
        this.binder = binder;
        this.names = names;
        this.routes = routes;
        this.all = routes.table();
    }

    /** Returns what was added, by the digest of the key. */
    Map<Digest, VirtualKey> keys() {
        return keys;
    }

    /** A key that may use every name. */
    VirtualKey unrestricted(String id) {
        return new VirtualKey(
                id,
                new ModelTable.Listed(all, only(all)),
                Deployment.StreamMode.CONTRACT,
                KeepAlive.ON);
    }

    /** A key that can reach one model only needs to state none. */
    private @Nullable String only(NameTable<Route> table) {
        return table.prefixes().isEmpty() ? names.only(List.copyOf(table.exact().keySet())) : null;
    }

    /** Adds a key, unless something is wrong with it. */
    void add(SluiceYaml.Key key) {
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
        ModelTable models = table(key, at, path);
        if (digest != null && findings.count() == before) {
            keys.put(
                    digest,
                    new VirtualKey(
                            key.id(), models, key.stream(), key.heartbeat(), key.priority()));
        }
    }

    private @Nullable Digest digest(SluiceYaml.Key key, Node.Members at, String path) {
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

    private ModelTable table(SluiceYaml.Key key, Node.Members at, String path) {
        NameTable<Route> own = granted(key, at, path);
        ownNames(key, at, path, own);
        @Nullable String preferred = key.defaultModel();
        @Nullable String bound = key.boundTo();
        if (bound != null) {
            @Nullable Route route = own.find(bound);
            if (route == null) {
                names.unknown(bound, at.lineOf("bound_to"), path + ".bound_to");
                return new ModelTable.Listed(own, null);
            }
            return new ModelTable.Bound(new Leaves(preferred).bound(route));
        }
        if (preferred != null && own.find(preferred) == null) {
            names.unknown(preferred, at.lineOf("default_model"), path + ".default_model");
        }
        return new ModelTable.Listed(own, preferred == null ? only(own) : preferred);
    }

    /** What {@code models} grants: everything where it says nothing. */
    private NameTable<Route> granted(SluiceYaml.Key key, Node.Members at, String path) {
        NameTable<Route> own = new NameTable<>(new LinkedHashMap<>(), new LinkedHashMap<>());
        boolean nothing = !key.modelNames().isEmpty() && at.get("models") != null;
        if (key.models().isEmpty() && !nothing) {
            own.exact().putAll(all.exact());
            own.prefixes().putAll(all.prefixes());
        }
        for (String wanted : key.models()) {
            if (!grant(wanted, own)) {
                names.unknown(wanted, at.lineOf("models"), path + ".models");
            }
        }
        return own;
    }

    /** Adds what a name or pattern lets a key reach; false when that is nothing. */
    private boolean grant(String wanted, NameTable<Route> own) {
        if (!wanted.endsWith("*")) {
            @Nullable Route found = all.find(wanted);
            if (found != null) {
                own.exact().put(wanted, found);
            }
            return found != null;
        }
        String beginning = wanted.substring(0, wanted.length() - 1);
        Map<String, Route> fits = beginningWith(beginning, all.exact());
        Map<String, Route> fitPrefixes = beginningWith(beginning, all.prefixes());
        @Nullable Route wider = new NameTable<>(Map.of(), all.prefixes()).find(beginning);
        if (wider != null) {
            fitPrefixes.putIfAbsent(beginning, wider);
        }
        own.exact().putAll(fits);
        own.prefixes().putAll(fitPrefixes);
        return !fits.isEmpty() || !fitPrefixes.isEmpty();
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

    /** Adds the key's own names, which win over those of the list. */
    private void ownNames(SluiceYaml.Key key, Node.Members at, String path, NameTable<Route> own) {
        if (!(at.get("model_names") instanceof Node.Members written)) {
            return;
        }
        key.modelNames()
                .forEach((name, wanted) -> {
                    String place = path + ".model_names." + name;
                    int line = written.lineOf(name);
                    int star = name.indexOf('*');
                    if (name.isBlank() || (star >= 0 && star < name.length() - 1)) {
                        findings.problem(
                                line,
                                place,
                                "found '"
                                        + name
                                        + "', expected a name, or a beginning that ends in *");
                        return;
                    }
                    @Nullable Route route = routes.reached(wanted);
                    if (route == null) {
                        names.unknown(wanted, line, place);
                    } else if (star >= 0) {
                        own.prefixes().put(name.substring(0, star), route);
                    } else {
                        own.exact().put(name, route);
                    }
                });
    }
}
