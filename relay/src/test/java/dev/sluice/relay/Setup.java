package dev.sluice.relay;

import dev.sluice.core.Deployment;
import dev.sluice.core.Digest;
import dev.sluice.core.KeyTable;
import dev.sluice.core.ModelTable;
import dev.sluice.core.Route;
import dev.sluice.core.Settings;
import dev.sluice.core.Snapshot;
import dev.sluice.core.Upstream;
import dev.sluice.core.VirtualKey;
import dev.sluice.core.access.Rights;
import dev.sluice.providers.Address;
import dev.sluice.providers.Auth;
import dev.sluice.providers.Origin;
import dev.sluice.providers.Secret;
import dev.sluice.providers.Timeouts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A snapshot in the making: one key, one deployment, one address on loopback. */
final class Setup {
    static final String KEY = "sk-sluice-test";
    static final String VENDOR_KEY = "sk-vendor-test";
    static final String MODEL = "gpt-4o";

    private String key = KEY;
    private String host = "127.0.0.1";
    private final int port;
    private Timeouts timeouts = Timeouts.DEFAULT;
    private Settings settings = Settings.DEFAULT;
    private Deployment.StreamMode keyStream = Deployment.StreamMode.CONTRACT;
    private Deployment.StreamMode deploymentStream = Deployment.StreamMode.CONTRACT;
    private Rights rights = Rights.ALL;
    private VirtualKey.KeepAlive keepAlive = VirtualKey.KeepAlive.ON;

    private UnaryOperator<Upstream> upstream = UnaryOperator.identity();
    private Auth auth = new Auth.Bearer(Secret.of(VENDOR_KEY));
    private Map<String, byte[]> overrides = Map.of();

    private Setup(int port) {
        this.port = port;
    }

    static Setup to(int port) {
        return new Setup(port);
    }

    Setup key(String secret) {
        key = secret;
        return this;
    }

    Setup host(String name) {
        host = name;
        return this;
    }

    Setup timeouts(Timeouts limits) {
        timeouts = limits;
        return this;
    }

    Setup limits(long maxBody, long maxHeld) {
        settings =
                new Settings(
                        maxBody,
                        maxHeld,
                        settings.heartbeat(),
                        settings.drain(),
                        List.of("*"),
                        Set.of());
        return this;
    }

    Setup heartbeat(Duration silence) {
        settings =
                new Settings(
                        settings.maxBodyBytes(),
                        settings.maxHeldBytes(),
                        silence,
                        settings.drain(),
                        List.of("*"),
                        Set.of());
        return this;
    }

    Setup keepAlive(VirtualKey.KeepAlive mode) {
        keepAlive = mode;
        return this;
    }

    Setup keyStream(Deployment.StreamMode mode) {
        keyStream = mode;
        return this;
    }

    Setup deploymentStream(Deployment.StreamMode mode) {
        deploymentStream = mode;
        return this;
    }

    /** What stands behind the deployment, made of the way to the vendor. */
    Setup upstream(UnaryOperator<Upstream> wrapped) {
        upstream = wrapped;
        return this;
    }

    Setup auth(Auth credential) {
        auth = credential;
        return this;
    }

    Setup overrides(Map<String, byte[]> members) {
        overrides = members;
        return this;
    }

    /** Pictures may be fetched from this machine, too. */
    Setup fetchPrivate() {
        settings =
                new Settings(
                        settings.maxBodyBytes(),
                        settings.maxHeldBytes(),
                        settings.heartbeat(),
                        settings.drain(),
                        List.of("*"),
                        Set.of(),
                        true,
                        1000,
                        Settings.Intake.DEFAULT);
        return this;
    }

    Setup rights(Rights given) {
        rights = given;
        return this;
    }

    Snapshot snapshot() {
        var remote =
                new Upstream.Remote(
                        new Address.OpenAiBase(new Origin(false, host, port), "/v1"),
                        auth,
                        Map.of(),
                        timeouts,
                        null,
                        null);
        var deployment =
                new Deployment(
                        "d1",
                        upstream.apply(remote),
                        null,
                        null,
                        overrides,
                        deploymentStream,
                        Deployment.StreamUsage.LEAVE);
        var models =
                new ModelTable.Listed(
                        Map.of(MODEL, new Route.One(deployment, null)), Map.of(), MODEL);
        var virtual =
                new VirtualKey(
                        "k1",
                        models,
                        keyStream,
                        keepAlive,
                        VirtualKey.Priority.NORMAL,
                        VirtualKey.Wording.AS_PROVIDED,
                        rights);
        return new Snapshot(
                1,
                new KeyTable(Map.of(Digest.of(key), virtual)),
                null,
                Secret.of("admin"),
                List.of(deployment),
                settings);
    }
}
