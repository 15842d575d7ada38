package dev.sluice.app.config;

import dev.sluice.core.Deployment;
import dev.sluice.core.Route;
import dev.sluice.core.Upstream;
import dev.sluice.providers.Language;
import dev.sluice.providers.Preset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code model-config.json} says, for those who write it anew. References stay as they
 * stand. The routes are those of a start with the file, except that their leaves only stand in for
 * deployments: a reference that is filled in later does not have to be a good address now.
 *
 * @param entries those with a token of their own and a known type, in the order of the file
 * @param routes token to route, for every token that can be used
 * @param problems what makes entries unusable
 * @param notes what was left out or looks odd
 */
public record EntryOutline(
        List<Entry> entries,
        Map<String, Route> routes,
        List<Problem> problems,
        List<Problem> notes) {

    /**
     * One entry.
     *
     * @param id its name in messages; never the token
     * @param number position in the file, from 1
     * @param path such as {@code [0]}
     * @param ownModel the model that it asks for, whatever the caller says; or null
     */
    public record Entry(
            String id,
            int number,
            String path,
            int line,
            String token,
            Preset preset,
            Node.Members config,
            @Nullable String ownModel) {}

    /** Returns the words that {@code config} and a provider of {@code sluice.yaml} share. */
    public static Set<String> connectionWords() {
        return Binder.names(SluiceYaml.Connection.class);
    }

    /** Reads a list of entries. */
    public static EntryOutline of(Node.Items file) {
        var findings = new Findings();
        var references = References.unfilled(findings);
        var deployments =
                new Deployments(
                        findings,
                        new Upstreams(findings, Map.of(), Path.of("")),
                        new Fingerprints(Map.of()));
        List<EntryFile.Entry> entries =
                new EntryFile(findings, references, deployments).entries(file);
        Map<String, Route> routes = routes(file, entries, findings, references);
        return new EntryOutline(
                entries.stream().map(EntryOutline::outlined).toList(),
                routes,
                findings.problems(),
                findings.notes());
    }

    private static Entry outlined(EntryFile.Entry entry) {
        return new Entry(
                entry.id(),
                entry.number(),
                entry.path(),
                entry.line(),
                entry.token(),
                entry.preset(),
                entry.config(),
                ownModel(entry));
    }

    private static Map<String, Route> routes(
            Node.Items file, List<EntryFile.Entry> entries, Findings findings, References as) {
        Map<String, Route> routes = new LinkedHashMap<>();
        Set<String> unusable = new HashSet<>();
        for (Node each : file.items()) {
            if (each instanceof Node.Members members
                    && members.get("token") instanceof Node.Scalar token) {
                unusable.add(token.text().strip());
            }
        }
        for (EntryFile.Entry entry : entries) {
            unusable.remove(entry.token());
            if (!entry.preset().isRoute()) {
                routes.put(entry.token(), leaf(entry));
            }
        }
        new EntryRoutes(findings, as, new Binder(findings, as)).add(entries, unusable, routes);
        return routes;
    }

    private static @Nullable String ownModel(EntryFile.Entry entry) {
        return entry.preset().language() == Language.AZURE ? null : model(entry);
    }

    private static @Nullable String model(EntryFile.Entry entry) {
        return entry.config().get("model") instanceof Node.Scalar model && !model.text().isBlank()
                ? model.text()
                : null;
    }

    private static Route leaf(EntryFile.Entry entry) {
        @Nullable String model = model(entry);
        @Nullable String usual = model == null ? entry.preset().model() : model;
        int keys =
                entry.config().get("api_keys") instanceof Node.Items several
                        ? Math.max(1, several.items().size())
                        : 1;
        List<Deployment> made = new ArrayList<>();
        for (int key = 1; key <= keys; key++) {
            made.add(
                    new Deployment(
                            keys == 1 ? entry.id() : entry.id() + "#" + key,
                            new Upstream.Echo(),
                            ownModel(entry),
                            usual,
                            Map.of(),
                            Deployment.StreamMode.CONTRACT,
                            Deployment.StreamUsage.ASK));
        }
        return new Deployments.Leaf(entry.id(), made).route(null);
    }
}
