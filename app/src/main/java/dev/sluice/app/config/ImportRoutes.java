package dev.sluice.app.config;

import dev.sluice.core.Deployment;
import dev.sluice.core.Route;
import dev.sluice.core.Upstream;
import dev.sluice.providers.Language;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The routes of a {@code model-config.json} that is imported. They are those of a start with it,
 * except that their leaves only stand in for deployments: a reference that is filled in later does
 * not have to be a good address now.
 */
final class ImportRoutes {
    private ImportRoutes() {}

    /** Returns the route of every token that can be used; what is wrong is in the findings. */
    static Map<String, Route> of(
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

    /** Returns the model that an entry asks for, whatever the caller says; or null. */
    static @Nullable String ownModel(EntryFile.Entry entry) {
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
