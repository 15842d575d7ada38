package dev.sluice.app.config;

import dev.sluice.core.NameTable;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The names of the models of a {@link SluiceYaml}, and what each of them means. */
final class ModelNames {
    private final Findings findings;
    private final Binder binder;
    private final Map<String, Entry> exact = new LinkedHashMap<>();
    private final Map<String, Entry> prefixes = new LinkedHashMap<>();

    /** Names as they stand in the file, also those of models that are left out for a mistake. */
    private final Set<String> written = new HashSet<>();

    ModelNames(Findings findings, Binder binder) {
        this.findings = findings;
        this.binder = binder;
    }

    /** A model in its place in the file. */
    record Entry(SluiceYaml.Model model, String path, Node.Members at) {
        /** Returns its own name. */
        String name() {
            return model.name();
        }

        /** Says whether it serves every name with a certain beginning. */
        boolean isPattern() {
            return name().endsWith("*");
        }
    }

    /**
     * A model that a name leads to.
     *
     * @param name what its deployments are asked for, or null for what the caller says
     */
    record Reference(Entry entry, @Nullable String name) {}

    /** Remembers what the list says, whether or not it can be used. */
    void written(@Nullable Node list) {
        if (list instanceof Node.Items items) {
            for (Node each : items.items()) {
                if (each instanceof Node.Members model
                        && model.get("name") instanceof Node.Scalar name) {
                    written.add(name.text());
                }
            }
        }
    }

    /** Adds a model under all its names; null when its own cannot be used. */
    @Nullable Entry add(SluiceYaml.Model model) {
        String path = binder.path(model);
        Node.Members at = binder.origin(model);
        var entry = new Entry(model, path, at);
        if (!put(model.name(), entry, at.lineOf("name"), path + ".name")) {
            return null;
        }
        int index = 0;
        for (String alias : model.aliases()) {
            int line =
                    at.get("aliases") instanceof Node.Items items
                            ? items.items().get(index).line()
                            : at.lineOf("aliases");
            put(alias, entry, line, path + ".aliases[" + index++ + "]");
        }
        return entry;
    }

    private boolean put(String name, Entry entry, int line, String path) {
        int star = name.indexOf('*');
        if (name.isBlank() || (star >= 0 && star < name.length() - 1)) {
            findings.problem(
                    line,
                    path,
                    "found '" + name + "', expected a name, or a beginning that ends in *");
            return false;
        }
        Map<String, Entry> table = star >= 0 ? prefixes : exact;
        if (table.putIfAbsent(star >= 0 ? name.substring(0, star) : name, entry) != null) {
            findings.problem(
                    line, path, "found '" + name + "' a second time, expected every name once");
            return false;
        }
        return true;
    }

    /** Finds what a name, or a pattern as it stands in the list, leads to; null for nothing. */
    @Nullable Reference find(String name) {
        if (name.endsWith("*")) {
            @Nullable Entry entry = prefixes.get(name.substring(0, name.length() - 1));
            return entry == null
                    ? null
                    : new Reference(entry, entry.isPattern() ? null : entry.name());
        }
        @Nullable Entry entry = new NameTable<>(exact, prefixes).find(name);
        return entry == null ? null : new Reference(entry, entry.isPattern() ? name : entry.name());
    }

    /** Finds what a name leads to; null, and said, when that is nothing. */
    @Nullable Reference find(String name, int line, String path) {
        @Nullable Reference found = find(name);
        if (found == null && written.contains(name)) {
            findings.note(line, path, "left out: the model it names cannot be used");
        } else if (found == null) {
            unknown(name, line, path);
        }
        return found;
    }

    /** Says that nothing has this name. */
    void unknown(String name, int line, String path) {
        Set<String> known = new HashSet<>(exact.keySet());
        prefixes.keySet().forEach(prefix -> known.add(prefix + "*"));
        findings.problem(
                line,
                path,
                "found '"
                        + name
                        + "', expected a name that models lists"
                        + Spelling.hint(name, known));
    }

    Map<String, Entry> exact() {
        return exact;
    }

    Map<String, Entry> prefixes() {
        return prefixes;
    }

    /** Returns the only model that these names lead to, or null when there are several or none. */
    @Nullable String only(List<String> all) {
        Set<String> models = new HashSet<>();
        for (String each : all) {
            @Nullable Reference found = find(each);
            models.add(found == null ? each : found.entry().name());
        }
        return models.size() == 1 ? all.getFirst() : null;
    }
}
