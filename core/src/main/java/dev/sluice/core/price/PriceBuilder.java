package dev.sluice.core.price;

import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Money;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts a price together from the words of a list. Every mistake is an {@link
 * IllegalArgumentException} with a sentence that names the word.
 */
public final class PriceBuilder {
    private final String model;
    private final LocalDate from;
    private final Currency currency;
    private final Map<Rates.Word, Long> base = new EnumMap<>(Rates.Word.class);
    private final List<Price.Tier> tiers = new ArrayList<>();
    private Map<Rates.Word, Long> current = base;
    private long above = -1;
    private String provider = "";
    private String vendor = "";
    private @Nullable Hours hours;
    private Price.Origin origin = Price.Origin.CONFIGURED;

    /**
     * Begins a price.
     *
     * @param model the name that the vendor is told, or a beginning that ends in {@code *}
     * @param from the first day, UTC
     */
    public PriceBuilder(String model, LocalDate from, Currency currency) {
        int star = model.indexOf('*');
        if (model.isBlank() || (star >= 0 && star < model.length() - 1)) {
            throw new IllegalArgumentException(
                    "model is '"
                            + model
                            + "', expected a name, or a beginning and one * at its end");
        }
        this.model = model;
        this.from = from;
        this.currency = currency;
    }

    /** Makes it hold for one provider of the configuration only. */
    public PriceBuilder provider(String id) {
        provider = id;
        return this;
    }

    /** Makes it hold for providers of this type only. */
    public PriceBuilder vendor(String type) {
        vendor = type;
        return this;
    }

    /** Makes it hold at some hours only: {@code Mon-Fri 01:00-04:00}, UTC. */
    public PriceBuilder hours(String text) {
        hours = Hours.of(text);
        return this;
    }

    /** Says who says so. */
    public PriceBuilder origin(Price.Origin said) {
        origin = said;
        return this;
    }

    /**
     * States a rate, of the last tier that was begun, or else of the price itself.
     *
     * @param word such as {@code cached_input}
     * @param decimal units of the currency, such as {@code 0.075}; at most six decimals
     */
    public PriceBuilder rate(String word, String decimal) {
        for (Rates.Word each : Rates.Word.values()) {
            if (each.text().equals(word)) {
                current.put(each, millionths(word, decimal));
                return this;
            }
        }
        throw new IllegalArgumentException("'" + word + "' is nothing that has a price");
    }

    private static long millionths(String word, String decimal) {
        try {
            long micro = Money.of(decimal.strip(), Currency.USD).micro();
            if (micro >= 0 && micro <= Rates.HIGHEST) {
                return micro;
            }
        } catch (ArithmeticException | NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException(
                word
                        + " is '"
                        + decimal
                        + "', expected a number from 0 to 1000000 with at most six decimals");
    }

    /**
     * Begins a tier: rates stated from now on are for calls with more input tokens than that. What
     * a tier does not state stays as it is below it.
     */
    public PriceBuilder above(long inputTokens) {
        endTier();
        if (inputTokens < 1 || inputTokens <= above) {
            throw new IllegalArgumentException(
                    "above is " + inputTokens + ", expected more than " + Math.max(0, above));
        }
        above = inputTokens;
        current = new EnumMap<>(current);
        return this;
    }

    private void endTier() {
        if (above > 0) {
            tiers.add(new Price.Tier(above, new Rates(current)));
        }
    }

    /** Returns the price. */
    public Price build() {
        endTier();
        above = -1;
        if (base.isEmpty()) {
            throw new IllegalArgumentException("the price of '" + model + "' states no rate");
        }
        return new Price(
                id(),
                provider,
                vendor,
                model,
                from,
                hours,
                currency,
                new Rates(base),
                tiers,
                origin);
    }

    /** Such as {@code openai/gpt-4o@2024-10-02#USD}. */
    private String id() {
        String whose = vendor.isEmpty() ? "*" : vendor;
        // A configured price may change under the same date: its rates are part of its name.
        String own =
                origin.equals(Price.Origin.CONFIGURED)
                        ? "=" + Integer.toHexString(digest().hashCode())
                        : "";
        return (provider.isEmpty() ? whose : "provider:" + provider)
                + "/"
                + model
                + "@"
                + from
                + (hours == null ? "" : "~" + hours.toString().replace(' ', ','))
                + "#"
                + currency
                + own;
    }

    private String digest() {
        var text = new StringBuilder().append(base);
        for (Price.Tier tier : tiers) {
            text.append('>').append(tier.above());
            for (Rates.Word word : Rates.Word.values()) {
                text.append(',').append(tier.rates().of(word));
            }
        }
        return text.toString();
    }
}
