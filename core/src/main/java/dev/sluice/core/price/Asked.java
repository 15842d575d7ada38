package dev.sluice.core.price;

import java.util.regex.Pattern;

/**
 * The model whose price is asked for.
 *
 * @param provider the provider's id in the configuration
 * @param vendor its type
 * @param model the name that the vendor is told
 */
record Asked(String provider, String vendor, String model) {
    /**
     * What names of snapshots end in: {@code -2024-08-06}, {@code -20241022}, {@code @20241022},
     * {@code -latest}. Four digits are not taken for a date: vendors price such models apart.
     */
    private static final Pattern SNAPSHOT =
            Pattern.compile("[-@](?:20\\d\\d-\\d\\d-\\d\\d|20\\d\\d[01]\\d[0-3]\\d|latest)$");

    private static final int LONGEST = 1 << 24;

    boolean fits(Price price) {
        return (price.provider().isEmpty() || price.provider().equals(provider))
                && (price.vendor().isEmpty() || price.vendor().equals(vendor))
                && name(price.model()) >= 0;
    }

    /**
     * The larger, the closer a price is to what is asked: whose it is, then how much of the name.
     */
    int closeness(Price price) {
        int whose = price.provider().isEmpty() ? price.vendor().isEmpty() ? 0 : 1 : 2;
        return whose * 4 * LONGEST + name(price.model());
    }

    /** Returns how much of the name a price's model says; -1 when it is another's. */
    private int name(String priced) {
        if (priced.equals(model)) {
            return 3 * LONGEST;
        }
        if (priced.endsWith("*")) {
            int length = priced.length() - 1;
            return model.startsWith(priced.substring(0, length)) ? 2 * length : -1;
        }
        // A whole name without its date is as good as a beginning of that length, and a bit better.
        return priced.equals(withoutDate()) ? 2 * priced.length() + 1 : -1;
    }

    private String withoutDate() {
        // A name may be as long as a caller likes; the date stands at its end.
        int tail = Math.max(0, model.length() - 12);
        return model.substring(0, tail) + SNAPSHOT.matcher(model.substring(tail)).replaceFirst("");
    }
}
