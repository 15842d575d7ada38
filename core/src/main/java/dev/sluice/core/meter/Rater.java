package dev.sluice.core.meter;

import dev.sluice.core.price.Price;
import dev.sluice.core.price.PriceBook;
import java.time.Instant;

/**
 * Says what was used costs, by a price book.
 *
 * @param prices the book
 */
public record Rater(PriceBook prices) {
    /**
     * Rates what one attempt used. A use is unpriced when the book has no price for the model, or
     * one that says nothing of what was used: a price by the minute for a call whose length nobody
     * knows.
     *
     * @param provider the provider's id in the configuration
     * @param vendor its type
     * @param model the name that the vendor was told
     * @param at when the call began
     */
    public UsageRecord.Rating rate(
            String provider, String vendor, String model, Quantities used, Instant at) {
        Price price = prices.find(provider, vendor, model, at);
        return price != null && price.covers(used)
                ? new UsageRecord.Rating.Priced(price.cost(used), price.id())
                : new UsageRecord.Rating.Unpriced();
    }
}
