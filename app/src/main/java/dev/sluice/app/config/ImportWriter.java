package dev.sluice.app.config;

import dev.sluice.app.config.Import.Finding;
import dev.sluice.app.config.Import.Grade;
import dev.sluice.core.Route;
import dev.sluice.core.Strategy;
import dev.sluice.providers.Languages;
import dev.sluice.providers.VendorFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes an imported file piece by piece. */
final class ImportWriter {
    private static final String NO_TOKEN = "none";

    private final StringBuilder providers = new StringBuilder();
    private final StringBuilder keys = new StringBuilder();
    private final List<Finding> findings = new ArrayList<>();
    private final Set<String> words = Binder.names(SluiceYaml.Connection.class);
    private final List<EntryFile.Entry> entries;
    private final Map<String, Route> routes;
    private final ImportModels models;

    /**
     * For a file.
     *
     * @param routes token to route
     */
    ImportWriter(List<EntryFile.Entry> entries, Map<String, Route> routes) {
        this.entries = entries;
        this.routes = routes;
        Set<String> leaves =
                entries.stream()
                        .filter(each -> !each.preset().isRoute())
                        .map(EntryFile.Entry::id)
                        .collect(Collectors.toSet());
        @Nullable String everybodys = null;
        for (EntryFile.Entry each : entries) {
            everybodys = each.token().equals(NO_TOKEN) ? each.id() : everybodys;
        }
        this.models = new ImportModels(leaves, everybodys);
    }

    /** Writes all entries. */
    Import write(Findings read) {
        for (Problem each : read.problems()) {
            found(Grade.UNSUPPORTED, each);
        }
        for (Problem each : read.notes()) {
            found(Grade.MANUAL, each);
        }
        boolean open = false;
        for (EntryFile.Entry entry : entries) {
            @Nullable Route route = routes.get(entry.token());
            if (route == null) {
                found(Grade.UNSUPPORTED, entry, "cannot be used, and is not written");
                continue;
            }
            if (!entry.preset().isRoute()) {
                entry(entry);
            }
            key(entry, route);
            if (entry.token().equals(NO_TOKEN)) {
                open = true;
                found(
                        Grade.APPROXIMATE,
                        entry,
                        "callers without a key must name a model, and reach the others by the"
                                + " names of the list, too"
                                + (ImportMenu.decides(route)
                                        ? "; those of this entry are not"
                                        : ""));
            }
        }
        String yaml =
                "# yaml-language-server: $schema=schema/sluice.schema.json\n"
                        + (open ? "server:\n  open: true\n" : "")
                        + section("providers", providers)
                        + section("models", models.text())
                        + section("keys", keys);
        return new Import(yaml, List.copyOf(findings));
    }

    private static String section(String name, StringBuilder items) {
        return name + ":" + (items.isEmpty() ? " []\n" : "\n" + items);
    }

    private void found(Grade grade, Problem problem) {
        findings.add(new Finding(grade, problem.line(), problem.path(), problem.message()));
    }

    private void found(Grade grade, EntryFile.Entry entry, String message) {
        findings.add(new Finding(grade, entry.line(), entry.path(), message));
    }

    private void key(EntryFile.Entry entry, Route route) {
        keys.append("  - id: entry-").append(entry.number()).append('\n');
        keys.append("    key: ").append(ImportText.text(entry.token())).append('\n');
        List<String> remarks = new ArrayList<>();
        remarks.addAll(ImportMenu.decides(route) ? menu(ImportMenu.of(route)) : bound(route));
        if (route instanceof Route.Group group && group.strategy() instanceof Strategy.Sticky) {
            remarks.add("callers may stick to other members than before");
        }
        remarks.forEach(each -> found(Grade.APPROXIMATE, entry, each));
        if (remarks.isEmpty()) {
            found(Grade.EXACT, entry, entry.preset().id());
        }
    }

    private List<String> bound(Route route) {
        keys.append("    bound_to: ").append(models.name(route)).append('\n');
        ImportMenu.Usual usual = ImportMenu.Usual.of(route);
        @Nullable String name = usual.name();
        if (name != null) {
            keys.append("    default_model: ").append(ImportText.text(name)).append('\n');
        }
        return usual.isFor(name)
                ? List.of()
                : List.of("calls that name no model ask for '" + name + "' everywhere");
    }

    private List<String> menu(ImportMenu menu) {
        keys.append("    models: []\n    model_names:\n");
        menu.names().exact().forEach((name, way) -> named(name, way));
        menu.names().prefixes().forEach((beginning, way) -> named(beginning + "*", way));
        @Nullable String preferred = menu.preferred();
        if (preferred != null) {
            keys.append("    default_model: ").append(ImportText.text(preferred)).append('\n');
        }
        return menu.remarks();
    }

    private void named(String name, Route way) {
        keys.append("      ").append(ImportText.text(name)).append(": ");
        keys.append(models.name(way)).append('\n');
    }

    private void entry(EntryFile.Entry entry) {
        providers.append("  - id: ").append(entry.id()).append('\n');
        providers.append("    type: ").append(entry.preset().id()).append('\n');
        var options = new StringBuilder();
        var parameters = new StringBuilder();
        entry.config()
                .members()
                .forEach((name, value) -> member(entry, name, value, options, parameters));
        providers.append(options.isEmpty() ? "" : "    options:\n" + options);
        @Nullable String model = ImportRoutes.ownModel(entry);
        models.entry(
                entry,
                (model == null ? "" : "    upstream_model: " + ImportText.text(model) + "\n")
                        + (parameters.isEmpty() ? "" : "    parameters:\n" + parameters));
    }

    private void member(
            EntryFile.Entry entry,
            String name,
            Node value,
            StringBuilder options,
            StringBuilder parameters) {
        boolean plain = !name.equals("stream") || !isBoolean(value);
        boolean twice =
                name.equals("max_length") && entry.config().members().containsKey("max_tokens");
        if (name.equals("model") || twice) {
            return;
        }
        String said = ImportText.json(value);
        if (words.contains(name) && plain) {
            providers.append("    ").append(name).append(": ").append(said).append('\n');
        } else if (isOwn(entry, name)) {
            options.append("      ").append(ImportText.text(name)).append(": ").append(said);
            options.append('\n');
        } else if (name.equals("prompt") || !plain) {
            findings.add(
                    new Finding(
                            Grade.UNSUPPORTED,
                            value.line(),
                            entry.path() + ".config." + name,
                            "has no meaning for " + entry.preset().id()));
        } else {
            String written = name.equals("max_length") ? "max_tokens" : name;
            parameters.append("      ").append(ImportText.text(written)).append(": ");
            parameters.append(said).append('\n');
        }
    }

    private static boolean isOwn(EntryFile.Entry entry, String name) {
        @Nullable VendorFactory factory = Languages.factory(entry.preset().language());
        return factory != null && factory.words().contains(name);
    }

    private static boolean isBoolean(Node value) {
        return value instanceof Node.Scalar scalar && scalar.kind() == Node.Kind.BOOLEAN;
    }
}
