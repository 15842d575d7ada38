package dev.sluice.providers;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of provider that a configuration may name. A kind that is not built yet is still a
 * kind: its entry starts, and a call to it is answered with 501 and the name.
 */
public enum ProviderType {
    OPENAI("openai", State.BUILT, "kimi", "moonshot"),
    PROXY("proxy", State.BUILT),
    AZURE("azure", State.BUILT, "azure-openai"),
    ECHO("echo", State.BUILT),
    CLAUDE("claude", State.PLANNED, "claude-api", "anthropic"),
    CLAUDE_WEB("claude-web", State.PLANNED),
    ZHIPU("zhipu-api", State.PLANNED, "zhipu"),
    SPARK("xunfei-spark-api", State.PLANNED, "spark", "xunfei"),
    GEMINI("gemini", State.PLANNED),
    BING("bing-sydney", State.PLANNED, "bing", "copilot"),
    QWEN("qwen", State.PLANNED),
    SKYLARK("skylark", State.PLANNED),
    WENXIN("wenxin", State.PLANNED, "ernie", "baidu"),
    ROUTER("router", State.PLANNED),
    MODEL_NAME_ROUTER("model-name-router", State.PLANNED);

    /** Whether calls to a kind are served. */
    public enum State {
        BUILT,
        PLANNED
    }

    private final String word;
    private final State state;

    @SuppressWarnings("ImmutableEnumChecker") // Set.of is immutable, its type cannot say so
    private final Set<String> aliases;

    ProviderType(String word, State state, String... aliases) {
        this.word = word;
        this.state = state;
        this.aliases = Set.of(aliases);
    }

    /** Returns the word for this kind in a configuration. */
    public String word() {
        return word;
    }

    /** Returns whether calls are served. */
    public State state() {
        return state;
    }

    /** Finds a kind by its word or an alias, ignoring case; null when nothing is called that. */
    public static @Nullable ProviderType named(String name) {
        String wanted = name.strip().toLowerCase(Locale.ROOT);
        for (ProviderType type : values()) {
            if (type.word.equals(wanted) || type.aliases.contains(wanted)) {
                return type;
            }
        }
        return null;
    }
}
