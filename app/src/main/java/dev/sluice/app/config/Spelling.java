package dev.sluice.app.config;

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

    /** Levenshtein's distance, on one row. */
    private static int distance(String a, String b) {
        if (Math.abs(a.length() - b.length()) > 8) {
            return Integer.MAX_VALUE;
        }
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
