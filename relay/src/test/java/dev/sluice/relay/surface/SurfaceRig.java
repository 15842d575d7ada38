package dev.sluice.relay.surface;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.core.Deployment;
import dev.sluice.core.Digest;
import dev.sluice.core.KeyTable;
import dev.sluice.core.ModelTable;
import dev.sluice.core.Route;
import dev.sluice.core.Settings;
import dev.sluice.core.Snapshot;
import dev.sluice.core.Upstream;
import dev.sluice.core.VirtualKey;
import dev.sluice.providers.Address;
import dev.sluice.providers.Auth;
import dev.sluice.providers.BaseUrl;
import dev.sluice.providers.OutgoingProxy;
import dev.sluice.providers.Secret;
import dev.sluice.providers.Timeouts;
import dev.sluice.relay.CallRecord;
import dev.sluice.relay.Gateway;
import dev.sluice.relay.Listen;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A running gateway over hand-built configuration, and the words to build it with. */
final class SurfaceRig implements AutoCloseable {
    static final String KEY = "sk-sluice-caller";
    static final String VENDOR_KEY = "sk-vendor-secret";
    static final Timeouts TIMEOUTS =
            new Timeouts(
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(20));

    private final Gateway gateway;
    private final List<CallRecord> records;

    private SurfaceRig(Gateway gateway, List<CallRecord> records) {
        this.gateway = gateway;
        this.records = records;
    }

    static SurfaceRig start(ModelTable models) {
        return start(snapshot(models, Settings.DEFAULT), null);
    }

    static SurfaceRig start(Snapshot snapshot, Listen.@Nullable TlsFiles tls) {
        List<CallRecord> records = new CopyOnWriteArrayList<>();
        try {
            var listen = new Listen("127.0.0.1", 0, 32_768, tls, 2);
            return new SurfaceRig(Gateway.start(listen, snapshot, records::add), records);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Snapshot snapshot(ModelTable models, Settings settings) {
        return new Snapshot(
                1,
                new KeyTable(Map.of(digest(KEY), key("caller", models))),
                null,
                Secret.of("admin-token"),
                List.of(),
                settings);
    }

    static Digest digest(String key) {
        return new Digest(Digest.sha256().digest(key.getBytes(UTF_8)));
    }

    static VirtualKey key(String id, ModelTable models) {
        return new VirtualKey(id, models, Deployment.StreamMode.CONTRACT, VirtualKey.KeepAlive.ON);
    }

    static Upstream.Remote remote(Address address, Auth auth) {
        return new Upstream.Remote(address, auth, Map.of(), TIMEOUTS, null, null);
    }

    static Upstream.Remote remote(String url) {
        return remote(BaseUrl.parse(url).openAi(), new Auth.Bearer(Secret.of(VENDOR_KEY)));
    }

    static Upstream.Remote through(OutgoingProxy proxy, Upstream.Remote remote) {
        return new Upstream.Remote(
                remote.address(),
                remote.auth(),
                remote.headers(),
                remote.timeouts(),
                proxy,
                remote.ca());
    }

    static Upstream.Remote trusting(Path ca, Upstream.Remote remote) {
        return new Upstream.Remote(
                remote.address(),
                remote.auth(),
                remote.headers(),
                remote.timeouts(),
                remote.proxy(),
                ca);
    }

    static Upstream.Remote with(Map<String, String> headers, Upstream.Remote remote) {
        return new Upstream.Remote(
                remote.address(),
                remote.auth(),
                headers,
                remote.timeouts(),
                remote.proxy(),
                remote.ca());
    }

    static Deployment deployment(String id, Upstream upstream, @Nullable String upstreamModel) {
        return new Deployment(
                id,
                upstream,
                upstreamModel,
                null,
                Map.of(),
                Deployment.StreamMode.CONTRACT,
                Deployment.StreamUsage.ASK);
    }

    static ModelTable bound(Upstream upstream) {
        return new ModelTable.Bound(deployment("bound", upstream, null));
    }

    /** Names and deployments in turn; the first name is the default. */
    static ModelTable.Listed listed(Object... namesAndDeployments) {
        Map<String, Route> exact = new LinkedHashMap<>();
        for (int i = 0; i < namesAndDeployments.length; i += 2) {
            var deployment = (Deployment) namesAndDeployments[i + 1];
            exact.put((String) namesAndDeployments[i], new Route.One(deployment, null));
        }
        return new ModelTable.Listed(exact, Map.of(), (String) namesAndDeployments[0]);
    }

    int port() {
        return gateway.port();
    }

    Gateway gateway() {
        return gateway;
    }

    List<CallRecord> records() {
        return records;
    }

    RawClient client() {
        return RawClient.plain(port());
    }

    /** One request on a connection of its own, with the key unless the headers bring one. */
    Reply call(String method, String target, String body, String... headers) {
        try (RawClient client = client()) {
            return client.call(method, target, body, headers);
        }
    }

    @Override
    public void close() {
        gateway.close();
    }
}
