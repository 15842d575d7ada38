package dev.sluice.app.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads where the models of a {@link SluiceYaml} lead. */
final class Targets {
    private static final SluiceYaml.Share ALIKE = new SluiceYaml.Share(1, 1, null);

    private final Findings findings;
    private final Binder binder;
    private final Providers providers;
    private final Deployments deployments;
    private final ModelNames names;

    Targets(
            Findings findings,
            Binder binder,
            Providers providers,
            Deployments deployments,
            ModelNames names) {
        this.findings = findings;
        this.binder = binder;
        this.providers = providers;
        this.deployments = deployments;
        this.names = names;
    }

    /** Where a target leads. */
    sealed interface Way {
        /** To a provider. */
        record Leaf(Deployments.Leaf leaf) implements Way {}

        /** To another model of the list. */
        record Other(ModelNames.Reference reference) implements Way {}
    }

    /** A target in its place in the file. */
    record Member(Way way, SluiceYaml.Share share, String path, int line) {}

    /**
     * What could be read of a model.
     *
     * @param members in the order of the file; those with a mistake are missing
     * @param larger where {@code larger_model} leads, or null
     */
    record Read(ModelNames.Entry entry, List<Member> members, @Nullable Member larger) {
        List<Member> all() {
            List<Member> all = new ArrayList<>(members);
            if (larger != null) {
                all.add(larger);
            }
            return all;
        }
    }

    /** What a model or a target says of its provider. */
    private record Said(
            String provider, @Nullable String upstreamModel, Map<String, Node> parameters) {
        boolean own() {
            return upstreamModel != null || !parameters.isEmpty();
        }
    }

    /** Reads a model; what is wrong is in the findings. */
    Read read(ModelNames.Entry entry) {
        SluiceYaml.Model model = entry.model();
        Node.Members at = entry.at();
        String path = entry.path();
        List<Member> members = new ArrayList<>();
        if (model.provider() != null) {
            var said = new Said(model.provider(), model.upstreamModel(), model.parameters());
            @Nullable Way leaf = leaf(entry, said, entry.name(), at, path);
            if (leaf != null) {
                members.add(new Member(leaf, ALIKE, path, at.line()));
            }
            if (at.get("strategy") != null) {
                findings.note(
                        at.lineOf("strategy"), path + ".strategy", "has no effect without targets");
            }
        } else if (model.targets().isEmpty()) {
            findings.problem(
                    at.lineOf("targets"), path + ".targets", "is empty, expected one or more");
        } else {
            misplaced(at, path, "targets");
        }
        for (SluiceYaml.Target each : model.targets()) {
            @Nullable Member member = target(entry, each, binder.path(each));
            if (member != null) {
                members.add(member);
            }
        }
        return new Read(entry, members, larger(entry));
    }

    private @Nullable Member larger(ModelNames.Entry entry) {
        @Nullable String wanted = entry.model().routing().recovery().largerModel();
        if (wanted == null) {
            return null;
        }
        int line = entry.at().lineOf("larger_model");
        String path = entry.path() + ".larger_model";
        ModelNames.@Nullable Reference found = names.find(wanted, line, path);
        return found == null ? null : new Member(new Way.Other(found), ALIKE, path, line);
    }

    private @Nullable Member target(ModelNames.Entry entry, SluiceYaml.Target target, String path) {
        Node.Members at = binder.origin(target);
        @Nullable Way way = null;
        if (target.provider() != null) {
            var said = new Said(target.provider(), target.upstreamModel(), target.parameters());
            @Nullable String upstream = target.upstreamModel();
            way = leaf(entry, said, upstream == null ? entry.name() : upstream, at, path);
        } else if (target.model() != null) {
            misplaced(at, path, "model");
            ModelNames.@Nullable Reference found =
                    names.find(target.model(), at.lineOf("model"), path + ".model");
            way = found == null ? null : new Way.Other(found);
        }
        return way == null ? null : new Member(way, target.share(), path, at.line());
    }

    /** Says which words have no meaning beside another. */
    private void misplaced(Node.Members at, String path, String beside) {
        for (String word : List.of("upstream_model", "parameters")) {
            if (at.get(word) != null) {
                findings.problem(
                        at.lineOf(word),
                        Binder.join(path, word),
                        "stands beside " + beside + ", expected it beside a provider");
            }
        }
    }

    /**
     * Makes the deployment of a model at a provider.
     *
     * @param label the second part of its name, where it has one
     */
    private @Nullable Way leaf(
            ModelNames.Entry entry, Said said, String label, Node.Members at, String path) {
        Providers.@Nullable Provider provider =
                providers.find(said.provider(), at.lineOf("provider"), path + ".provider");
        if (provider == null) {
            return null;
        }
        boolean named =
                provider.byModel()
                        && provider.written().connection().deploymentId() == null
                        && !entry.isPattern();
        @Nullable String asked =
                said.upstreamModel() == null && named ? entry.name() : said.upstreamModel();
        Deployments.@Nullable Leaf leaf =
                deployments.leaf(
                        new Deployments.Wanted(
                                said.own() || named
                                        ? said.provider() + "/" + label
                                        : said.provider(),
                                provider.place(),
                                provider.byModel() ? asked : null,
                                said.upstreamModel(),
                                null,
                                said.parameters(),
                                said.provider()));
        return leaf == null ? null : new Way.Leaf(leaf);
    }
}
