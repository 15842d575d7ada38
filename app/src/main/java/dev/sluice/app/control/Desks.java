package dev.sluice.app.control;

import dev.sluice.core.limit.Limit;
import dev.sluice.store.Reports;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * Who the control API turns to.
 *
 * @param keys issues keys
 * @param reports reads the ledger
 * @param ledger looks after the ledger
 * @param clock the time of day
 * @param log takes a line for every change
 * @param metrics writes the counters in Prometheus' text format
 * @param left how much of a limit could be taken now, as far as this node knows
 */
public record Desks(
        KeyDesk keys,
        Reports reports,
        LedgerDesk ledger,
        InstantSource clock,
        Consumer<String> log,
        Supplier<byte[]> metrics,
        ToLongFunction<Limit> left) {}
