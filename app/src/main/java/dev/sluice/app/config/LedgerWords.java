package dev.sluice.app.config;

import dev.sluice.providers.Secret;
import dev.sluice.store.LedgerSettings;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Where finished calls are kept, and what nodes share. */
public record LedgerWords(
        @Doc(
                        "The database that several nodes share: jdbc:postgresql://host/sluice with"
                                + " user and password as parameters. An embedded one under the"
                                + " data directory when absent. A change needs a restart.")
                @Nullable Secret store,
        @Doc(
                        value =
                                "Whether an answer ends only when its record is on the disk, so"
                                        + " that a loss of power takes none; a killed process"
                                        + " loses none either way. A change needs a restart.",
                        fallback = "false")
                boolean durable,
        @Doc(
                        value =
                                "How long single calls are kept; 0 for ever. Sums are kept for"
                                        + " ever. A change needs a restart.",
                        fallback = "90d")
                Duration keepCalls,
        @Doc(
                        "A Redis, such as redis://:password@host:6379, so that several nodes share"
                                + " limits and budgets. A change needs a restart.")
                @Nullable Secret redis,
        @Doc(
                        value =
                                "What becomes of calls of limited keys while Redis is away: local"
                                        + " counts on each node alone, deny refuses them. A change"
                                        + " needs a restart.",
                        fallback = "local")
                RedisDown redisDown,
        @Doc(
                        value =
                                "Whether requests and answers are kept with their calls, secrets"
                                        + " taken out.",
                        fallback = "false")
                boolean logBodies) {

    /** Returns what the ledger needs to know; its files lie under {@code data}. */
    public LedgerSettings settings(Path data) {
        return new LedgerSettings(
                data,
                store == null ? null : store.reveal(),
                durable ? LedgerSettings.Durability.ANSWER : LedgerSettings.Durability.GROUP,
                keepCalls);
    }

    /** What becomes of calls of limited keys while Redis is away. */
    public enum RedisDown {
        /** Every node counts alone. */
        LOCAL,
        /** They are refused. */
        DENY
    }
}
