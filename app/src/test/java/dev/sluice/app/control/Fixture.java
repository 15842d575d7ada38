package dev.sluice.app.control;

import dev.sluice.core.Deployment;
import dev.sluice.core.Digest;
import dev.sluice.core.KeyTable;
import dev.sluice.core.ModelTable;
import dev.sluice.core.NameTable;
import dev.sluice.core.Route;
import dev.sluice.core.Settings;
import dev.sluice.core.Snapshot;
import dev.sluice.core.Strategy;
import dev.sluice.core.Upstream;
import dev.sluice.core.VirtualKey;
import dev.sluice.providers.Secret;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A snapshot by hand: the key {@code team-a} reaches {@code small} (two deployments in order,
 * {@code big} for what is too long) and {@code race} (both at once); {@code team-b} is bound to
 * one.
 */
final class Fixture {
    static final String A_KEY = "sk-a";
    static final String B_KEY = "sk-b";

    static final Deployment ONE = deployment("openai/small");
    static final Deployment TWO = deployment("azure/small");
    static final Deployment BIG = deployment("openai/big");

    private Fixture() {}

    static Deployment deployment(String id) {
        return new Deployment(
                id,
                new Upstream.Echo(),
                "up-" + id,
                null,
                Map.of(),
                Deployment.StreamMode.CONTRACT,
                Deployment.StreamUsage.ASK);
    }

    static Route.Group group(String id, Strategy strategy, Route.Policy policy) {
        List<Route.Member> members =
                List.of(
                        Route.Member.of(new Route.One(ONE, null)),
                        Route.Member.of(new Route.One(TWO, null)));
        return new Route.Group(id, strategy, members, policy);
    }

    static VirtualKey key(String id, ModelTable models) {
        return new VirtualKey(id, models, Deployment.StreamMode.CONTRACT, VirtualKey.KeepAlive.ON);
    }

    private static ModelTable listed(@Nullable String preferred) {
        var policy = new Route.Policy(2, new Route.Hedge(300, 0.1), new Route.One(BIG, null));
        Map<String, Route> names = new LinkedHashMap<>();
        names.put("small", group("pool", new Strategy.Ordered(), policy));
        names.put("race", group("race", new Strategy.Parallel(), Route.Policy.DEFAULT));
        return new ModelTable.Listed(new NameTable<>(names, Map.of()), preferred);
    }

    /** Both keys, and perhaps one for everybody. */
    static Snapshot snapshot(@Nullable VirtualKey open) {
        return snapshot(
                Map.of(
                        Digest.of(A_KEY),
                        key("team-a", listed(null)),
                        Digest.of(B_KEY),
                        key("team-b", new ModelTable.Bound(ONE))),
                open);
    }

    static VirtualKey open() {
        return key("everybody", listed("race"));
    }

    static Snapshot snapshot(Map<Digest, VirtualKey> keys, @Nullable VirtualKey open) {
        return new Snapshot(
                7,
                new KeyTable(keys),
                open,
                Secret.of("admin"),
                List.of(ONE, TWO, BIG),
                Settings.DEFAULT);
    }
}
