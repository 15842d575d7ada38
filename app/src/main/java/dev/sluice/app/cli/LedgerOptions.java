package dev.sluice.app.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.util.LinkedHashMap;
import java.util.Map;

/** Which part of the ledger is read. */
final class LedgerOptions {
    @Option(
            names = "--from",
            paramLabel = "DATE",
            description = "2026-11-01 or 2026-11-01T08:00:00Z; 30 days before --to when absent.")
    @Nullable String from;

    @Option(names = "--to", paramLabel = "DATE", description = "A date counts as a whole; now.")
    @Nullable String to;

    @Option(names = "--key", paramLabel = "ID", description = "Only this key.")
    @Nullable String key;

    @Option(names = "--team", paramLabel = "ID", description = "Only this team.")
    @Nullable String team;

    @Option(names = "--model", paramLabel = "NAME", description = "Only this model.")
    @Nullable String model;

    @Option(names = "--provider", paramLabel = "ID", description = "Only this provider.")
    @Nullable String provider;

    @Option(names = "--deployment", paramLabel = "ID", description = "Only this deployment.")
    @Nullable String deployment;

    /** Returns what was said as parameters. */
    Map<String, String> query() {
        Map<String, String> query = new LinkedHashMap<>();
        put(query, "from", from);
        put(query, "to", to);
        put(query, "key", key);
        put(query, "team", team);
        put(query, "model", model);
        put(query, "provider", provider);
        put(query, "deployment", deployment);
        return query;
    }

    private static void put(Map<String, String> query, String name, @Nullable String value) {
        if (value != null) {
            query.put(name, value);
        }
    }
}
