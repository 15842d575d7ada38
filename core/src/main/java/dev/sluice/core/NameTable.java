package dev.sluice.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Names, and beginnings of names, to what they stand for.
 *
 * @param exact name to value, in listing order
 * @param prefixes patterns that end in {@code *}, without the star, to value; the longest match
 *     wins
 */
public record NameTable<T>(Map<String, T> exact, Map<String, T> prefixes) {
    /** Finds what a name stands for, or null. */
    public @Nullable T find(String name) {
        @Nullable T found = exact.get(name);
        return found == null ? longestPrefix(name) : found;
    }

    private @Nullable T longestPrefix(String name) {
        @Nullable T found = null;
        int longest = -1;
        for (Map.Entry<String, T> each : prefixes.entrySet()) {
            int length = each.getKey().length();
            if (length > longest && name.startsWith(each.getKey())) {
                longest = length;
                found = each.getValue();
            }
        }
        return found;
    }

    /** Returns everything that a name may stand for. */
    public Collection<T> values() {
        List<T> all = new ArrayList<>(exact.values());
        all.addAll(prefixes.values());
        return all;
    }
}
