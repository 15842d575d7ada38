package dev.sluice.core.price;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What every vendor asks for every model, by date. Immutable; safe for several threads.
 *
 * <p>Of several prices that fit, the first of these decides: own ones over shipped ones; one for
 * the provider over one for its type over one for any type; the exact name over a longer beginning
 * over a shorter one; the later date; one for certain hours over one for all. A name that ends in a
 * date ({@code gpt-4o-2024-08-06}) or in {@code -latest} is also known without it.
 */
public final class PriceBook {
    /** A book without prices. */
    public static final PriceBook EMPTY = new PriceBook(List::of, null);

    private static final PriceBook SHIPPED = new PriceBook(() -> Shipped.PRICES, null);

    /** Callers choose model names, and must not fill the memory with them. */
    private static final int MOST_REMEMBERED = 10_000;

    private static final int LONGEST_REMEMBERED = 200;

    private final Supplier<List<Price>> own;
    private final @Nullable PriceBook under;

    /** Provider, vendor and model to the prices that fit, the one that decides first. */
    private final Map<String, Map<String, Map<String, List<Price>>>> found =
            new ConcurrentHashMap<>();

    private PriceBook(Supplier<List<Price>> own, @Nullable PriceBook under) {
        this.own = own;
        this.under = under;
    }

    private static final class Shipped {
        static final List<Price> PRICES = List.copyOf(PriceList.shipped());
    }

    /**
     * Returns the prices that come with the program. They are read when one is first looked up,
     * which takes some tens of milliseconds: {@link #all} does it ahead of time.
     */
    public static PriceBook shipped() {
        return SHIPPED;
    }

    /** Returns a book in which these prices win over those of this one. */
    public PriceBook with(List<Price> own) {
        List<Price> copy = List.copyOf(own);
        return new PriceBook(() -> copy, this);
    }

    /**
     * Finds the price of a model at a time. Allocates nothing when it has been asked before.
     *
     * @param provider the provider's id in the configuration
     * @param vendor its type
     * @param model the name that the vendor is told
     * @return null when nobody has said what it costs
     */
    public @Nullable Price find(String provider, String vendor, String model, Instant at) {
        List<Price> fitting = fitting(provider, vendor, model);
        for (int i = 0; i < fitting.size(); i++) {
            if (fitting.get(i).holds(at)) {
                return fitting.get(i);
            }
        }
        return null;
    }

    private List<Price> fitting(String provider, String vendor, String model) {
        var vendors = found.get(provider);
        var models = vendors == null ? null : vendors.get(vendor);
        List<Price> known = models == null ? null : models.get(model);
        return known == null ? remember(provider, vendor, model) : known;
    }

    private List<Price> remember(String provider, String vendor, String model) {
        List<Price> fitting = search(new Asked(provider, vendor, model));
        var models =
                found.computeIfAbsent(provider, _ -> new ConcurrentHashMap<>())
                        .computeIfAbsent(vendor, _ -> new ConcurrentHashMap<>());
        if (models.size() < MOST_REMEMBERED && model.length() <= LONGEST_REMEMBERED) {
            models.put(model, fitting);
        }
        return fitting;
    }

    private List<Price> search(Asked asked) {
        List<Price> fitting = new ArrayList<>();
        for (Price price : own.get()) {
            if (asked.fits(price)) {
                fitting.add(price);
            }
        }
        fitting.sort(
                Comparator.comparingInt(asked::closeness)
                        .reversed()
                        .thenComparing(Price::from, Comparator.reverseOrder())
                        .thenComparing(price -> price.hours() == null));
        if (under != null) {
            fitting.addAll(under.search(asked));
        }
        return List.copyOf(fitting);
    }

    /** Returns every price, those that win first. */
    public List<Price> all() {
        List<Price> all = new ArrayList<>(own.get());
        if (under != null) {
            all.addAll(under.all());
        }
        return List.copyOf(all);
    }
}
