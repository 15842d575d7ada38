package dev.sluice.store;

import org.jspecify.annotations.Nullable;

/**
 * Texts as columns hold them. Callers write model names, and what they write must not be able to
 * stop the ledger: PostgreSQL refuses NUL, half a surrogate pair, and rows of an index, here of
 * five texts, that have more than 2704 bytes.
 */
final class Column {
    private static final int MOST_BYTES = 480;
    private static final int MOST_BYTES_OF_A_CHAR = 3;

    private Column() {}

    /** Returns a text that every database takes: "" for null, cut after 480 bytes of UTF-8. */
    static String of(@Nullable String text) {
        if (text == null) {
            return "";
        }
        boolean clean = text.length() <= MOST_BYTES / MOST_BYTES_OF_A_CHAR;
        for (int i = 0; clean && i < text.length(); i++) {
            char c = text.charAt(i);
            clean = c != 0 && !Character.isSurrogate(c);
        }
        return clean ? text : cleaned(text);
    }

    private static String cleaned(String text) {
        var clean = new StringBuilder();
        int bytes = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            boolean half = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
            int kept = c == 0 || half ? 0xfffd : c;
            bytes += kept < 0x80 ? 1 : kept < 0x800 ? 2 : kept < 0x10000 ? 3 : 4;
            if (bytes > MOST_BYTES) {
                break;
            }
            clean.appendCodePoint(kept);
        }
        return clean.toString();
    }
}
