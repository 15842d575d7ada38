package dev.sluice.app.config;

import dev.sluice.core.Deployment;
import dev.sluice.core.Digest;
import dev.sluice.core.ModelTable;
import dev.sluice.core.VirtualKey;
import dev.sluice.core.VirtualKey.KeepAlive;
import dev.sluice.providers.Language;
import dev.sluice.providers.Languages;
import dev.sluice.providers.Preset;
import dev.sluice.providers.Presets;
import dev.sluice.providers.Secret;
import dev.sluice.providers.VendorFactory;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes deployments and keys of a {@link SluiceYaml}, checking what its parts say of each other.
 */
final class YamlAssembly {
    private final Findings findings;
    private final Binder binder;
    private final Upstreams upstreams;
    private final Map<String, Provider> providers = new LinkedHashMap<>();
    private final Map<String, Deployment> deployments = new LinkedHashMap<>();
    private final Map<String, Deployment> exact = new LinkedHashMap<>();
    private final Map<String, Deployment> prefixes = new LinkedHashMap<>();

    YamlAssembly(Findings findings, Binder binder, Upstreams upstreams) {
        this.findings = findings;
        this.binder = binder;
        this.upstreams = upstreams;
    }

    private record Provider(SluiceYaml.Provider written, Preset preset, Upstreams.Place place) {
        /** Says whether the model of a call decides how it is reached. */
        boolean byModel() {
            return preset.language() == Language.AZURE || preset.language() == Language.ZHIPU;
        }
    }

    /** Assembles the file; what is broken is left out and in the findings. */
    Assembled assemble(SluiceYaml file, Secret generated) {
        int index = 0;
        for (SluiceYaml.Provider each : file.providers()) {
            provider(each, "providers[" + index++ + "]");
        }
        boolean stated = isStated(file, "providers") || isStated(file, "models");
        if (file.models().isEmpty() && !isStated(file, "models")) {
            everything(stated, binder.origin(file));
        }
        index = 0;
        for (SluiceYaml.Model each : file.models()) {
            model(each, "models[" + index++ + "]");
        }
        Map<Digest, VirtualKey> keys = new LinkedHashMap<>();
        boolean usesGenerated = !isStated(file, "keys") && !file.server().open();
        if (usesGenerated) {
            keys.put(Digest.of(generated.reveal()), unrestricted("generated"));
        }
        Set<String> ids = new HashSet<>();
        index = 0;
        for (SluiceYaml.Key each : file.keys()) {
            key(each, "keys[" + index++ + "]", ids, keys);
        }
        return new Assembled(
                keys,
                file.server().open() ? unrestricted("open") : null,
                List.copyOf(deployments.values()),
                usesGenerated);
    }

    private boolean isStated(SluiceYaml file, String list) {
        return binder.origin(file).get(list) instanceof Node.Items items
                && !items.items().isEmpty();
    }

    private void provider(SluiceYaml.Provider written, String path) {
        Node.Members at = binder.origin(written);
        @Nullable Preset preset = Presets.named(written.type());
        if (preset == null || preset.isRoute()) {
            findings.problem(
                    at.lineOf("type"),
                    path + ".type",
                    "found '" + written.type() + "', expected one of " + typeWords());
            return;
        }
        if (providers.containsKey(written.id())) {
            findings.problem(
                    at.lineOf("id"),
                    path + ".id",
                    "found '" + written.id() + "' a second time, expected a name of its own");
            return;
        }
        options(written, preset, at, path);
        var place = new Upstreams.Place(preset, written.connection(), written.options(), at, path);
        int before = findings.count();
        boolean later = preset.language() == Language.AZURE; // the model may name its deployment
        if (later || upstreams.target(place, null) != null || findings.count() == before) {
            providers.put(written.id(), new Provider(written, preset, place));
        }
    }

    /** Says what is odd about the further words of a provider. */
    private void options(SluiceYaml.Provider written, Preset preset, Node.Members at, String path) {
        if (!Languages.isBuilt(preset)) {
            findings.note(
                    at.lineOf("type"),
                    path + ".type",
                    "'" + preset.id() + "' is not built yet; its calls are answered with 501");
            return;
        }
        @Nullable VendorFactory factory = Languages.factory(preset.language());
        if (factory == null && !written.options().isEmpty()) {
            findings.note(
                    at.lineOf("options"), path + ".options", "'" + preset.id() + "' has none");
        } else if (factory != null) {
            written.options()
                    .forEach((name, value) -> {
                        if (!factory.words().contains(name) && !name.equals("model")) {
                            findings.note(
                                    value.line(),
                                    path + ".options." + name,
                                    "ignored" + Spelling.hint(name, factory.words()));
                        }
                    });
        }
    }

    private static String typeWords() {
        return Presets.all().stream()
                .filter(preset -> !preset.isRoute())
                .map(Preset::id)
                .collect(Collectors.joining(", "));
    }

    /** No models: every name goes to the only provider, or to the echo when there is none. */
    private void everything(boolean stated, Node.Members root) {
        if (!stated) {
            Deployment echo = Assembled.echo();
            deployments.put(echo.id(), echo);
            exact.put("echo", echo);
            return;
        }
        if (providers.size() > 1) {
            findings.problem(
                    root.lineOf("providers"),
                    "models",
                    "missing; expected a list of names, because there are several providers");
            return;
        }
        for (Provider provider : providers.values()) {
            @Nullable Deployment deployment =
                    deployment(
                            provider,
                            new SluiceYaml.Model("*", provider.written().id(), null, Map.of()));
            if (deployment != null) {
                prefixes.put("", deployment);
            }
        }
    }

    private void model(SluiceYaml.Model model, String path) {
        Node.Members at = binder.origin(model);
        String name = model.name();
        int star = name.indexOf('*');
        if (name.isBlank() || (star >= 0 && star < name.length() - 1)) {
            findings.problem(
                    at.lineOf("name"),
                    path + ".name",
                    "found '" + name + "', expected a name, or a beginning that ends in *");
            return;
        }
        boolean pattern = star >= 0;
        String key = pattern ? name.substring(0, star) : name;
        Map<String, Deployment> table = pattern ? prefixes : exact;
        if (table.containsKey(key)) {
            findings.problem(
                    at.lineOf("name"),
                    path + ".name",
                    "found '" + name + "' a second time, expected every name once");
            return;
        }
        @Nullable Provider provider = providers.get(model.provider());
        if (provider == null) {
            findings.problem(
                    at.lineOf("provider"),
                    path + ".provider",
                    "found '"
                            + model.provider()
                            + "', expected the id of a provider"
                            + Spelling.hint(model.provider(), providers.keySet()));
            return;
        }
        @Nullable Deployment deployment = deployment(provider, model);
        if (deployment != null) {
            table.put(key, deployment);
        }
    }

    private @Nullable Deployment deployment(Provider provider, SluiceYaml.Model model) {
        boolean byModel = provider.byModel();
        boolean own = model.upstreamModel() != null || !model.parameters().isEmpty();
        boolean named = byModel && provider.written().connection().deploymentId() == null;
        String id =
                own || (named && !model.name().endsWith("*"))
                        ? provider.written().id() + "/" + model.name()
                        : provider.written().id();
        @Nullable Deployment shared = deployments.get(id);
        if (shared != null) {
            return shared;
        }
        @Nullable String wanted = model.upstreamModel();
        if (wanted == null && named && !model.name().endsWith("*")) {
            wanted = model.name();
        }
        Upstreams.@Nullable Target target =
                upstreams.target(provider.place(), byModel ? wanted : null);
        if (target == null) {
            return null;
        }
        Map<String, byte[]> overrides = new LinkedHashMap<>();
        model.parameters().forEach((name, value) -> overrides.put(name, RawJson.of(value)));
        @Nullable String upstreamModel =
                model.upstreamModel() == null ? target.model() : model.upstreamModel();
        Deployment deployment =
                new Deployment(
                        id,
                        target.upstream(),
                        upstreamModel,
                        null,
                        overrides,
                        provider.written().connection().stream(),
                        target.usage());
        deployments.put(id, deployment);
        return deployment;
    }

    private VirtualKey unrestricted(String id) {
        return new VirtualKey(
                id,
                new ModelTable.Listed(exact, prefixes, only(exact, prefixes)),
                Deployment.StreamMode.CONTRACT,
                KeepAlive.ON);
    }

    /** A key that can reach one name only needs to state none. */
    private static @Nullable String only(
            Map<String, Deployment> exact, Map<String, Deployment> prefixes) {
        return exact.size() == 1 && prefixes.isEmpty() ? exact.keySet().iterator().next() : null;
    }

    private void key(
            SluiceYaml.Key key, String path, Set<String> ids, Map<Digest, VirtualKey> keys) {
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
            keys.put(digest, new VirtualKey(key.id(), models, key.stream(), key.heartbeat()));
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
        Map<String, Deployment> own = new LinkedHashMap<>();
        Map<String, Deployment> ownPrefixes = new LinkedHashMap<>();
        if (key.models().isEmpty()) {
            own.putAll(exact);
            ownPrefixes.putAll(prefixes);
        }
        for (String wanted : key.models()) {
            if (!grant(wanted, own, ownPrefixes)) {
                unknown(wanted, at.lineOf("models"), path + ".models");
            }
        }
        @Nullable String preferred = key.defaultModel();
        var all = new ModelTable.Listed(own, ownPrefixes, null);
        @Nullable String bound = key.boundTo();
        if (preferred != null && bound == null && !isFound(all, preferred)) {
            unknown(preferred, at.lineOf("default_model"), path + ".default_model");
        }
        if (bound == null) {
            return new ModelTable.Listed(
                    own, ownPrefixes, preferred == null ? only(own, ownPrefixes) : preferred);
        }
        if (all.resolve(bound, ModelTable.Use.CHAT) instanceof ModelTable.Resolution.Found found) {
            return new ModelTable.Bound(withDefault(found.deployment(), preferred));
        }
        unknown(bound, at.lineOf("bound_to"), path + ".bound_to");
        return all;
    }

    private static Deployment withDefault(Deployment deployment, @Nullable String model) {
        return new Deployment(
                deployment.id(),
                deployment.upstream(),
                deployment.upstreamModel(),
                model,
                deployment.overrides(),
                deployment.stream(),
                deployment.streamUsage());
    }

    private static boolean isFound(ModelTable table, String model) {
        return table.resolve(model, ModelTable.Use.CHAT) instanceof ModelTable.Resolution.Found;
    }

    private void unknown(String model, int line, String path) {
        Set<String> known = new HashSet<>(exact.keySet());
        prefixes.keySet().forEach(prefix -> known.add(prefix + "*"));
        findings.problem(
                line,
                path,
                "found '"
                        + model
                        + "', expected a name that models lists"
                        + Spelling.hint(model, known));
    }

    /** Adds what a name or pattern lets a key reach; false when that is nothing. */
    private boolean grant(
            String wanted, Map<String, Deployment> own, Map<String, Deployment> ownPrefixes) {
        var all = new ModelTable.Listed(exact, prefixes, null);
        if (!wanted.endsWith("*")) {
            if (all.resolve(wanted, ModelTable.Use.CHAT)
                    instanceof ModelTable.Resolution.Found found) {
                own.put(wanted, found.deployment());
                return true;
            }
            return false;
        }
        String beginning = wanted.substring(0, wanted.length() - 1);
        Map<String, Deployment> fits = new LinkedHashMap<>();
        Map<String, Deployment> fitPrefixes = new LinkedHashMap<>();
        exact.forEach((name, deployment) -> {
            if (name.startsWith(beginning)) {
                fits.put(name, deployment);
            }
        });
        prefixes.forEach((prefix, deployment) -> {
            if (prefix.startsWith(beginning)) {
                fitPrefixes.put(prefix, deployment);
            }
        });
        if (!fitPrefixes.containsKey(beginning)
                && new ModelTable.Listed(Map.of(), prefixes, null)
                                .resolve(beginning, ModelTable.Use.CHAT)
                        instanceof ModelTable.Resolution.Found found) {
            fitPrefixes.put(beginning, found.deployment());
        }
        own.putAll(fits);
        ownPrefixes.putAll(fitPrefixes);
        return !fits.isEmpty() || !fitPrefixes.isEmpty();
    }
}
