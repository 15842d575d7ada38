package dev.sluice.wire.openai;

import dev.sluice.wire.json.JsonCursor;
import dev.sluice.wire.json.JsonText;
import dev.sluice.wire.json.Kind;

/**
 * A delta's content given as an array of parts: Mistral's reasoning models send {@code [{"type":
 * "thinking","thinking":[{"type":"text","text":"Okay"}]}]}. What is said and what is thought are
 * told apart; parts that are neither (citations) have no place in a chunk and are left out.
 */
final class ContentParts {
    private static final byte[] THINKING = ChunkWords.ascii("thinking");
    private static final byte[] TEXT = ChunkWords.ascii("text");

    private final StringBuilder text = new StringBuilder();
    private final StringBuilder thinking = new StringBuilder();
    private final JsonCursor cursor = new JsonCursor();

    /** Reads the array {@code buf[from, to)}. */
    ContentParts(byte[] buf, int from, int to) {
        cursor.reset(buf, from, to);
        parts(buf, text);
    }

    private void parts(byte[] buf, StringBuilder out) {
        cursor.enterArray();
        while (cursor.nextElement()) {
            if (cursor.kind() != Kind.OBJECT) {
                string(buf, out);
                continue;
            }
            cursor.enterObject();
            while (cursor.nextMember()) {
                if (cursor.nameIs(TEXT)) {
                    string(buf, out);
                } else if (cursor.nameIs(THINKING) && cursor.kind() == Kind.ARRAY) {
                    parts(buf, thinking);
                } else if (cursor.nameIs(THINKING)) {
                    string(buf, thinking);
                } else {
                    cursor.skip();
                }
            }
        }
    }

    private void string(byte[] buf, StringBuilder out) {
        Kind kind = cursor.kind();
        int from = cursor.position();
        int to = cursor.skip();
        if (kind == Kind.STRING) {
            out.append(JsonText.unquote(buf, from, to));
        }
    }

    /** Returns what is said, as a JSON string. */
    byte[] text() {
        return JsonText.quote(text.toString());
    }

    /** Tells whether anything is thought. */
    boolean hasThinking() {
        return !thinking.isEmpty();
    }

    /** Returns what is thought, as a JSON string. */
    byte[] thinking() {
        return JsonText.quote(thinking.toString());
    }
}
