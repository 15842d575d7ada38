package dev.sluice.providers;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes a {@link Vendor} of what a configuration says. One for each language. */
public interface VendorFactory {
    /** Returns the words that it reads, besides those of every connection. */
    Set<String> words();

    /**
     * Makes the vendor.
     *
     * @param base the configured {@code api_base}, or null for the vendor's own address
     * @param words the rest of the configuration; {@code api_key} and {@code model} included
     * @throws Words.BadWord when something is missing or wrong
     */
    Vendor vendor(@Nullable BaseUrl base, Words words);
}
