package dev.sluice.providers;

import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.frames.Framing;
import dev.sluice.wire.ollama.OllamaDialect;
import java.math.BigInteger;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes Ollama's own API. All words may be absent: {@code api_key} (Ollama's cloud wants one),
 * {@code model} (wins over the caller's), {@code num_ctx} (tokens of context), {@code keep_alive}
 * (how long the model stays loaded: {@code 5m}, or seconds, {@code -1} for ever). Source: Ollama
 * API docs, read 2026-11.
 */
public final class OllamaFactory implements VendorFactory {
    private static final BaseUrl HOME = new BaseUrl(new Origin(false, "localhost", 11434), "");

    /** Creates the factory. */
    public OllamaFactory() {}

    @Override
    public Set<String> words() {
        return Set.of("api_key", "model", "num_ctx", "keep_alive");
    }

    @Override
    public Vendor vendor(@Nullable BaseUrl base, Words words) {
        BaseUrl where = base == null ? HOME : base;
        // People copy the address of one of its other surfaces.
        String root = where.path().replaceFirst("/(v1|api|api/chat)$", "");
        String key = words.get("api_key");
        Auth auth =
                key == null || key.isBlank() ? new Auth.None() : new Auth.Bearer(Secret.of(key));
        String path = root + "/api/chat";
        var dialect = new OllamaDialect(context(words), keepAlive(words));
        var post = new Post(dialect, Framing.LINES, where.origin(), path, path, Map.of(), Map.of());
        return new Vendor(where.origin(), auth, ConfiguredModel.of(post, words.get("model")));
    }

    private static @Nullable BigInteger context(Words words) {
        String said = words.get("num_ctx");
        if (said == null || said.isBlank()) {
            return null;
        }
        if (!said.strip().matches("[1-9]\\d{0,8}")) {
            throw new Words.BadWord("num_ctx", "'" + said + "'; expected tokens, such as 8192");
        }
        return new BigInteger(said.strip());
    }

    private static @Nullable Raw keepAlive(Words words) {
        String said = words.get("keep_alive");
        if (said == null || said.isBlank()) {
            return null;
        }
        String text = said.strip();
        if (text.matches("-?(0|[1-9]\\d{0,9})")) {
            return new Raw(text);
        }
        if (!text.matches("-?(\\d+(\\.\\d+)?(ms|s|m|h))+")) {
            throw new Words.BadWord(
                    "keep_alive", "'" + said + "'; expected a duration such as 5m, or seconds");
        }
        return new Raw('"' + text + '"');
    }
}
