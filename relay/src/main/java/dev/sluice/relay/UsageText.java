package dev.sluice.relay;

import dev.sluice.wire.chat.Usage;
import org.jspecify.annotations.Nullable;

/** Usage as JSON: in OpenAI's members, and whether it was estimated. */
final class UsageText {
    private UsageText() {}

    /** Returns one JSON object. */
    static String of(Usage usage) {
        return "{\"prompt_tokens\":"
                + usage.input()
                + ",\"completion_tokens\":"
                + usage.output()
                + ",\"total_tokens\":"
                + usage.total()
                + ",\"prompt_tokens_details\":{\"cached_tokens\":"
                + usage.cacheRead()
                + ",\"cache_write_tokens\":"
                + usage.cacheWrite()
                + ",\"audio_tokens\":"
                + usage.audioInput()
                + "},\"completion_tokens_details\":{\"reasoning_tokens\":"
                + usage.reasoning()
                + ",\"audio_tokens\":"
                + usage.audioOutput()
                + "},\"estimated\":"
                + usage.estimated()
                + "}";
    }

    /**
     * Returns whether a usage object counts anything. Some vendors state one with nothing but
     * zeros, or nothing at all, until they know better.
     */
    static boolean counts(@Nullable String json) {
        boolean quoted = false;
        for (int i = 0; json != null && i < json.length(); i++) {
            char c = json.charAt(i);
            if (c == '"' && json.charAt(i - 1) != '\\') {
                quoted = !quoted;
            } else if (!quoted && c >= '1' && c <= '9') {
                return true;
            }
        }
        return false;
    }
}
