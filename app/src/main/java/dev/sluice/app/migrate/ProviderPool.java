package dev.sluice.app.migrate;

import dev.sluice.app.config.Node;
import dev.sluice.app.config.RawJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Providers of a plan, where what is reached in the same way is one provider. */
final class ProviderPool {
    private final List<Plan.Provider> providers = new ArrayList<>();
    private final Map<String, String> known = new HashMap<>();
    private final Set<String> taken = new HashSet<>();

    /**
     * Adds a provider, unless there is one just like it.
     *
     * @param wish what it may be called if that is free
     * @return its id
     */
    String id(String wish, String type, Map<String, Node> words, Map<String, Node> options) {
        String same = type + json(words) + json(options);
        return known.computeIfAbsent(
                same,
                _ -> {
                    String id = free(slug(wish), taken);
                    providers.add(new Plan.Provider(id, type, words, options));
                    return id;
                });
    }

    List<Plan.Provider> providers() {
        return providers;
    }

    private static String json(Map<String, Node> members) {
        return new String(RawJson.of(Values.members(members)), StandardCharsets.UTF_8);
    }

    /** Returns a name that is not taken yet, with a number where it must be, and takes it. */
    static String free(String wish, Set<String> taken) {
        String name = wish;
        for (int number = 2; !taken.add(name); number++) {
            name = wish + "-" + number;
        }
        return name;
    }

    /** Returns a text as a name: letters of any language, digits and hyphens. */
    static String slug(String text) {
        String slug =
                text.strip()
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N}._]+", "-")
                        .replaceAll("^-+|-+$", "");
        return slug.isEmpty() ? "unnamed" : slug;
    }
}
