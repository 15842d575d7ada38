package dev.sluice.app.keys;

import dev.sluice.core.Deployment;
import dev.sluice.core.Digest;
import dev.sluice.core.KeyTable;
import dev.sluice.core.NameTable;
import dev.sluice.core.Route;
import dev.sluice.core.Settings;
import dev.sluice.core.Snapshot;
import dev.sluice.core.Upstream;
import dev.sluice.core.access.AddressRange;
import dev.sluice.core.access.KeySpec;
import dev.sluice.core.access.TeamSpec;
import dev.sluice.core.access.Terms;
import dev.sluice.core.limit.Budget;
import dev.sluice.core.limit.Limit;
import dev.sluice.providers.Secret;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keys, teams and configurations to try things with. */
final class Specs {
    private static final Instant CREATED = Instant.parse("2026-11-30T08:00:00Z");

    private Specs() {}

    static Key key(String id, String secret) {
        return new Key(id, secret, null, true, null, Terms.ALL, Map.of(), KeySpec.Target.AS_ASKED);
    }

    static TeamSpec team(String id, Terms terms) {
        return new TeamSpec(id, true, terms);
    }

    static Terms models(String... models) {
        return new Terms(List.of(models), List.of(), List.of(), List.of(), List.of());
    }

    /** A key in the making. */
    record Key(
            String id,
            String secret,
            @Nullable String team,
            boolean enabled,
            @Nullable Instant expires,
            Terms terms,
            Map<String, String> names,
            KeySpec.Target target) {
        Key team(String other) {
            return new Key(id, secret, other, enabled, expires, terms, names, target);
        }

        Key disabled() {
            return new Key(id, secret, team, false, expires, terms, names, target);
        }

        Key expires(Instant at) {
            return new Key(id, secret, team, enabled, at, terms, names, target);
        }

        Key terms(Terms other) {
            return new Key(id, secret, team, enabled, expires, other, names, target);
        }

        Key models(String... models) {
            return terms(Specs.models(models));
        }

        Key names(Map<String, String> own) {
            return new Key(id, secret, team, enabled, expires, terms, own, target);
        }

        Key target(KeySpec.Target other) {
            return new Key(id, secret, team, enabled, expires, terms, names, other);
        }

        KeySpec spec() {
            return new KeySpec(
                    id,
                    Digest.of(secret),
                    "",
                    null,
                    team,
                    new KeySpec.Life(CREATED, expires, enabled),
                    terms,
                    names,
                    target,
                    KeySpec.Habits.USUAL);
        }
    }

    static Deployment deployment(String id) {
        return new Deployment(
                id,
                new Upstream.Echo(),
                null,
                null,
                Map.of(),
                Deployment.StreamMode.CONTRACT,
                Deployment.StreamUsage.ASK);
    }

    /** A configuration with these names; those that end in a star are beginnings. */
    static Snapshot snapshot(long revision, String... names) {
        Map<String, Route> exact = new LinkedHashMap<>();
        Map<String, Route> prefixes = new LinkedHashMap<>();
        for (String each : names.length == 0 ? new String[] {"m", "n", "lab-*"} : names) {
            Route route = new Route.One(deployment(each.replace("*", "")), null);
            if (each.endsWith("*")) {
                prefixes.put(each.substring(0, each.length() - 1), route);
            } else {
                exact.put(each, route);
            }
        }
        return new Snapshot(
                revision,
                new KeyTable(Map.of()),
                null,
                Secret.of("admin"),
                List.of(),
                Settings.DEFAULT,
                new NameTable<>(exact, prefixes),
                Snapshot.Tariff.NONE);
    }

    static List<AddressRange> ranges(String... texts) {
        return java.util.Arrays.stream(texts).map(AddressRange::of).toList();
    }

    static Terms limited(List<Limit> limits, List<Budget> budgets) {
        return new Terms(List.of(), List.of(), List.of(), limits, budgets);
    }
}
