package dev.sluice.app.control;

import dev.sluice.core.EditDistance;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Guesses which names a mistyped one may stand for. */
final class NearNames {
    private static final int LONGEST = 200;
    private static final int MOST = 3;

    private NearNames() {}

    /** Returns {@code Did you mean 'a' or 'b'?}, with a space before it, or nothing. */
    static String hint(String word, Collection<String> known) {
        List<String> near = of(word, known);
        return near.isEmpty() ? "" : " Did you mean '" + String.join("' or '", near) + "'?";
    }

    /** Returns the nearest names first: those that hold the word, or differ in few letters. */
    static List<String> of(String word, Collection<String> known) {
        if (word.isEmpty() || word.length() > LONGEST) {
            return List.of();
        }
        String small = word.toLowerCase(Locale.ROOT);
        return known.stream()
                .distinct()
                .filter(name -> name.length() <= LONGEST)
                .map(name -> new Guess(name, distance(small, name.toLowerCase(Locale.ROOT))))
                .filter(Guess::isNear)
                .sorted(Comparator.comparingInt(Guess::distance))
                .limit(MOST)
                .map(Guess::name)
                .toList();
    }

    private static int distance(String word, String name) {
        return word.length() > 2 && name.contains(word) ? 1 : EditDistance.between(word, name);
    }

    private record Guess(String name, int distance) {
        boolean isNear() {
            return distance <= Math.max(1, name.length() / 3);
        }
    }
}
