package dev.sluice.app.config;

import dev.sluice.core.Deployment;
import dev.sluice.core.Digest;
import dev.sluice.core.VirtualKey;
import dev.sluice.providers.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes deployments, routes and keys of a {@link SluiceYaml}, checking what its parts say of each
 * other.
 */
final class YamlAssembly {
    private final Findings findings;
    private final Binder binder;
    private final Deployments deployments;
    private final Providers providers;
    private final ModelNames names;
    private final ModelRoutes routes;

    YamlAssembly(Findings findings, Binder binder, Deployments deployments) {
        this.findings = findings;
        this.binder = binder;
        this.deployments = deployments;
        this.providers = new Providers(findings, binder, deployments);
        this.names = new ModelNames(findings, binder);
        this.routes =
                new ModelRoutes(
                        findings,
                        names,
                        new Targets(findings, binder, providers, deployments, names));
    }

    /** Assembles the file; what is broken is left out and in the findings. */
    Assembled assemble(SluiceYaml file, Secret generated) {
        file.providers().forEach(providers::add);
        models(file);
        var keys = new KeyAssembly(findings, binder, names, routes);
        boolean usesGenerated = !isStated(file, "keys") && !file.server().open();
        if (usesGenerated) {
            Map<Digest, VirtualKey> made = keys.keys();
            made.put(Digest.of(generated.reveal()), keys.unrestricted("generated"));
        }
        keys.written(binder.origin(file).get("teams"));
        file.teams().forEach(keys::add);
        file.keys().forEach(keys::add);
        return new Assembled(
                keys.keys(),
                file.server().open() ? keys.unrestricted("open") : null,
                deployments.all(),
                usesGenerated,
                routes.table(),
                keys.teams(),
                new PriceAssembly(findings, binder).prices(file));
    }

    private boolean isStated(SluiceYaml file, String list) {
        return binder.origin(file).get(list) instanceof Node.Items items
                && !items.items().isEmpty();
    }

    private void models(SluiceYaml file) {
        boolean listed = isStated(file, "models");
        if (!listed && !isStated(file, "providers")) {
            Deployment echo = Assembled.echo();
            deployments.builtIn(echo);
            routes.builtIn("echo", echo);
            return;
        }
        names.written(binder.origin(file).get("models"));
        List<SluiceYaml.Model> models = listed ? file.models() : everything(binder.origin(file));
        List<ModelNames.Entry> entries = new ArrayList<>();
        for (SluiceYaml.Model each : models) {
            ModelNames.@Nullable Entry entry = names.add(each);
            if (entry != null) {
                entries.add(entry);
            }
        }
        routes.add(entries);
    }

    /** No models: every name goes to the only provider. */
    private List<SluiceYaml.Model> everything(Node.Members root) {
        if (providers.ids().size() > 1) {
            findings.problem(
                    root.lineOf("providers"),
                    "models",
                    "missing; expected a list of names, because there are several providers");
            return List.of();
        }
        return providers.ids().stream().map(SluiceYaml.Model::every).toList();
    }
}
