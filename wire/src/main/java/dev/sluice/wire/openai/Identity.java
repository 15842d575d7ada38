package dev.sluice.wire.openai;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.wire.json.Edits;
import dev.sluice.wire.json.JsonCursor;
import dev.sluice.wire.json.JsonText;
import dev.sluice.wire.json.ObjectEditor;
import java.util.Arrays;

/** The values that are the same in every chunk of a stream: id, object, created and model. */
final class Identity {
    private static final int FIELDS = 4;
    private static final int CREATED = 2;
    private static final byte[] NOTHING = {};
    private static final byte[][] NAMES = {
        ChunkWords.ID, ChunkWords.OBJECT, ChunkWords.CREATED, ChunkWords.MODEL
    };

    private final Edits edits;
    private final ObjectEditor chunk;
    private final int[] from = new int[FIELDS];
    private final int[] to = new int[FIELDS];
    private final byte[][] fixed = {NOTHING, ChunkWords.CHUNK, NOTHING, NOTHING};
    private final byte[][] spare;

    Identity(StreamTerms terms, Edits edits, ObjectEditor chunk) {
        this.edits = edits;
        this.chunk = chunk;
        byte[] created = Long.toString(terms.created()).getBytes(US_ASCII);
        spare =
                new byte[][] {
                    JsonText.quote(terms.id()),
                    ChunkWords.CHUNK,
                    created,
                    JsonText.quote(terms.model())
                };
    }

    /** Starts with another chunk. */
    void begin() {
        Arrays.fill(from, -1);
    }

    /** Passes the cursor's member if it is one of the four; a repeated one is left unpassed. */
    boolean takes(JsonCursor cursor) {
        int i = field(cursor);
        if (i < 0 || from[i] >= 0) {
            return false;
        }
        from[i] = cursor.position();
        to[i] = cursor.skip();
        return true;
    }

    private static int field(JsonCursor cursor) {
        if (cursor.nameIs(ChunkWords.ID)) {
            return 0;
        }
        if (cursor.nameIs(ChunkWords.OBJECT)) {
            return 1;
        }
        if (cursor.nameIs(ChunkWords.CREATED)) {
            return CREATED;
        }
        return cursor.nameIs(ChunkWords.MODEL) ? 3 : -1;
    }

    /** Makes the chunk say what the stream says; the first chunk decides what that is. */
    void settle(byte[] buf, int brace) {
        for (int i = 0; i < FIELDS; i++) {
            if (fixed[i].length == 0) {
                fixed[i] = says(buf, i) ? Arrays.copyOfRange(buf, from[i], to[i]) : spare[i];
            }
            if (from[i] < 0) {
                chunk.append(brace, ChunkWords.member(NAMES[i], fixed[i]));
            } else if (!ChunkWords.is(buf, from[i], to[i], fixed[i])) {
                edits.replace(from[i], to[i], fixed[i]);
            }
        }
    }

    private boolean says(byte[] buf, int i) {
        if (from[i] < 0) {
            return false;
        }
        if (i != CREATED) {
            return buf[from[i]] == '"' && to[i] - from[i] > 2;
        }
        for (int k = from[i]; k < to[i]; k++) {
            if (buf[k] < '0' || buf[k] > '9') {
                return false;
            }
        }
        return buf[from[i]] != '0';
    }

    /** Returns the four members as text, for a chunk of our own. */
    String members() {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < FIELDS; i++) {
            byte[] value = fixed[i].length == 0 ? spare[i] : fixed[i];
            out.append(i == 0 ? "\"" : ",\"").append(new String(NAMES[i], US_ASCII));
            out.append("\":").append(new String(value, UTF_8));
        }
        return out.toString();
    }
}
