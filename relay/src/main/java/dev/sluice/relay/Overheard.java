package dev.sluice.relay;

import dev.sluice.wire.chat.UsageEstimate;
import dev.sluice.wire.json.JsonCursor;
import dev.sluice.wire.json.JsonText;
import dev.sluice.wire.json.Kind;
import dev.sluice.wire.json.MalformedJson;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/*
 * What passes byte for byte is looked at without being taken apart: one walk over the text, no
 * tree. A text may be cut off; what was found before the cut counts.
 *
 * What a model says stands in members of a few names, however deep below "choices" (chat and
 * completions) or "output" (responses), or in the "delta" of an event.
 */

/** What a JSON answer, or one event of a stream, lets hear of its use. */
final class Overheard {
    private static final byte[] USAGE = Ascii.bytes("usage");
    private static final byte[] RESPONSE = Ascii.bytes("response");

    /** Where Groq states usage that nobody asked for. */
    private static final byte[] GROQ = Ascii.bytes("x_groq");

    private static final byte[] CHOICES = Ascii.bytes("choices");
    private static final byte[] OUTPUT = Ascii.bytes("output");
    private static final byte[] DELTA = Ascii.bytes("delta");
    private static final byte[] TEXT = Ascii.bytes("text");
    private static final byte[] TYPE = Ascii.bytes("type");
    private static final byte[] ERROR = Ascii.bytes("error");
    private static final byte[] DURATION = Ascii.bytes("duration");
    private static final byte[] SOUND = Ascii.bytes("audio.delta\"");

    private static final byte[] REASONING_CONTENT = Ascii.bytes("reasoning_content");
    private static final byte[] REASONING = Ascii.bytes("reasoning");

    /** The members in which a model speaks, besides its thoughts. */
    private static final byte[][] SPOKEN = {
        Ascii.bytes("content"),
        TEXT,
        Ascii.bytes("arguments"),
        Ascii.bytes("refusal"),
        Ascii.bytes("thinking"),
        Ascii.bytes("transcript")
    };

    /** What stands beside what a model says and says it once more, or quotes others. */
    private static final byte[][] BESIDE = {
        Ascii.bytes("logprobs"), Ascii.bytes("annotations"), Ascii.bytes("results")
    };

    private static final byte[] NOTHING = {};
    private static final int DEEPEST = 12;

    private final JsonCursor cursor = new JsonCursor();
    private final UsageEstimate said = new UsageEstimate();
    private final @Nullable StringBuilder words;
    private byte[] buf = NOTHING;
    private byte[] usage = NOTHING;
    private int usageLength;
    private @Nullable String duration;
    private boolean stated;
    private boolean spoke;
    private boolean heard;
    private boolean current;
    private boolean choices;
    private boolean failed;

    private Overheard(@Nullable StringBuilder words) {
        this.words = words;
    }

    /** Counts only. */
    static Overheard counting() {
        return new Overheard(null);
    }

    /** Keeps the words, too. */
    static Overheard remembering() {
        return new Overheard(new StringBuilder());
    }

    /** Hears a whole answer, or the beginning of one. */
    void answer(byte[] text, int from, int to) {
        begin(text);
        try {
            cursor.reset(text, from, to);
            cursor.enterObject();
            while (cursor.nextMember()) {
                answerMember();
            }
        } catch (MalformedJson _) {
            // It ends here, or it is something else.
        }
        settle();
    }

    private void answerMember() {
        if (cursor.nameIs(CHOICES) || cursor.nameIs(OUTPUT)) {
            spoken(0);
        } else if (cursor.nameIs(TEXT) && cursor.kind() == Kind.STRING) {
            hear(1); // of a recording
        } else if (cursor.nameIs(DURATION) && cursor.kind() == Kind.NUMBER) {
            int at = cursor.position();
            int end = cursor.skip();
            duration = new String(buf, at, end - at, StandardCharsets.US_ASCII);
        } else {
            usageOrNothing();
        }
    }

    /** Hears one event's JSON. */
    void event(byte[] text, int from, int to) {
        begin(text);
        boolean sound = false;
        try {
            cursor.reset(text, from, to);
            cursor.enterObject();
            while (cursor.nextMember()) {
                if (cursor.nameIs(TYPE)) {
                    sound = isSound(cursor.position(), cursor.skip());
                } else {
                    eventMember(sound);
                }
            }
        } catch (MalformedJson _) {
            // An event that is no JSON says nothing here.
        }
        settle();
    }

    private boolean isSound(int from, int to) {
        int at = to - SOUND.length;
        return at > from && Arrays.equals(buf, at, to, SOUND, 0, SOUND.length);
    }

    private void eventMember(boolean sound) {
        Kind kind = cursor.kind();
        if (cursor.nameIs(CHOICES)) {
            choices |= spoken(0);
        } else if (cursor.nameIs(DELTA) && kind == Kind.STRING && !sound) {
            hear(1);
        } else if (kind == Kind.OBJECT && (cursor.nameIs(RESPONSE) || cursor.nameIs(GROQ))) {
            cursor.enterObject();
            while (cursor.nextMember()) {
                failed |= cursor.nameIs(ERROR) && cursor.kind() == Kind.OBJECT;
                usageOrNothing();
            }
        } else {
            failed |= cursor.nameIs(ERROR) && kind == Kind.OBJECT;
            usageOrNothing();
        }
    }

    private void begin(byte[] text) {
        buf = text;
        stated = false;
        spoke = false;
        choices = false;
    }

    private void settle() {
        current = stated || (current && !spoke);
        buf = NOTHING;
    }

    private void usageOrNothing() {
        boolean usual = cursor.nameIs(USAGE) && cursor.kind() == Kind.OBJECT;
        int from = cursor.position();
        int to = cursor.skip();
        if (usual) {
            stated = true;
            usageLength = to - from;
            if (usage.length < usageLength) {
                usage = new byte[usageLength + 64];
            }
            System.arraycopy(buf, from, usage, 0, usageLength);
        }
    }

    /** Hears all that is said in a value; false when it is an empty array. */
    private boolean spoken(int depth) {
        boolean any = false;
        switch (cursor.kind()) {
            case ARRAY -> {
                cursor.enterArray();
                while (cursor.nextElement()) {
                    any = true;
                    deeper(depth);
                }
            }
            case OBJECT -> {
                any = true;
                object(depth);
            }
            case STRING, NUMBER, TRUE, FALSE, NULL -> cursor.skip();
        }
        return any;
    }

    private void deeper(int depth) {
        if (depth < DEEPEST) {
            spoken(depth + 1);
        } else {
            cursor.skip();
        }
    }

    private void object(int depth) {
        boolean thought = false;
        cursor.enterObject();
        while (cursor.nextMember()) {
            boolean text = cursor.kind() == Kind.STRING;
            if (text && (cursor.nameIs(REASONING_CONTENT) || cursor.nameIs(REASONING))) {
                if (thought) {
                    cursor.skip(); // some say their thoughts under both names
                } else {
                    thought = hear(2);
                }
            } else if (text) {
                int place = place(SPOKEN);
                if (place >= 0) {
                    hear(3 + place);
                } else {
                    cursor.skip();
                }
            } else if (depth == 1 && cursor.nameIs(USAGE)) {
                usageOrNothing(); // Moonshot's, inside of a choice
            } else if (place(BESIDE) >= 0) {
                cursor.skip();
            } else {
                deeper(depth);
            }
        }
    }

    private int place(byte[][] names) {
        for (int i = 0; i < names.length; i++) {
            if (cursor.nameIs(names[i])) {
                return i;
            }
        }
        return -1;
    }

    /** Hears the string that the cursor stands on; false when it is empty. */
    private boolean hear(int text) {
        int from = cursor.position();
        int to = cursor.skip();
        if (to - from == 2) {
            return false;
        }
        spoke = true;
        heard = true;
        said.on(text).addJson(buf, from + 1, to - 1);
        if (words != null) {
            said.breakWord();
            words.append(words.isEmpty() ? "" : "\n").append(JsonText.unquote(buf, from, to));
        }
        return true;
    }

    /** Returns the usage that was stated last, a JSON object, or null. */
    @Nullable String usage() {
        return usageLength == 0 ? null : new String(usage, 0, usageLength, StandardCharsets.UTF_8);
    }

    /** Returns whether usage was stated, and nothing was said since. */
    boolean usageCurrent() {
        return current;
    }

    /** Returns whether the event heard last states usage and has no choice beside it. */
    boolean isUsageOnly() {
        return stated && !choices;
    }

    /** Returns a recording's length in seconds, a JSON number, or null. */
    @Nullable String duration() {
        return duration;
    }

    /** Returns whether an error was told and nothing said. */
    boolean refused() {
        return failed && !heard;
    }

    /** Returns the tokens of what was said, by the documented estimate. */
    long tokens() {
        return said.tokens();
    }

    /** Returns what was said, where it is remembered; else "". */
    String words() {
        return words == null ? "" : words.toString();
    }
}
