package dev.sluice.app.config;

import dev.sluice.core.price.Price;
import dev.sluice.core.price.PriceBuilder;
import dev.sluice.providers.Preset;
import dev.sluice.providers.Presets;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** Makes prices of their words, which have been checked. */
final class Prices {
    private Prices() {}

    /** Makes one price. */
    static Price of(PriceWords words) {
        LocalDate from = words.from() == null ? LocalDate.EPOCH : words.from();
        var price = new PriceBuilder(words.model(), from, words.currency());
        if (words.provider() != null) {
            price.provider(words.provider());
        }
        if (words.vendor() != null) {
            @Nullable Preset preset = Presets.named(words.vendor());
            price.vendor(preset == null ? words.vendor() : preset.id());
        }
        if (words.hours() != null) {
            price.hours(words.hours());
        }
        add(price, words.rates());
        for (PriceWords.Tier each : words.tiers()) {
            price.above(each.above());
            add(price, each.rates());
        }
        return price.build();
    }

    private static void add(PriceBuilder price, PriceWords.Rates rates) {
        rates.stated().forEach((word, rate) -> price.rate(word, rate.toPlainString()));
    }
}
