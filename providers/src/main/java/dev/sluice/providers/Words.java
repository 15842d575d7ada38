package dev.sluice.providers;

import org.jspecify.annotations.Nullable;

/** What a configuration says about one provider, word by word. */
public interface Words {
    /** Returns the value of a word as text, references filled in, or null when it is not there. */
    @Nullable String get(String word);

    /** Returns the value of a word that must be there. */
    default String need(String word, String expected) {
        String value = get(word);
        if (value == null || value.isBlank()) {
            throw new BadWord(word, "missing; expected " + expected);
        }
        return value.strip();
    }

    /** Thrown when a word is missing or has a value that cannot be used. */
    final class BadWord extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String word;

        /**
         * Creates the complaint.
         *
         * @param word the word of the configuration
         * @param message what was found and what was expected; never a secret
         */
        public BadWord(String word, String message) {
            super(message, null, false, false);
            this.word = word;
        }

        /** Returns the word that it is about. */
        public String word() {
            return word;
        }
    }
}
