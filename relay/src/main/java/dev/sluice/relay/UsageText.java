package dev.sluice.relay;

import dev.sluice.wire.chat.Usage;

/** Tokens as the call record keeps them: OpenAI's members, and whether they were estimated. */
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
}
