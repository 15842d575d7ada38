package dev.sluice.wire.chat;

/**
 * The documented estimate of tokens where a vendor states none: CJK characters plus 1.3 times the
 * words, a word being a run of Latin letters and digits, rounded up.
 *
 * <p>One instance adds up one side of a call; text may come in pieces cut anywhere.
 */
public final class UsageEstimate {
    private long characters;
    private long words;
    private boolean inWord;

    /** Creates an empty count. */
    public UsageEstimate() {}

    /** Returns the estimate for one text. */
    public static long of(String text) {
        var estimate = new UsageEstimate();
        estimate.add(text);
        return estimate.tokens();
    }

    /** Returns the estimate for the texts of a conversation. */
    public static long of(Iterable<? extends Message> messages) {
        var estimate = new UsageEstimate();
        for (Message message : messages) {
            estimate.add(message.text());
            estimate.breakWord();
        }
        return estimate.tokens();
    }

    /** Adds more of the same text; a word cut in two counts once. */
    public void add(String text) {
        int length = text.length();
        for (int i = 0; i < length; ) {
            int c = text.codePointAt(i);
            add(c);
            i += Character.charCount(c);
        }
    }

    /** Ends a text, so that the next one begins a new word. */
    public void breakWord() {
        inWord = false;
    }

    private void add(int c) {
        if (isCjk(c)) {
            characters++;
            inWord = false;
        } else if (isLatinOrDigit(c)) {
            if (!inWord) {
                words++;
            }
            inWord = true;
        } else {
            inWord = false;
        }
    }

    /** Returns ceil(characters + 1.3 x words). */
    public long tokens() {
        // In tenths, so that 10 words are 13 tokens and not 14 by a rounding error.
        return (characters * 10 + words * 13 + 9) / 10;
    }

    private static boolean isCjk(int c) {
        if (c < 0x1100) {
            return false;
        }
        return switch (Character.UnicodeScript.of(c)) {
            case HAN, HIRAGANA, KATAKANA, HANGUL, BOPOMOFO -> true;
            default -> false;
        };
    }

    private static boolean isLatinOrDigit(int c) {
        if (c < 0x80) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        }
        return Character.isDigit(c)
                || (Character.isLetter(c)
                        && Character.UnicodeScript.of(c) == Character.UnicodeScript.LATIN);
    }
}
