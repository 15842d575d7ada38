package dev.sluice.wire.openai;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The names of a usage's members. Every call has a handful of them: the string for a known one is
 * found by its bytes instead of being made.
 */
final class UsageNames {
    private static final List<String> KNOWN =
            List.of(
                    "prompt_tokens",
                    "completion_tokens",
                    "total_tokens",
                    "prompt_tokens_details",
                    "completion_tokens_details",
                    "cached_tokens",
                    "cache_write_tokens",
                    "cache_creation_tokens",
                    "audio_tokens",
                    "reasoning_tokens",
                    "accepted_prediction_tokens",
                    "rejected_prediction_tokens",
                    "prompt_cache_hit_tokens",
                    "prompt_cache_miss_tokens",
                    "input_tokens",
                    "output_tokens",
                    "input_tokens_details",
                    "output_tokens_details");

    /** A power of two, and four times as many as there are names. */
    private static final int SLOTS = 128;

    private static final String[] NAMES = new String[SLOTS];
    private static final byte[][] BYTES = new byte[SLOTS][];

    static {
        for (String each : KNOWN) {
            byte[] name = each.getBytes(StandardCharsets.US_ASCII);
            int slot = slot(name, 0, name.length);
            while (NAMES[slot] != null) {
                slot = (slot + 1) & (SLOTS - 1);
            }
            NAMES[slot] = each;
            BYTES[slot] = name;
        }
    }

    private UsageNames() {}

    /** Returns a name that stands in a text, as ASCII and without escapes. */
    static String of(byte[] text, int from, int to) {
        if (from == to) {
            return "";
        }
        int slot = slot(text, from, to);
        while (NAMES[slot] != null) {
            byte[] name = BYTES[slot];
            if (Arrays.equals(text, from, to, name, 0, name.length)) {
                return NAMES[slot];
            }
            slot = (slot + 1) & (SLOTS - 1);
        }
        return new String(text, from, to - from, StandardCharsets.US_ASCII);
    }

    /** Names that differ in their length or in their first letter lie apart. */
    private static int slot(byte[] text, int from, int to) {
        return ((to - from) * 5 + text[from] * 3) & (SLOTS - 1);
    }
}
