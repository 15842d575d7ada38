package dev.sluice.app.config;

import dev.sluice.core.Route;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Writes a {@code sluice.yaml} that does what a {@code model-config.json} did: an entry becomes a
 * provider, a model and a key bound to it; a router becomes a model with targets, and one that goes
 * by the model's name becomes the names of a key. Secrets are written through as they stand.
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
        var references = References.unfilled(findings);
        var deployments =
                new Deployments(
                        findings,
                        new Upstreams(findings, Map.of(), Path.of("")),
                        new Fingerprints(Map.of()));
        List<EntryFile.Entry> entries =
                new EntryFile(findings, references, deployments).entries(items);
        Map<String, Route> routes = ImportRoutes.of(items, entries, findings, references);
        return new Outcome.Done(new ImportWriter(entries, routes).write(findings));
    }
}
