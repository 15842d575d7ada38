package dev.sluice.app.config;

import dev.sluice.providers.Language;
import dev.sluice.providers.Languages;
import dev.sluice.providers.Preset;
import dev.sluice.providers.Presets;
import dev.sluice.providers.VendorFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The providers of a {@link SluiceYaml} that can be used, by their names. */
final class Providers {
    private final Findings findings;
    private final Binder binder;
    private final Deployments deployments;
    private final Map<String, Provider> providers = new LinkedHashMap<>();

    Providers(Findings findings, Binder binder, Deployments deployments) {
        this.findings = findings;
        this.binder = binder;
        this.deployments = deployments;
    }

    /** A provider whose words are good. */
    record Provider(SluiceYaml.Provider written, Preset preset, Upstreams.Place place) {
        /** Says whether the model of a call decides how it is reached. */
        boolean byModel() {
            return preset.language() == Language.AZURE || preset.language() == Language.ZHIPU;
        }
    }

    /** Adds one, unless something is wrong with it. */
    void add(SluiceYaml.Provider written) {
        String path = binder.path(written);
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
        if (deployments.isSound(place)) {
            providers.put(written.id(), new Provider(written, preset, place));
        }
    }

    /** Says what is odd about the further words of a provider. */
    private void options(SluiceYaml.Provider written, Preset preset, Node.Members at, String path) {
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

    /** Finds one; null, and a problem, when there is none of this name. */
    @Nullable Provider find(String id, int line, String path) {
        @Nullable Provider found = providers.get(id);
        if (found == null) {
            findings.problem(
                    line,
                    path,
                    "found '"
                            + id
                            + "', expected the id of a provider"
                            + Spelling.hint(id, providers.keySet()));
        }
        return found;
    }

    /** Returns the names of all, in the order of the file. */
    Set<String> ids() {
        return providers.keySet();
    }
}
