package dev.sluice.wire.chat;

/*
 * A relayed stream passes here byte by byte, so the common case is what has to be cheap: ASCII is
 * classified by a table and counted without a branch per byte. Everything else is put together to
 * code points first. A character may be cut in two between two pieces, as UTF-8 or as the halves of
 * a surrogate pair; what is there of it is kept until the next piece. What never becomes a
 * character counts like a blank, as U+FFFD does, which a decoder would make of it.
 */

/**
 * The documented estimate of tokens where a vendor states none: CJK characters plus 1.3 times the
 * words, a word being a run of Latin letters and digits, rounded up.
 *
 * <p>One instance adds up one side of a call; text may come in pieces cut anywhere.
 */
public final class UsageEstimate {
    private static final int GAP = 0;
    private static final int WORD = 1;
    private static final int ESCAPE = 2;
    private static final int MORE = 3;
    private static final byte[] KINDS = kinds();

    private long characters;
    private long words;
    private boolean inWord;
    private int text;
    private int next;

    /** The first half of a surrogate pair, or 0. */
    private int high;

    /** The bits of a UTF-8 character that have come, and how many bytes of it are to come. */
    private int bits;

    private int missing;
    private int least;

    /** Creates an empty count. */
    public UsageEstimate() {}

    private static byte[] kinds() {
        byte[] kinds = new byte[256];
        for (int b = 0; b < 256; b++) {
            if (b == '\\') {
                kinds[b] = ESCAPE;
            } else if (b >= 0x80) {
                kinds[b] = MORE;
            } else {
                kinds[b] = (byte) (isLatinOrDigit(b) ? WORD : GAP);
            }
        }
        return kinds;
    }

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

    /**
     * Says of which text the next pieces are: a word does not go on from one to another. Returns
     * this.
     */
    public UsageEstimate on(int number) {
        next = number;
        return this;
    }

    /** Adds more of the same text; a word cut in two counts once. */
    public void add(String piece) {
        int length = piece.length();
        if (length > 0) {
            begin();
            tearOff();
        }
        for (int i = 0; i < length; i++) {
            unit(piece.charAt(i));
        }
    }

    /**
     * Adds more of the same text as it stands in JSON: what is between the quotes of a string, in
     * UTF-8, with its escapes. An escape must be whole; a character may go on in the next piece.
     */
    public void addJson(byte[] buf, int from, int to) {
        if (from >= to) {
            return;
        }
        begin();
        int i = from;
        while (i < to) {
            int kind = KINDS[buf[i] & 0xff];
            if (kind == MORE) {
                i = wide(buf, i, to);
            } else {
                tearOff();
                i = kind == ESCAPE ? escape(buf, i, to) : plain(buf, i, to);
            }
        }
    }

    /** Adds what another one has counted. */
    public void add(UsageEstimate other) {
        characters += other.characters;
        words += other.words;
    }

    private void begin() {
        if (next != text) {
            breakWord();
            text = next;
        }
    }

    /** Ends a text, so that the next one begins a new word. */
    public void breakWord() {
        inWord = false;
        high = 0;
        missing = 0;
    }

    /** A UTF-8 character that was begun does not go on. */
    private void tearOff() {
        if (missing > 0) {
            missing = 0;
            unit(' ');
        }
    }

    /** Counts a run of ASCII. */
    private int plain(byte[] buf, int from, int to) {
        if (high != 0) {
            breakWord();
        }
        int in = inWord ? WORD : GAP;
        int found = 0;
        int i = from;
        for (; i < to; i++) {
            int kind = KINDS[buf[i] & 0xff];
            if (kind > WORD) {
                break;
            }
            found += kind & ~in;
            in = kind;
        }
        words += found;
        inWord = in == WORD;
        return i;
    }

    private int escape(byte[] buf, int from, int to) {
        if (from + 1 >= to || buf[from + 1] != 'u') {
            unit(' '); // \n, \" and the like are neither letters nor digits
            return from + 2;
        }
        int value = 0;
        for (int i = from + 2; i < from + 6; i++) {
            value = value << 4 | (i < to ? Character.digit(buf[i], 16) & 15 : 0);
        }
        unit(value);
        return from + 6;
    }

    /** Takes a byte of a UTF-8 character, or all of one with three: nearly every CJK character. */
    private int wide(byte[] buf, int from, int to) {
        int b = buf[from];
        if ((b & 0xc0) == 0x80) {
            if (missing > 0) {
                bits = bits << 6 | (b & 0x3f);
                if (--missing == 0) {
                    decoded(bits);
                }
            } else {
                unit(' ');
            }
            return from + 1;
        }
        tearOff();
        missing = (b & 0xe0) == 0xc0 ? 1 : (b & 0xf0) == 0xe0 ? 2 : (b & 0xf8) == 0xf0 ? 3 : 0;
        if (missing == 0) {
            unit(' ');
            return from + 1;
        }
        least = missing == 1 ? 0x80 : missing == 2 ? 0x800 : 0x10000;
        bits = b & (0x3f >> missing);
        if (missing == 2
                && from + 2 < to
                && (buf[from + 1] & 0xc0) == 0x80
                && (buf[from + 2] & 0xc0) == 0x80) {
            missing = 0;
            decoded(bits << 12 | (buf[from + 1] & 0x3f) << 6 | (buf[from + 2] & 0x3f));
            return from + 3;
        }
        return from + 1;
    }

    private void decoded(int c) {
        boolean half = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
        unit(c < least || half || c > Character.MAX_CODE_POINT ? ' ' : c);
    }

    /** Takes a character, or half of one: UTF-16 has halves, and so have JSON's escapes. */
    private void unit(int c) {
        int first = high;
        if (first == 0 && (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)) {
            count(c);
            return;
        }
        high = 0;
        if (c >= Character.MIN_LOW_SURROGATE && c <= Character.MAX_LOW_SURROGATE && first != 0) {
            count(Character.toCodePoint((char) first, (char) c));
            return;
        }
        inWord = false;
        if (c >= Character.MIN_HIGH_SURROGATE && c <= Character.MAX_HIGH_SURROGATE) {
            high = c;
        } else {
            count(c);
        }
    }

    private void count(int c) {
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
        if ((c >= 0x4e00 && c <= 0x9fff) || (c >= 0xac00 && c <= 0xd7a3)) {
            return true; // without the search in a table: nearly all that is met
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
