package dev.sluice.app.config;

import dev.sluice.core.price.Hours;
import dev.sluice.core.price.Price;
import dev.sluice.providers.Preset;
import dev.sluice.providers.Presets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the prices of a {@link SluiceYaml}. */
final class PriceAssembly {
    private final Findings findings;
    private final Binder binder;
    private final Set<String> providers = new HashSet<>();
    private final Set<Whose> seen = new HashSet<>();

    PriceAssembly(Findings findings, Binder binder) {
        this.findings = findings;
        this.binder = binder;
    }

    private record Whose(
            @Nullable String provider,
            @Nullable String vendor,
            String model,
            @Nullable LocalDate from,
            @Nullable String hours) {}

    /** Makes the prices; one with a mistake is left out and in the findings. */
    List<Price> prices(SluiceYaml file) {
        file.providers().forEach(each -> providers.add(each.id()));
        List<Price> prices = new ArrayList<>();
        for (PriceWords each : file.prices()) {
            int before = findings.count();
            check(each, binder.origin(each), binder.path(each));
            if (findings.count() == before) {
                prices.add(Prices.of(each));
            }
        }
        return prices;
    }

    private void check(PriceWords price, Node.Members at, String path) {
        whose(price, at, path);
        if (!Patterns.isName(price.model())) {
            findings.problem(
                    at.lineOf("model"),
                    path + ".model",
                    "found '"
                            + price.model()
                            + "', expected a name, or a beginning that ends in *");
        }
        once(price, at, path);
        rates(price.rates(), at, path);
        if (price.rates().stated().isEmpty()) {
            findings.problem(
                    at.line(), path, "states no price, expected one such as input or output");
        }
        long above = 0;
        for (PriceWords.Tier tier : price.tiers()) {
            Node.Members tierAt = binder.origin(tier);
            if (tier.above() <= above) {
                findings.problem(
                        tierAt.lineOf("above"),
                        binder.path(tier) + ".above",
                        "found " + tier.above() + ", expected more than " + above);
            }
            above = Math.max(above, tier.above());
            rates(tier.rates(), tierAt, binder.path(tier));
        }
    }

    private void once(PriceWords price, Node.Members at, String path) {
        @Nullable String hours = price.hours();
        if (hours != null) {
            try {
                hours = Hours.of(hours).toString();
            } catch (IllegalArgumentException _) {
                findings.problem(
                        at.lineOf("hours"),
                        path + ".hours",
                        "found '" + hours + "', expected such as Mon-Fri 01:00-04:00 06:00-10:00");
            }
        }
        if (!seen.add(
                new Whose(price.provider(), price.vendor(), price.model(), price.from(), hours))) {
            findings.problem(
                    at.line(), path, "another entry has the same model and date, expected it once");
        }
    }

    private void whose(PriceWords price, Node.Members at, String path) {
        @Nullable String provider = price.provider();
        if (provider != null && !providers.contains(provider)) {
            findings.problem(
                    at.lineOf("provider"),
                    path + ".provider",
                    "found '"
                            + provider
                            + "', expected the id of a provider"
                            + Spelling.hint(provider, providers));
        }
        @Nullable String vendor = price.vendor();
        if (vendor != null && Presets.named(vendor) == null) {
            findings.problem(
                    at.lineOf("vendor"),
                    path + ".vendor",
                    "found '"
                            + vendor
                            + "', expected a type of providers"
                            + Spelling.hint(
                                    vendor, Presets.all().stream().map(Preset::id).toList()));
        }
    }

    private void rates(PriceWords.Rates rates, Node.Members at, String path) {
        rates.stated()
                .forEach((word, rate) -> {
                    if (!Decimals.isExact(rate)) {
                        findings.problem(
                                at.lineOf(word),
                                Binder.join(path, word),
                                "found " + rate + ", expected at most six decimals");
                    }
                });
    }
}
