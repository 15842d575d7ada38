package dev.sluice.core;

/** How many letters two words differ in: what a guess at a mistyped word is measured by. */
public final class EditDistance {
    private EditDistance() {}

    /**
     * Returns Levenshtein's distance, computed on one row: letters to put in, take out or replace.
     *
     * <p>Takes time in proportion to the product of the lengths; callers bound what strangers send.
     */
    public static int between(String a, String b) {
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
