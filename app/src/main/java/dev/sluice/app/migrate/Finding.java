package dev.sluice.app.migrate;

/**
 * What became of something in an imported file.
 *
 * @param line line in that file, counted from 1; 0 where it belongs to none
 * @param path place in that file, as in {@code model_list[2].litellm_params.rpm}; what begins with
 *     {@code sluice.yaml:} is a place in the new one
 * @param sentence what was done; never a secret's value
 */
public record Finding(Kind kind, int line, String path, Sentence sentence) {

    /** How faithful it came over. */
    public enum Kind {
        /** Does the same. */
        EXACT,
        /** Does nearly the same; the sentence says where it differs. */
        APPROXIMATE,
        /** Somebody has to decide, or to bring something that the file does not hold. */
        MANUAL,
        /** There is nothing like it here, and it is not written. */
        UNSUPPORTED
    }

    /** Returns the sentence in English. */
    public String message() {
        return sentence.english();
    }
}
