package dev.sluice.app.config;
import dev.sluice.core.price.Price;
import dev.sluice.providers.Preset;
import dev.sluice.providers.Presets;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** Makes prices of their words, which have been checked. */
final class Prices {
    private Prices() {}

    /** Makes one price. */
    static Price of(PriceWords words) {
        // SEAM: everything that is checked in PriceAssembly is at hand here; nothing else makes a
        // Price.
        @Nullable Preset preset = words.vendor() == null ? null : Presets.named(words.vendor());
        String whose = preset == null ? "" : preset.id();
        LocalDate from = words.from() == null ? LocalDate.EPOCH : words.from();
        String id =
                (words.provider() == null ? whose : "provider:" + words.provider())
                        + "/"
                        + words.model()
                        + "@"
                        + from
                        + "#"
                        + words.currency();
        return new Price(id, whose, words.model(), from, words.currency());
    }
}
