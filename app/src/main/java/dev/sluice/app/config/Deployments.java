package dev.sluice.app.config;

import dev.sluice.core.Deployment;
import dev.sluice.core.Route;
import dev.sluice.core.Strategy;
import dev.sluice.providers.Language;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the deployments of a file: each once, however many names lead to it. */
final class Deployments {
    private final Findings findings;
    private final Upstreams upstreams;
    private final Fingerprints fingerprints;
    private final Map<String, Leaf> leaves = new LinkedHashMap<>();

    Deployments(Findings findings, Upstreams upstreams, Fingerprints fingerprints) {
        this.findings = findings;
        this.upstreams = upstreams;
        this.fingerprints = fingerprints;
    }

    /**
     * A model at a provider.
     *
     * @param id its name, if nothing else has it
     * @param asked the model that its address needs to know, or null
     * @param own the model that it is asked for, or null for the caller's or the address's
     * @param usual the model for calls that name none, or null
     * @param parameters request members that win over the caller's
     * @param provider whose it is: the provider's id
     */
    record Wanted(
            String id,
            Upstreams.Place place,
            @Nullable String asked,
            @Nullable String own,
            @Nullable String usual,
            Map<String, Node> parameters,
            String provider) {

        Node described() {
            Map<String, Node> said = new LinkedHashMap<>();
            said.put("asked", Fingerprints.text(String.valueOf(asked)));
            said.put("own", Fingerprints.text(String.valueOf(own)));
            said.put("usual", Fingerprints.text(String.valueOf(usual)));
            said.put("parameters", new Node.Members(0, parameters));
            return new Node.Members(0, said);
        }
    }

    /**
     * A model at a provider: one deployment, or one for each of several credentials.
     *
     * @param id its name; the deployment's own where there is one only
     * @param deployments at least one
     */
    record Leaf(String id, List<Deployment> deployments) {
        /** Returns the way to it; {@code name} is what to ask for where it has no own model. */
        Route route(@Nullable String name) {
            List<Route> ways = new ArrayList<>();
            for (Deployment each : deployments) {
                ways.add(new Route.One(each, each.upstreamModel() == null ? name : null));
            }
            return ways.size() == 1
                    ? ways.getFirst()
                    : new Route.Group(
                            id,
                            new Strategy.RoundRobin(),
                            ways.stream().map(Route.Member::of).toList(),
                            Route.Policy.DEFAULT);
        }
    }

    /** Looks at a provider alone; what is wrong is in the findings. */
    boolean isSound(Upstreams.Place place) {
        int before = findings.count();
        check(place);
        for (Credential each :
                Credential.all(place.connection(), place.members(), place.path(), findings)) {
            // Azure: the model may name the deployment, without which there is no address.
            if (place.preset().language() != Language.AZURE) {
                upstreams.target(place.with(each), null);
            }
        }
        return findings.count() == before;
    }

    /** Makes a model at a provider; null when there was a mistake. */
    @Nullable Leaf leaf(Wanted wanted) {
        int before = findings.count();
        Upstreams.Place place = wanted.place();
        List<Credential> credentials =
                Credential.all(place.connection(), place.members(), place.path(), findings);
        List<Deployment> made = new ArrayList<>();
        for (Credential each : credentials) {
            String suffix = credentials.size() == 1 ? "" : "#" + (made.size() + 1);
            @Nullable Deployment deployment =
                    findings.count() > before
                            ? null
                            : deployment(wanted, place.with(each), wanted.id() + suffix);
            if (deployment == null) {
                return null;
            }
            made.add(deployment);
        }
        return findings.count() > before ? null : kept(wanted.id(), made);
    }

    /** Another of the same name is the same if nothing sets them apart; else it is renamed. */
    private Leaf kept(String id, List<Deployment> made) {
        String free = id;
        for (int number = 2; ; number++) {
            @Nullable Leaf other = leaves.get(free);
            if (other == null) {
                Leaf leaf = new Leaf(free, renamed(made, id, free));
                leaves.put(free, leaf);
                return leaf;
            }
            if (marks(other.deployments()).equals(marks(made))) {
                return other;
            }
            free = id + "~" + number;
        }
    }

    private record Mark(String fingerprint, Deployment.Origin origin) {}

    private static List<Mark> marks(List<Deployment> deployments) {
        return deployments.stream()
                .map(each -> new Mark(each.operation().fingerprint(), each.origin()))
                .toList();
    }

    private static List<Deployment> renamed(List<Deployment> made, String from, String to) {
        return made.stream()
                .map(each ->
                        new Deployment(
                                to + each.id().substring(from.length()),
                                each.upstream(),
                                each.upstreamModel(),
                                each.defaultModel(),
                                each.overrides(),
                                each.stream(),
                                each.streamUsage(),
                                each.operation(),
                                each.origin()))
                .toList();
    }

    /** Keeps a deployment that no file names. */
    Leaf builtIn(Deployment deployment) {
        Leaf leaf = new Leaf(deployment.id(), List.of(deployment));
        leaves.put(leaf.id(), leaf);
        return leaf;
    }

    /** Returns all that were made, in the order in which they were asked for. */
    List<Deployment> all() {
        return leaves.values().stream().flatMap(each -> each.deployments().stream()).toList();
    }

    private @Nullable Deployment deployment(Wanted wanted, Upstreams.Place place, String id) {
        Upstreams.@Nullable Target target = upstreams.target(place, wanted.asked());
        Deployment.Operation operation =
                operation(
                        place.connection(),
                        check(place),
                        fingerprints.of(place, wanted.described()));
        if (target == null) {
            return null;
        }
        Map<String, byte[]> overrides = new LinkedHashMap<>();
        wanted.parameters().forEach((name, value) -> overrides.put(name, RawJson.of(value)));
        return new Deployment(
                id,
                target.upstream(),
                wanted.own() == null ? target.model() : wanted.own(),
                wanted.usual(),
                overrides,
                place.connection().stream(),
                target.usage(),
                operation,
                new Deployment.Origin(wanted.provider(), place.preset().id()));
    }

    private static Deployment.Operation operation(
            SluiceYaml.Connection connection,
            Deployment.@Nullable HealthCheck check,
            String fingerprint) {
        return new Deployment.Operation(
                fingerprint,
                connection.maxCalls(),
                connection.queue(),
                connection.queueTimeout(),
                check);
    }

    private Deployment.@Nullable HealthCheck check(Upstreams.Place place) {
        SluiceYaml.@Nullable HealthCheck check = place.connection().healthCheck();
        if (check == null) {
            return null;
        }
        if (place.members().get("health_check") instanceof Node.Members at) {
            checked(check, at, Binder.join(place.path(), "health_check"));
        }
        return new Deployment.HealthCheck(check.path(), check.interval(), check.timeout());
    }

    private void checked(SluiceYaml.HealthCheck check, Node.Members at, String path) {
        String wanted = check.path();
        if (!wanted.startsWith("/") || !wanted.chars().allMatch(c -> c > 32 && c < 127)) {
            findings.problem(
                    at.lineOf("path"),
                    Binder.join(path, "path"),
                    "found '"
                            + wanted.replaceAll("\\p{Cntrl}", "?")
                            + "', expected a path such as"
                            + " /models");
        }
        above(check.interval(), at, path, "interval");
        above(check.timeout(), at, path, "timeout");
    }

    private void above(Duration time, Node.Members at, String path, String name) {
        if (time.isZero()) {
            findings.problem(
                    at.lineOf(name),
                    Binder.join(path, name),
                    "found 0, expected a time above zero, such as 10 or 500ms");
        }
    }
}
