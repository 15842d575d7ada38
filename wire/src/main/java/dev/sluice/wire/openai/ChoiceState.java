package dev.sluice.wire.openai;

import dev.sluice.wire.chat.UsageEstimate;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What one choice of a stream has said so far. */
final class ChoiceState {
    /** What is said; tool calls are texts of their own, from {@link #CALLS} on. */
    static final int CONTENT = 0;

    static final int REASONING = 1;
    static final int REFUSAL = 2;
    static final int CALLS = 3;

    private static final byte[] NOTHING = {};

    final int index;
    final UsageEstimate said = new UsageEstimate();
    boolean started;
    boolean finished;

    private int calls;
    private int[] upstreamIndex = new int[2];
    private byte[][] ids = new byte[2][];
    private byte[][] names = new byte[2][];

    ChoiceState(int index) {
        this.index = index;
    }

    /** Counts the JSON string {@code buf[from, to)}, quotes included, as more of one text. */
    void hear(int text, byte[] buf, int from, int to) {
        if (to - from > 2) {
            said.on(text).addJson(buf, from + 1, to - 1);
        }
    }

    /** Returns how many tool calls there have been; the next one gets this index. */
    int calls() {
        return calls;
    }

    /** Adds a tool call and returns its index; raw id and name are set by the caller. */
    int add(int upstream) {
        if (calls == ids.length) {
            upstreamIndex = Arrays.copyOf(upstreamIndex, calls * 2);
            ids = Arrays.copyOf(ids, calls * 2);
            names = Arrays.copyOf(names, calls * 2);
        }
        upstreamIndex[calls] = upstream;
        ids[calls] = NOTHING;
        names[calls] = NOTHING;
        return calls++;
    }

    /** Returns the latest call that the upstream counts as {@code upstream}, or -1. */
    int withUpstreamIndex(int upstream) {
        for (int i = calls - 1; i >= 0; i--) {
            if (upstreamIndex[i] == upstream) {
                return i;
            }
        }
        return -1;
    }

    /** Returns the call with this raw id, or -1. */
    int withId(byte[] buf, int from, int to) {
        for (int i = calls - 1; i >= 0; i--) {
            if (ChunkWords.is(buf, from, to, ids[i])) {
                return i;
            }
        }
        return -1;
    }

    byte[] id(int call) {
        return ids[call];
    }

    byte[] name(int call) {
        return names[call];
    }

    void identify(int call, byte @Nullable [] id, byte @Nullable [] name) {
        ids[call] = id == null ? ids[call] : id;
        names[call] = name == null ? names[call] : name;
    }
}
