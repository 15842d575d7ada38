package dev.sluice.store;

import org.jspecify.annotations.Nullable;

/**
 * Texts as columns hold them. Callers write model names, and what they write must not be able to
 * stop the ledger: PostgreSQL refuses NUL, half a surrogate pair, and long texts in an index.
 */
final class Column {
    private static final int LONGEST = 200;

    private Column() {}

    /** Returns a text that every database takes: "" for null, cut after 200 characters. */
    static String of(@Nullable String text) {
        if (text == null) {
            return "";
        }
        boolean clean = text.length() <= LONGEST;
        for (int i = 0; clean && i < text.length(); i++) {
            char c = text.charAt(i);
            clean = c != 0 && !Character.isSurrogate(c);
        }
        return clean ? text : cleaned(text);
    }

    private static String cleaned(String text) {
        var clean = new StringBuilder();
        text.codePoints()
                .limit(LONGEST)
                .map(c -> c == 0 || (c >= 0xd800 && c <= 0xdfff) ? 0xfffd : c)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }
}
