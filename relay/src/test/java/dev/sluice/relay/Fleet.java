package dev.sluice.relay;

import dev.sluice.core.Deployment;
import dev.sluice.core.Digest;
import dev.sluice.core.KeyTable;
import dev.sluice.core.ModelTable;
import dev.sluice.core.Route;
import dev.sluice.core.Settings;
import dev.sluice.core.Snapshot;
import dev.sluice.core.Strategy;
import dev.sluice.core.Upstream;
import dev.sluice.core.VirtualKey;
import dev.sluice.core.health.Standing;
import dev.sluice.providers.Address;
import dev.sluice.providers.Auth;
import dev.sluice.providers.Origin;
import dev.sluice.providers.Timeouts;
import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeUpstream;
import dev.sluice.testkit.Request;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Several fake vendors behind one key, and a gateway that chooses among them. */
final class Fleet implements AutoCloseable {
    /** Short limits: what stalls has to be noticed within a test. */
    static final Timeouts TIMEOUTS =
            new Timeouts(
                    Duration.ofSeconds(1),
                    Duration.ofMillis(600),
                    Duration.ofMillis(600),
                    Duration.ofSeconds(20));

    final List<FakeUpstream> vendors = new ArrayList<>();
    private final List<Deployment> deployments = new ArrayList<>();
    private Deployment.Operation operation = Deployment.Operation.DEFAULT;
    private Settings.Intake intake = Settings.Intake.DEFAULT;
    private @Nullable RunningGateway gateway;

    /** Adds a vendor. */
    Fleet vendor(Function<Request, Answer> script) {
        FakeUpstream vendor = FakeUpstream.start(script);
        vendors.add(vendor);
        return at(vendor.port());
    }

    /** Adds an address at which nobody may be. */
    Fleet at(int port) {
        deployments.add(
                deployment(
                        "d" + deployments.size(),
                        new Upstream.Remote(
                                new Address.OpenAiBase(new Origin(false, "127.0.0.1", port), "/v1"),
                                new Auth.None(),
                                Map.of(),
                                TIMEOUTS,
                                null,
                                null)));
        return this;
    }

    private Deployment deployment(String id, Upstream upstream) {
        return new Deployment(
                id,
                upstream,
                null,
                null,
                Map.of(),
                Deployment.StreamMode.CONTRACT,
                Deployment.StreamUsage.LEAVE,
                operation);
    }

    /** Limits of the vendors that are added after this. */
    Fleet limited(int maxCalls, int queue, Duration patience) {
        operation = new Deployment.Operation("", maxCalls, queue, patience, null);
        return this;
    }

    /** The check of the vendors that are added after this. */
    Fleet checked(Deployment.HealthCheck check) {
        operation = new Deployment.Operation("", 0, 0, Duration.ZERO, check);
        return this;
    }

    /** Where a deployment stands. */
    Standing standing(int number) {
        if (gateway == null) {
            throw new IllegalStateException("not started");
        }
        return gateway.gateway().health().of(deployments.get(number)).standing(System.nanoTime());
    }

    /** Limits of the whole gateway. */
    Fleet intake(int maxCalls, int queue, Duration patience) {
        intake = new Settings.Intake(maxCalls, queue, patience);
        return this;
    }

    List<Route.Member> members() {
        return deployments.stream()
                .map(each -> Route.Member.of(new Route.One(each, null)))
                .toList();
    }

    Route route(int number) {
        return new Route.One(deployments.get(number), null);
    }

    RunningGateway start(Strategy strategy) throws IOException {
        return start(new Route.Group("g", strategy, members(), Route.Policy.DEFAULT));
    }

    RunningGateway start(Route route) throws IOException {
        gateway = RunningGateway.of(snapshot(route));
        return gateway;
    }

    Snapshot snapshot(Route route) {
        Settings usual = Settings.DEFAULT;
        Map<Digest, VirtualKey> keys = new LinkedHashMap<>();
        for (VirtualKey.Priority each : VirtualKey.Priority.values()) {
            keys.put(Digest.of(each.name()), key(each.name(), route, each));
        }
        keys.put(Digest.of(Setup.KEY), key("k1", route, VirtualKey.Priority.NORMAL));
        return new Snapshot(
                1,
                new KeyTable(keys),
                null,
                dev.sluice.providers.Secret.of("admin"),
                List.copyOf(deployments),
                new Settings(
                        usual.maxBodyBytes(),
                        usual.maxHeldBytes(),
                        usual.heartbeat(),
                        usual.drain(),
                        usual.corsOrigins(),
                        usual.forwardHeaders(),
                        false,
                        usual.maxPictureBytes(),
                        intake));
    }

    private static VirtualKey key(String id, Route route, VirtualKey.Priority priority) {
        return new VirtualKey(
                id,
                new ModelTable.Bound(route),
                Deployment.StreamMode.CONTRACT,
                VirtualKey.KeepAlive.ON,
                priority);
    }

    int calls(int number) {
        return vendors.get(number).requests().size();
    }

    @Override
    public void close() {
        if (gateway != null) {
            gateway.close();
        }
        vendors.forEach(FakeUpstream::close);
    }
}
