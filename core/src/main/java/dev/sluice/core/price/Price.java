package dev.sluice.core.price;

import dev.sluice.core.meter.Quantities;
import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a vendor asks for a model from a date on. Made by {@link PriceBuilder}.
 *
 * @param id its name in records: stays the same for as long as the price does
 * @param provider id of the one provider that it is for; "" for all of that vendor
 * @param vendor the provider's type; "" for any
 * @param model the name that the vendor is told, or a beginning that ends in {@code *}
 * @param from the first day, UTC
 * @param hours when it holds; null for always
 * @param rates what it costs, unless a tier says otherwise
 * @param tiers other rates for calls with long inputs, the shortest first
 * @param origin who says so
 */
public record Price(
        String id,
        String provider,
        String vendor,
        String model,
        LocalDate from,
        @Nullable Hours hours,
        Currency currency,
        Rates rates,
        List<Tier> tiers,
        Origin origin) {
    private static final long SECONDS_PER_DAY = 86_400;

    /**
     * Rates for calls with long inputs: they are for all tokens of such a call, not only for those
     * above.
     *
     * @param above input tokens, of all buckets; the tier begins with one more
     */
    public record Tier(long above, Rates rates) {}

    /**
     * Who says what a model costs.
     *
     * @param source the address of the vendor's price list; "" for a price from the configuration
     * @param seen the day on which that list said so; null for a price from the configuration
     */
    public record Origin(String source, @Nullable LocalDate seen) {
        /** The configuration. */
        public static final Origin CONFIGURED = new Origin("", null);
    }

    /** Keeps its own copy, and checks that tiers rise. */
    public Price {
        tiers = List.copyOf(tiers);
        long above = -1;
        for (Tier tier : tiers) {
            if (tier.above <= above) {
                throw new IllegalArgumentException(
                        "a tier begins above " + tier.above + ", expected above " + above);
            }
            above = tier.above;
        }
    }

    /**
     * Returns what this costs: the exact sum of all buckets, rounded once, half up, to the nearest
     * millionth. What would not fit costs {@link Long#MAX_VALUE} millionths, which no counts below
     * a trillion reach.
     */
    public Money cost(Quantities used) {
        return new Money(at(used.usage().input()).cost(used), currency);
    }

    /** Returns the most that so many tokens can cost: the dearest bucket of each side. */
    public Money worst(long inputTokens, long outputTokens) {
        return worst(Quantities.estimate(inputTokens, outputTokens));
    }

    /**
     * Returns the most that a call can cost that uses no more than this: the dearest bucket of each
     * side, in the dearest tier that it can reach. Never less than {@link #cost} of such a call.
     */
    public Money worst(Quantities most) {
        long highest = rates.worst(most);
        for (Tier tier : tiers) {
            if (most.usage().input() > tier.above) {
                highest = Math.max(highest, tier.rates.worst(most));
            }
        }
        return new Money(highest, currency);
    }

    /**
     * Returns whether it says anything about what was used; if not, the use is unpriced, not free.
     */
    public boolean covers(Quantities used) {
        return at(used.usage().input()).covers(used);
    }

    private Rates at(long input) {
        Rates found = rates;
        for (Tier tier : tiers) {
            if (input > tier.above) {
                found = tier.rates;
            }
        }
        return found;
    }

    /** Returns whether it holds then. */
    boolean holds(Instant at) {
        return from.toEpochDay() * SECONDS_PER_DAY <= at.getEpochSecond()
                && (hours == null || hours.cover(at));
    }
}
