package dev.sluice.wire.anthropic;

import dev.sluice.wire.chat.ToolCall;
import java.util.IdentityHashMap;
import java.util.regex.Pattern;

/**
 * Ids of tool calls, for which Anthropic takes only {@code [a-zA-Z0-9_-]{1,64}}. An id that does
 * not fit becomes one that is the same whenever it is asked for; a call without one gets its number
 * in the conversation.
 */
final class AnthropicIds {
    private static final Pattern FITS = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

    private final IdentityHashMap<ToolCall, String> made = new IdentityHashMap<>();

    String of(ToolCall call) {
        if (!call.id().isEmpty()) {
            return fitting(call.id());
        }
        return made.computeIfAbsent(call, _ -> "toolu_call" + made.size());
    }

    static String fitting(String id) {
        if (FITS.matcher(id).matches()) {
            return id;
        }
        // FNV-1a, 64 bits: no two ids of one conversation meet.
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < id.length(); i++) {
            hash = (hash ^ id.charAt(i)) * 0x100000001b3L;
        }
        return "toolu_" + Long.toHexString(hash);
    }
}
