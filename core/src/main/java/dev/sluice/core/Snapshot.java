package dev.sluice.core;

import dev.sluice.core.money.Exchange;
import dev.sluice.core.price.PriceBook;
import dev.sluice.providers.Secret;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All configuration in force, as one immutable value. It stands behind one volatile field; a call
 * reads that field once and keeps what it found, so a reload never changes a call under way.
 *
 * @param revision counts up with every change
 * @param keys the virtual keys
 * @param open the key for callers that present none, or null when everybody must present one
 * @param adminToken the administrator's token
 * @param deployments every deployment, in configuration order
 * @param settings limits and habits of the front
 * @param names every model name, for keys that are issued while the gateway runs
 * @param tariff what calls cost
 */
public record Snapshot(
        long revision,
        KeyTable keys,
        @Nullable VirtualKey open,
        Secret adminToken,
        List<Deployment> deployments,
        Settings settings,
        NameTable<Route> names,
        Tariff tariff) {

    /**
     * What calls cost.
     *
     * @param prices what vendors ask
     * @param exchange what one currency is worth in the other
     * @param usualOutput output tokens that are reserved for a call that states no maximum
     */
    public record Tariff(PriceBook prices, Exchange exchange, long usualOutput) {
        /** Without prices. */
        public static final Tariff NONE =
                new Tariff(PriceBook.EMPTY, new Exchange(7_200_000), 4096);
    }

    /** A snapshot without prices and without names for further keys. */
    public Snapshot(
            long revision,
            KeyTable keys,
            @Nullable VirtualKey open,
            Secret adminToken,
            List<Deployment> deployments,
            Settings settings) {
        this(
                revision,
                keys,
                open,
                adminToken,
                deployments,
                settings,
                new NameTable<>(Map.of(), Map.of()),
                Tariff.NONE);
    }
}
