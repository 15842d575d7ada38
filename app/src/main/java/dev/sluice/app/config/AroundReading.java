package dev.sluice.app.config;

import dev.sluice.app.access.OidcProvider;
import dev.sluice.app.access.Role;
import dev.sluice.core.Snapshot;
import dev.sluice.core.access.AddressRange;
import dev.sluice.core.money.Exchange;
import dev.sluice.core.price.Price;
import dev.sluice.core.price.PriceBook;
import dev.sluice.providers.Secret;
import java.math.BigDecimal;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what concerns the gateway as a whole: a mistake here is never left out and passed over. */
final class AroundReading {
    private final Findings findings;
    private final Binder binder;

    AroundReading(Findings findings, Binder binder) {
        this.findings = findings;
        this.binder = binder;
    }

    /** Returns the proxies that are believed. */
    List<AddressRange> trustedProxies(ServerWords server) {
        var specs = new SpecReader(findings, binder);
        List<AddressRange> trusted = new ArrayList<>();
        int line = binder.origin(server).lineOf("trusted_proxies");
        int index = 0;
        for (String each : server.trustedProxies()) {
            String path = "server.trusted_proxies[" + index++ + "]";
            @Nullable AddressRange range = specs.address(each, line, path);
            if (range != null) {
                trusted.add(range);
            }
        }
        return List.copyOf(trusted);
    }

    /** Returns what calls cost: the prices that come with the program, and the file's own. */
    Snapshot.Tariff tariff(SluiceYaml file, List<Price> own) {
        BigDecimal rate = file.exchange().cnyPerUsd();
        Exchange exchange = Snapshot.Tariff.NONE.exchange();
        if (rate.signum() > 0 && Decimals.isExact(rate)) {
            exchange = new Exchange(Decimals.micro(rate));
        } else {
            findings.problem(
                    binder.origin(file.exchange()).lineOf("cny_per_usd"),
                    "exchange.cny_per_usd",
                    "found " + rate + ", expected a number above 0 with at most six decimals");
        }
        return new Snapshot.Tariff(
                PriceBook.shipped().with(own), exchange, file.limits().usualOutput());
    }

    /** Checks the addresses, which hold passwords and are not shown. */
    void check(LedgerWords ledger) {
        @Nullable Secret store = ledger.store();
        Node.Members at = binder.origin(ledger);
        if (store != null && !store.reveal().startsWith("jdbc:postgresql:")) {
            findings.problem(
                    at.lineOf("store"),
                    "ledger.store",
                    "expected an address such as"
                            + " jdbc:postgresql://host/sluice?user=sluice&password=...");
        }
        @Nullable Secret redis = ledger.redis();
        if (redis != null && !isAddress(redis.reveal(), Set.of("redis", "rediss"))) {
            findings.problem(
                    at.lineOf("redis"),
                    "ledger.redis",
                    "expected an address such as redis://:password@host:6379");
        }
    }

    /** Checks the address. */
    void check(TelemetryWords telemetry) {
        @Nullable String endpoint = telemetry.otlpEndpoint();
        if (endpoint != null && !isAddress(endpoint, Set.of("http", "https"))) {
            findings.problem(
                    binder.origin(telemetry).lineOf("otlp_endpoint"),
                    "telemetry.otlp_endpoint",
                    "expected an address such as http://localhost:4318");
        }
    }

    /** Returns who vouches for people, or null. */
    @Nullable OidcProvider oidc(ServerWords.@Nullable Oidc words) {
        if (words == null) {
            return null;
        }
        Node.Members at = binder.origin(words);
        if (!isAddress(words.issuer(), Set.of("https", "http"))) {
            findings.problem(
                    at.lineOf("issuer"),
                    "server.oidc.issuer",
                    "expected an address such as https://login.example.com");
            return null;
        }
        Map<String, Role> roles = new LinkedHashMap<>();
        words.roles()
                .forEach((group, word) -> {
                    @Nullable Role role = role(word, at.lineOf("roles"), "roles." + group);
                    if (role != null) {
                        roles.put(group, role);
                    }
                });
        @Nullable String otherwise = words.otherwise();
        return new OidcProvider(
                words.name(),
                words.issuer(),
                new OidcProvider.Client(words.clientId(), words.clientSecret(), words.scope()),
                new OidcProvider.Claims(words.nameClaim(), words.roleClaim()),
                new OidcProvider.Roles(
                        roles,
                        otherwise == null
                                ? null
                                : role(otherwise, at.lineOf("otherwise"), "otherwise")));
    }

    private @Nullable Role role(String word, int line, String path) {
        @Nullable Role role = Role.of(word);
        if (role == null) {
            findings.problem(
                    line,
                    "server.oidc." + path,
                    "found '" + word + "', expected " + String.join(", ", Role.words()));
        }
        return role;
    }

    private static boolean isAddress(String text, Set<String> schemes) {
        try {
            URI uri = URI.create(text.strip());
            return uri.getScheme() != null
                    && schemes.contains(uri.getScheme())
                    && uri.getHost() != null;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
