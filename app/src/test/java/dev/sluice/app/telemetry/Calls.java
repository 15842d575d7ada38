package dev.sluice.app.telemetry;

import dev.sluice.core.Deployment;
import dev.sluice.core.Digest;
import dev.sluice.core.KeyTable;
import dev.sluice.core.ModelTable;
import dev.sluice.core.NameTable;
import dev.sluice.core.Route;
import dev.sluice.core.Settings;
import dev.sluice.core.Snapshot;
import dev.sluice.core.Upstream;
import dev.sluice.core.VirtualKey;
import dev.sluice.core.limit.Permit;
import dev.sluice.core.meter.Quantities;
import dev.sluice.core.meter.UsageRecord;
import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Money;
import dev.sluice.providers.Address;
import dev.sluice.providers.Auth;
import dev.sluice.providers.Origin;
import dev.sluice.providers.Secret;
import dev.sluice.providers.Timeouts;
import dev.sluice.relay.CallRecord;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Usage;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finished calls to make something of. */
public final class Calls {
    /** When they begin: 2026-11-30T12:00:00.123Z. */
    public static final long BEGUN = 1_796_040_000_123L;

    private static final long MS = 1_000_000;

    public static final Deployment ONE = deployment("one/gpt-5", "one", "openai", "gpt-5");
    public static final Deployment TWO = deployment("two/claude", "two", "claude", "claude-5");

    private Calls() {}

    private static Deployment deployment(
            String id, String provider, String vendor, @Nullable String model) {
        var remote =
                new Upstream.Remote(
                        new Address.OpenAiBase(new Origin(true, provider + ".example", 443), "/v1"),
                        new Auth.None(),
                        Map.of(),
                        Timeouts.DEFAULT,
                        null,
                        null);
        return new Deployment(
                id,
                remote,
                model,
                null,
                Map.of(),
                Deployment.StreamMode.CONTRACT,
                Deployment.StreamUsage.ASK,
                Deployment.Operation.DEFAULT,
                new Deployment.Origin(provider, vendor));
    }

    /** A configuration with the models {@code smart} and {@code gpt-*}. */
    public static Snapshot snapshot() {
        Map<String, Route> exact = Map.of("smart", new Route.One(ONE, null));
        Map<String, Route> prefixes = Map.of("gpt-", new Route.One(ONE, null));
        return new Snapshot(
                7,
                new KeyTable(Map.of(Digest.of("sk-a"), key())),
                null,
                Secret.of("admin"),
                List.of(ONE, TWO),
                Settings.DEFAULT,
                new NameTable<>(exact, prefixes),
                Snapshot.Tariff.NONE);
    }

    /** A key with no names of its own. */
    public static VirtualKey key() {
        return new VirtualKey(
                "team-a",
                new ModelTable.Listed(Map.of(), Map.of(), null),
                Deployment.StreamMode.CONTRACT,
                VirtualKey.KeepAlive.ON);
    }

    /** A call of this model that was tried so; served by the last. */
    public static CallRecord call(@Nullable String model, CallRecord.Tried... tried) {
        return call(200, CallRecord.Outcome.COMPLETE, model, tried);
    }

    /** The same with another end. */
    public static CallRecord call(
            int status,
            CallRecord.Outcome outcome,
            @Nullable String model,
            CallRecord.Tried... tried) {
        var bill =
                new CallRecord.Bill(
                        key(), BEGUN, model, Permit.FREE, Snapshot.Tariff.NONE, List.of(), null);
        return new CallRecord(
                "req_1",
                "team-a",
                tried.length == 0 ? null : tried[tried.length - 1].deployment(),
                "POST",
                "/chat/completions",
                status,
                outcome,
                tried.length,
                900 * MS,
                120 * MS,
                null,
                null,
                new CallRecord.Decision(null, List.of(tried)),
                bill);
    }

    /** A call that was refused before a key was found. */
    public static CallRecord stranger(String path) {
        return new CallRecord(
                "req_2",
                null,
                null,
                "POST",
                path,
                401,
                CallRecord.Outcome.COMPLETE,
                0,
                MS,
                MS,
                null,
                "No such key.",
                new CallRecord.Decision(null, List.of()),
                null);
    }

    /** An attempt from 10 to 800 ms with its first byte at 110 ms. */
    public static CallRecord.Tried tried(Deployment deployment, String outcome) {
        return new CallRecord.Tried(deployment.id(), 10 * MS, 110 * MS, 800 * MS, outcome);
    }

    /** What the ledger keeps of a call. */
    public static UsageRecord record(CallRecord call, UsageRecord.Charge... charges) {
        return new UsageRecord(
                call.requestId(),
                new UsageRecord.Who("team-a", "ann", "search"),
                new UsageRecord.Asked(
                        call.method(),
                        call.path(),
                        call.bill() == null ? null : call.bill().model(),
                        false),
                new UsageRecord.Times(
                        BEGUN, call.durationNanos() / 1000, call.firstByteNanos() / 1000),
                new UsageRecord.End(
                        call.status(),
                        "complete",
                        call.deployment(),
                        call.attempts(),
                        call.error()),
                List.of(charges),
                List.of(),
                null,
                null);
    }

    /** 30 fresh, 20 cached, 10 written and 40 said tokens, 60 thought, for 1,234 millionths. */
    public static UsageRecord.Charge charge(Deployment at) {
        return charge(
                at,
                new Usage(30, 20, 10, 0, 40, 60, 0, false, Extras.NONE),
                new UsageRecord.Rating.Priced(new Money(1234, Currency.USD), "p1"));
    }

    /** A charge of a call that was served. */
    public static UsageRecord.Charge charge(Deployment at, Usage usage, UsageRecord.Rating rating) {
        return new UsageRecord.Charge(
                at.id(),
                at.origin().provider(),
                at.origin().vendor(),
                String.valueOf(at.upstreamModel()),
                UsageRecord.Role.SERVED,
                Quantities.of(usage),
                rating);
    }
}
