package dev.sluice.app.config;

import dev.sluice.app.access.OidcProvider;
import dev.sluice.core.KeyTable;
import dev.sluice.core.Settings;
import dev.sluice.core.Snapshot;
import dev.sluice.core.access.AddressRange;
import dev.sluice.relay.Listen;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One reading of one tree: from nodes to a snapshot, or to everything that is wrong. */
final class Reading {
    private final Findings findings = new Findings();
    private final Configuration.Source source;
    private final Configuration.Credentials credentials;
    private final Configuration.Moment moment;
    private final long revision;

    Reading(
            Configuration.Source source,
            Configuration.Credentials credentials,
            Configuration.Moment moment,
            long revision) {
        this.source = source;
        this.credentials = credentials;
        this.moment = moment;
        this.revision = revision;
    }

    Configuration configuration(Node root) {
        var upstreams = new Upstreams(findings, source.environment(), directory());
        var references = references(findings);
        return switch (root) {
            case Node.Items items -> {
                Assembled assembled =
                        new EntryFile(findings, references, deployments(findings, upstreams))
                                .assemble(items);
                var binder = new Binder(findings, references);
                yield finish(usual(binder), assembled, upstreams, binder);
            }
            case Node.Members _, Node.Scalar _ -> yaml(root, references, upstreams);
        };
    }

    private Configuration yaml(Node root, References references, Upstreams upstreams) {
        var binder = new Binder(findings, references);
        @Nullable SluiceYaml file = binder.bind(SluiceYaml.class, root, "");
        if (file == null) {
            addWhatElseIsWrong(root);
            return new Configuration.Rejected(findings.problems());
        }
        Assembled assembled =
                new YamlAssembly(findings, binder, deployments(findings, upstreams))
                        .assemble(file, credentials.generatedKey());
        return finish(file, assembled, upstreams, binder);
    }

    /** The root is unusable, but its lists may hold more mistakes, and all are said at once. */
    private void addWhatElseIsWrong(Node root) {
        if (!(root instanceof Node.Members members)) {
            return;
        }
        Map<String, Node> lists = new LinkedHashMap<>(members.members());
        lists.keySet().retainAll(Set.of("providers", "models", "keys", "teams", "prices"));
        lists.values().removeIf(each -> !(each instanceof Node.Items));
        var more = new Findings();
        var references = references(more);
        var binder = new Binder(more, references);
        @Nullable SluiceYaml file =
                binder.bind(SluiceYaml.class, new Node.Members(root.line(), lists), "");
        if (file != null) {
            var upstreams = new Upstreams(more, source.environment(), directory());
            new YamlAssembly(more, binder, deployments(more, upstreams))
                    .assemble(file, credentials.generatedKey());
        }
        findings.addNew(more.problems());
    }

    private Deployments deployments(Findings noticed, Upstreams upstreams) {
        return new Deployments(noticed, upstreams, new Fingerprints(source.environment()));
    }

    private Path directory() {
        @Nullable Path file = source.file();
        @Nullable Path parent = file == null ? null : file.toAbsolutePath().getParent();
        return parent == null ? Path.of("") : parent;
    }

    /** What holds where a file has no words for it. */
    private @Nullable SluiceYaml usual(Binder binder) {
        return binder.bind(SluiceYaml.class, new Node.Members(0, Map.of()), "");
    }

    private References references(Findings noticed) {
        return new References(source.environment(), noticed, credentials.unsealer());
    }

    private Configuration finish(
            @Nullable SluiceYaml file, Assembled assembled, Upstreams upstreams, Binder binder) {
        if (file == null) {
            return new Configuration.Rejected(findings.problems());
        }
        int entryProblems = findings.count();
        ServerWords server = file.server();
        Listen listen = listen(server, upstreams, binder.origin(server));
        var around = new AroundReading(findings, binder);
        Settings settings = settings(server, around.trustedProxies(server));
        Snapshot.Tariff tariff = around.tariff(file, assembled.prices());
        around.check(file.ledger());
        around.check(file.telemetry());
        @Nullable OidcProvider oidc = around.oidc(server.oidc());
        if (findings.count() > entryProblems
                || (moment == Configuration.Moment.RELOAD && findings.count() > 0)) {
            return new Configuration.Rejected(findings.problems());
        }
        findings.problems()
                .forEach(each -> findings.note(each.line(), each.path(), each.message()));
        Snapshot snapshot =
                new Snapshot(
                        revision,
                        new KeyTable(assembled.keys()),
                        assembled.open(),
                        credentials.adminToken(),
                        assembled.deployments(),
                        settings,
                        assembled.names(),
                        tariff);
        Configuration.Surroundings process =
                new Configuration.Surroundings(
                        assembled.keys().size(),
                        assembled.usesGenerated(),
                        server.accessLog(),
                        assembled.teams(),
                        file.ledger(),
                        file.telemetry(),
                        server.logFormat(),
                        oidc);
        return new Configuration.Loaded(snapshot, listen, process, findings.notes());
    }

    private Listen listen(ServerWords server, Upstreams upstreams, Node.Members node) {
        @Nullable Integer port = source.port();
        @Nullable String fromEnvironment = source.environment().get("SLUICE_PORT");
        if (port == null && fromEnvironment != null && !fromEnvironment.isBlank()) {
            port = port(fromEnvironment);
        }
        @Nullable String host = source.host();
        if (host == null) {
            host = source.environment().get("SLUICE_HOST");
        }
        ServerWords.@Nullable Tls tls = server.tls();
        Listen.@Nullable TlsFiles files = null;
        if (tls != null) {
            Node.Members at = node.get("tls") instanceof Node.Members inner ? inner : node;
            files =
                    new Listen.TlsFiles(
                            upstreams.file(tls.certificate(), at, "server.tls.certificate"),
                            upstreams.file(tls.key(), at, "server.tls.key"));
        }
        return new Listen(
                host == null || host.isBlank() ? server.host() : host,
                port == null ? server.port() : port,
                Math.toIntExact(server.maxHeaderBytes().bytes()),
                files,
                Runtime.getRuntime().availableProcessors(),
                server.reusePort() ? Listen.Sharing.SHARED : Listen.Sharing.ALONE);
    }

    private @Nullable Integer port(String text) {
        try {
            int port = Integer.parseInt(text.strip());
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException _) {
            // said below: a word is as wrong as a number out of range
        }
        findings.problem(0, "SLUICE_PORT", "found '" + text + "', expected a port from 0 to 65535");
        return null;
    }

    private static Settings settings(ServerWords server, List<AddressRange> trusted) {
        Set<String> forwarded = new HashSet<>();
        server.forwardHeaders().forEach(each -> forwarded.add(each.toLowerCase(Locale.ROOT)));
        return new Settings(
                server.maxBody().bytes(),
                server.maxHeld().bytes(),
                server.heartbeat(),
                server.drain(),
                server.cors().origins(),
                Set.copyOf(forwarded),
                server.fetchPrivate(),
                server.maxPicture().bytes(),
                new Settings.Intake(server.maxCalls(), server.queue(), server.queueTimeout()),
                trusted);
    }
}
