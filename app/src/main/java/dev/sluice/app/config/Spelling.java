package dev.sluice.app.config;

import dev.sluice.core.EditDistance;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Guesses what a mistyped word was meant to be. */
final class Spelling {
    private Spelling() {}

    /** Returns {@code ; did you mean 'x'?} or nothing. */
    static String hint(String word, Collection<String> known) {
        @Nullable String nearest = nearest(word, known);
        return nearest == null ? "" : "; did you mean '" + nearest + "'?";
    }

    /** Returns the known word that differs in few letters, or null. */
    static @Nullable String nearest(String word, Collection<String> known) {
        @Nullable String best = null;
        int least = Integer.MAX_VALUE;
        for (String candidate : known) {
            int distance = distance(word, candidate);
            if (distance < least && distance <= limit(candidate)) {
                best = candidate;
                least = distance;
            }
        }
        return best;
    }

    private static int limit(String candidate) {
        return candidate.length() < 4 ? 1 : Math.max(2, candidate.length() / 3);
    }

    /** Words whose lengths differ much are far apart, whatever their letters. */
    private static int distance(String a, String b) {
        return Math.abs(a.length() - b.length()) > 8
                ? Integer.MAX_VALUE
                : EditDistance.between(a, b);
    }
}
