package dev.sluice.wire.openai;

import dev.sluice.wire.json.Kind;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The finish reasons of OpenAI's language, and the words that servers speaking almost that language
 * use instead. A word that is not listed here stays what it is.
 */
final class FinishReasons {
    private static final byte[] STOP = ChunkWords.ascii("\"stop\"");
    private static final byte[] LENGTH = ChunkWords.ascii("\"length\"");
    private static final byte[] TOOL_CALLS = ChunkWords.ascii("\"tool_calls\"");
    private static final byte[] FILTER = ChunkWords.ascii("\"content_filter\"");

    private static final byte[][] FOREIGN = {
        ChunkWords.ascii("\"eos\""), STOP,
        ChunkWords.ascii("\"end_turn\""), STOP,
        ChunkWords.ascii("\"stop_sequence\""), STOP,
        ChunkWords.ascii("\"max_tokens\""), LENGTH,
        ChunkWords.ascii("\"model_length\""), LENGTH,
        ChunkWords.ascii("\"tool_use\""), TOOL_CALLS,
        ChunkWords.ascii("\"safety\""), FILTER,
        ChunkWords.ascii("\"\""), ChunkWords.NULL,
        ChunkWords.ascii("\"null\""), ChunkWords.NULL,
    };

    /** Whether the choice has called a tool. */
    enum Tools {
        CALLED,
        NONE
    }

    private FinishReasons() {}

    /** Returns what to write in place of the raw value {@code buf[from, to)}; null to leave it. */
    static byte @Nullable [] repaired(byte[] buf, int from, int to, Tools tools) {
        byte[] known =
                switch (Kind.of(buf[from])) {
                    case STRING -> foreign(buf, from, to);
                    case NUMBER, TRUE -> STOP;
                    case NULL -> null;
                    case FALSE, OBJECT, ARRAY -> ChunkWords.NULL;
                };
        boolean stop =
                known == null ? ChunkWords.is(buf, from, to, STOP) : Arrays.equals(known, STOP);
        return stop && tools == Tools.CALLED ? TOOL_CALLS : known;
    }

    private static byte @Nullable [] foreign(byte[] buf, int from, int to) {
        for (int i = 0; i < FOREIGN.length; i += 2) {
            if (ChunkWords.is(buf, from, to, FOREIGN[i])) {
                return FOREIGN[i + 1];
            }
        }
        return null;
    }
}
