package dev.sluice.app.config;

import dev.sluice.core.Deployment.StreamMode;
import dev.sluice.core.Digest;
import dev.sluice.core.ModelTable;
import dev.sluice.core.NameTable;
import dev.sluice.core.Route;
import dev.sluice.core.VirtualKey;
import dev.sluice.core.VirtualKey.KeepAlive;
import dev.sluice.providers.Language;
import dev.sluice.providers.Languages;
import dev.sluice.providers.Preset;
import dev.sluice.providers.Presets;
import dev.sluice.providers.VendorFactory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads openai-style-api's {@code model-config.json}: a list of {@code {token, type, config}}. Each
 * token is a virtual key bound to one deployment or router; what the gateway does not read itself
 * in {@code config} overrides the request. Source: tian-minghui/openai-style-api, README and code,
 * 2024-04.
 */
final class EntryFile {
    /** Words of {@code config} that never reach a vendor, beyond those of a connection. */
    private static final Set<String> GATEWAY_WORDS = Set.of("model", "prompt");

    private static final String NO_TOKEN = "none";

    private final Findings findings;
    private final References references;
    private final Deployments deployments;
    private final Binder binder;

    /** Tokens of entries that cannot be used; the problem is said there. */
    private final Set<String> broken = new HashSet<>();

    EntryFile(Findings findings, References references, Deployments deployments) {
        this.findings = findings;
        this.references = references;
        this.deployments = deployments;
        this.binder = new Binder(findings, references);
    }

    /**
     * One entry.
     *
     * @param number position in the file, from 1
     * @param path such as {@code [0]}
     */
    record Entry(
            int number, String path, int line, String token, Preset preset, Node.Members config) {
        /** Returns its name in messages; never the token. */
        String id() {
            return preset.id() + "-" + number;
        }

        /** Leaves the token out. */
        @Override
        public String toString() {
            return id();
        }
    }

    /** Assembles the file; what is broken is left out and in the findings. */
    Assembled assemble(Node.Items file) {
        List<Entry> entries = entries(file);
        Map<String, Route> routes = new LinkedHashMap<>();
        for (Entry entry : entries) {
            Deployments.@Nullable Leaf leaf = entry.preset().isRoute() ? null : leaf(entry);
            if (leaf != null) {
                routes.put(entry.token(), leaf.route(null));
            }
        }
        new EntryRoutes(findings, references, binder).add(entries, broken, routes);
        Map<Digest, VirtualKey> keys = new LinkedHashMap<>();
        Map<String, Route> names = new LinkedHashMap<>();
        @Nullable VirtualKey open = null;
        for (Entry entry : entries) {
            @Nullable Route route = routes.get(entry.token());
            if (route == null) {
                continue;
            }
            VirtualKey key =
                    new VirtualKey(
                            "entry-" + entry.number() + " " + entry.preset().id(),
                            new ModelTable.Bound(route),
                            StreamMode.CONTRACT,
                            KeepAlive.ON);
            keys.put(Digest.of(entry.token()), key);
            names.put(entry.id(), route);
            if (entry.token().equals(NO_TOKEN)) {
                open = key;
            }
        }
        return new Assembled(
                keys,
                open,
                deployments.all(),
                false,
                new NameTable<>(names, Map.of()),
                List.of(),
                List.of());
    }

    /** Reads the entries that have a token of their own and a known type. */
    List<Entry> entries(Node.Items file) {
        List<Entry> entries = new ArrayList<>();
        Map<String, Integer> lines = new LinkedHashMap<>();
        int number = 0;
        for (Node each : file.items()) {
            @Nullable Entry entry = entry(each, ++number);
            if (entry == null) {
                continue;
            }
            @Nullable Integer earlier = lines.putIfAbsent(entry.token(), entry.line());
            if (earlier == null) {
                entries.add(entry);
            } else {
                findings.problem(
                        entry.line(),
                        entry.path() + ".token",
                        "the same token as the entry on line "
                                + earlier
                                + ", expected every token once");
            }
        }
        return entries;
    }

    private @Nullable Entry entry(Node node, int number) {
        String path = "[" + (number - 1) + "]";
        if (!(node instanceof Node.Members members)) {
            findings.misshapen(node, path, "an entry: {\"token\", \"type\", \"config\"}");
            return null;
        }
        @Nullable String token = text(members, path, "token");
        @Nullable String typeWord = text(members, path, "type");
        if (token == null || typeWord == null) {
            broken.add(String.valueOf(token).strip());
            return null;
        }
        @Nullable Preset type = Presets.named(typeWord);
        if (type == null) {
            broken.add(token.strip());
            findings.problem(
                    members.lineOf("type"),
                    path + ".type",
                    "found '" + typeWord + "', expected one of " + typeWords());
            return null;
        }
        @Nullable Node config = members.get("config");
        if (config == null) {
            config = new Node.Members(members.line(), Map.of());
        }
        if (!(config instanceof Node.Members inner)) {
            broken.add(token.strip());
            findings.misshapen(config, path + ".config", "a mapping");
            return null;
        }
        for (String name : members.members().keySet()) {
            if (!Set.of("token", "type", "config").contains(name)) {
                findings.note(
                        members.lineOf(name),
                        path + "." + name,
                        "ignored: an entry has token, type and config");
            }
        }
        return new Entry(number, path, members.line(), token.strip(), type, inner);
    }

    private static String typeWords() {
        Set<String> words = new TreeSet<>();
        Presets.all().forEach(preset -> words.add(preset.id()));
        return String.join(", ", words);
    }

    private @Nullable String text(Node.Members members, String path, String name) {
        @Nullable Node node = members.get(name);
        if (node == null) {
            findings.problem(members.line(), path + "." + name, "missing; expected a text");
            return null;
        }
        int before = findings.count();
        if (references.fill(node, path + "." + name) instanceof Node.Scalar scalar
                && !scalar.text().isBlank()) {
            return findings.count() > before ? null : scalar.text();
        }
        findings.problem(node.line(), path + "." + name, "expected a text that is not empty");
        return null;
    }

    private Deployments.@Nullable Leaf leaf(Entry entry) {
        String path = entry.path() + ".config";
        int before = findings.count();
        Node.Members words = words(entry, path);
        SluiceYaml.@Nullable Connection connection =
                binder.bindKnown(SluiceYaml.Connection.class, words, path);
        @Nullable String model =
                words.get("model") instanceof Node.Scalar scalar && !scalar.text().isBlank()
                        ? scalar.text()
                        : null;
        if (connection == null || findings.count() > before) {
            return null;
        }
        var place =
                new Upstreams.Place(
                        entry.preset(), connection, own(entry, path), entry.config(), path);
        Language language = entry.preset().language();
        return deployments.leaf(
                new Deployments.Wanted(
                        entry.id(),
                        place,
                        language == Language.ZHIPU ? model : null,
                        // Azure: the deployment decides; a model beside it would be ignored there.
                        language == Language.AZURE ? null : model,
                        model == null ? entry.preset().model() : model,
                        overrides(entry, path),
                        entry.id()));
    }

    /** The words of the vendor's language, references filled in. */
    private Map<String, Node> own(Entry entry, String path) {
        Map<String, Node> own = new LinkedHashMap<>();
        Set<String> wanted = ownWords(entry);
        entry.config()
                .members()
                .forEach((name, value) -> {
                    if (wanted.contains(name)) {
                        own.put(name, references.fill(value, path + "." + name));
                    }
                });
        return own;
    }

    /** The words that the factory of an entry's language reads. */
    private static Set<String> ownWords(Entry entry) {
        @Nullable VendorFactory factory = Languages.factory(entry.preset().language());
        Set<String> words = new TreeSet<>(GATEWAY_WORDS);
        if (factory != null) {
            words.addAll(factory.words());
        }
        return words;
    }

    /** The words that the gateway reads; the binder fills in those of the connection. */
    private Node.Members words(Entry entry, String path) {
        Map<String, Node> words = new LinkedHashMap<>();
        Set<String> known = Binder.names(SluiceYaml.Connection.class);
        entry.config()
                .members()
                .forEach((name, value) -> {
                    boolean read = known.contains(name) || GATEWAY_WORDS.contains(name);
                    if (!read) {
                        return;
                    }
                    String at = path + "." + name;
                    if (name.equals("stream")
                            && value instanceof Node.Scalar scalar
                            && scalar.kind() == Node.Kind.BOOLEAN) {
                        findings.note(value.line(), at, "ignored: the caller decides on streams");
                        return;
                    }
                    words.put(name, name.equals("model") ? references.fill(value, at) : value);
                });
        return new Node.Members(entry.config().line(), words);
    }

    /** Everything else in {@code config} wins over the request. */
    private Map<String, Node> overrides(Entry entry, String path) {
        Map<String, Node> overrides = new LinkedHashMap<>();
        Set<String> known = new TreeSet<>(Binder.names(SluiceYaml.Connection.class));
        known.addAll(ownWords(entry));
        entry.config()
                .members()
                .forEach((name, value) -> {
                    if (known.contains(name)) {
                        return;
                    }
                    @Nullable String nearest = Spelling.nearest(name, known);
                    if (nearest != null && !Parameters.NAMES.contains(name)) {
                        findings.note(
                                value.line(),
                                path + "." + name,
                                "goes to the vendor as a request member; did you mean '"
                                        + nearest
                                        + "'?");
                    }
                    if (name.equals("max_length")) {
                        overrides.putIfAbsent("max_tokens", value);
                    } else {
                        overrides.put(name, value);
                    }
                });
        return overrides;
    }
}
