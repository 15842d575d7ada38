package dev.sluice.app.config;

import dev.sluice.providers.Language;
import dev.sluice.providers.Languages;
import dev.sluice.providers.VendorFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes a {@code sluice.yaml} that does what a {@code model-config.json} did: an entry becomes a
 * provider, a model and a key bound to it. Secrets are written through as they stand.
 *
 * @param yaml the new file
 * @param findings how faithful each entry came over
 */
public record Import(String yaml, List<Finding> findings) {

    /** How faithful something came over. */
    public enum Grade {
        /** Does the same. */
        EXACT,
        /** Does nearly the same. */
        APPROXIMATE,
        /** Somebody has to decide. */
        MANUAL,
        /** There is nothing like it here. */
        UNSUPPORTED
    }

    /**
     * One entry's or member's fate.
     *
     * @param line line in the imported file
     * @param path place in the imported file
     */
    public record Finding(Grade grade, int line, String path, String message) {}

    /** The outcome of an import: a file, or why there is none. */
    public sealed interface Outcome {
        /** Imported. */
        record Done(Import result) implements Outcome {}

        /** Not a list of entries, or not readable. */
        record Refused(List<Problem> problems) implements Outcome {}
    }

    /** Reads the bytes of a {@code model-config.json}. */
    public static Outcome of(byte[] bytes, Path file) {
        Node root;
        try {
            root = ConfigText.read(bytes, String.valueOf(file.getFileName()));
        } catch (Unreadable e) {
            return new Outcome.Refused(List.of(e.problem()));
        }
        if (!(root instanceof Node.Items items)) {
            return new Outcome.Refused(
                    List.of(new Problem(root.line(), "", "expected a list of entries")));
        }
        var findings = new Findings();
        // References stay as they stand: they are valid in the new file, too.
        var references = new Writer.Unfilled(findings);
        var deployments =
                new Deployments(
                        findings,
                        new Upstreams(findings, Map.of(), Path.of("")),
                        new Fingerprints(Map.of()));
        List<EntryFile.Entry> entries =
                new EntryFile(findings, references, deployments).entries(items);
        return new Outcome.Done(new Writer().write(entries, findings));
    }

    /** Writes the file piece by piece. */
    private static final class Writer {
        private final StringBuilder providers = new StringBuilder();
        private final StringBuilder models = new StringBuilder();
        private final StringBuilder keys = new StringBuilder();
        private final List<Finding> findings = new ArrayList<>();
        private final Set<String> words = Binder.names(SluiceYaml.Connection.class);

        /** Leaves every reference as it is. */
        static final class Unfilled extends References {
            Unfilled(Findings findings) {
                super(Map.of(), findings);
            }

            @Override
            Node fill(Node node, String path) {
                return node;
            }
        }

        private Import write(List<EntryFile.Entry> entries, Findings broken) {
            for (Problem each : broken.problems()) {
                findings.add(
                        new Finding(Grade.UNSUPPORTED, each.line(), each.path(), each.message()));
            }
            boolean open = false;
            for (EntryFile.Entry entry : entries) {
                if (entry.preset().isRoute()) {
                    found(Grade.MANUAL, entry, "routes are not written; list the models instead");
                } else {
                    entry(entry);
                }
                if (entry.token().equals("none")) {
                    open = true;
                    found(
                            Grade.APPROXIMATE,
                            entry,
                            "callers without a key reach every model, not only this one");
                }
            }
            String yaml =
                    "# yaml-language-server: $schema=schema/sluice.schema.json\n"
                            + (open ? "server:\n  open: true\n" : "")
                            + section("providers", providers)
                            + section("models", models)
                            + section("keys", keys);
            return new Import(yaml, List.copyOf(findings));
        }

        private static String section(String name, StringBuilder items) {
            return name + ":" + (items.isEmpty() ? " []\n" : "\n" + items);
        }

        private void found(Grade grade, EntryFile.Entry entry, String message) {
            findings.add(new Finding(grade, entry.line(), entry.path(), message));
        }

        private void entry(EntryFile.Entry entry) {
            String id = entry.id();
            providers.append("  - id: ").append(id).append('\n');
            providers.append("    type: ").append(entry.preset().id()).append('\n');
            var options = new StringBuilder();
            var parameters = new StringBuilder();
            entry.config()
                    .members()
                    .forEach((name, value) -> member(entry, name, value, options, parameters));
            providers.append(options.isEmpty() ? "" : "    options:\n" + options);
            models.append("  - name: ").append(id).append("\n    provider: ").append(id);
            @Nullable Node model = entry.config().get("model");
            if (model != null && entry.preset().language() != Language.AZURE) {
                models.append("\n    upstream_model: ").append(json(model));
            }
            models.append('\n').append(parameters.isEmpty() ? "" : "    parameters:\n");
            models.append(parameters);
            keys.append("  - id: entry-").append(entry.number()).append('\n');
            keys.append("    key: ").append(text(entry.token())).append('\n');
            keys.append("    bound_to: ").append(id).append('\n');
            @Nullable String usual = entry.preset().model();
            if (usual != null && entry.preset().language() == Language.OPENAI && model == null) {
                keys.append("    default_model: ").append(usual).append('\n');
            }
            found(Grade.EXACT, entry, entry.preset().id());
        }

        private void member(
                EntryFile.Entry entry,
                String name,
                Node value,
                StringBuilder options,
                StringBuilder parameters) {
            boolean plain = !name.equals("stream") || !isBoolean(value);
            if (name.equals("model")) {
                return;
            }
            if (words.contains(name) && plain) {
                providers.append("    ").append(name).append(": ").append(json(value)).append('\n');
            } else if (isOwn(entry, name)) {
                options.append("      ").append(text(name)).append(": ").append(json(value));
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
                parameters.append("      ").append(text(written)).append(": ");
                parameters.append(json(value)).append('\n');
            }
        }

        private static boolean isOwn(EntryFile.Entry entry, String name) {
            @Nullable VendorFactory factory = Languages.factory(entry.preset().language());
            return factory != null && factory.words().contains(name);
        }

        private static boolean isBoolean(Node value) {
            return value instanceof Node.Scalar scalar && scalar.kind() == Node.Kind.BOOLEAN;
        }

        /** JSON is YAML, so a value needs no other quoting; on one line it needs no indenting. */
        private static String json(Node node) {
            return new String(RawJson.of(node), java.nio.charset.StandardCharsets.UTF_8);
        }

        private static String text(String text) {
            return json(new Node.Scalar(0, Node.Kind.TEXT, text, text));
        }
    }
}
