package dev.sluice.app.migrate;

/**
 * Something said to people, in both languages of the console.
 *
 * @param english never empty
 * @param chinese the same; the English one where there is no translation
 */
public record Sentence(String english, String chinese) {
    /** A sentence of a part that speaks English only. */
    static Sentence english(String text) {
        return new Sentence(text, text);
    }
}
