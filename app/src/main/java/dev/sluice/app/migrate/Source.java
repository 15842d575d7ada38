package dev.sluice.app.migrate;

import dev.sluice.app.config.Node;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The programs whose files can be imported. */
public enum Source {
    /** openai-style-api's {@code model-config.json}: a list of {@code {token, type, config}}. */
    OPENAI_STYLE_API("model-config.json of openai-style-api"),
    /** LiteLLM's {@code config.yaml}. */
    LITELLM("config.yaml of LiteLLM"),
    /** What one-api's admin API lists of its channels and tokens. */
    ONE_API("channels and tokens of one-api, as JSON"),
    /** The same of new-api, whose channel types have other numbers. */
    NEW_API("channels and tokens of new-api, as JSON"),
    /** {@code config.yml} of the ChatGLM wrapper. */
    CHATGLM("config.yml of the ChatGLM wrapper");

    private static final Set<String> LITELLM_SECTIONS =
            Set.of("model_list", "litellm_settings", "router_settings", "general_settings");

    private final String title;

    Source(String title) {
        this.title = title;
    }

    /** Returns what the file is called. */
    public String title() {
        return title;
    }

    /** Returns the word for it on the command line, such as {@code one-api}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Finds a source by its word; null when there is none of this name. */
    public static @Nullable Source named(String word) {
        for (Source each : values()) {
            if (each.word().equals(word.strip().toLowerCase(Locale.ROOT))) {
                return each;
            }
        }
        return null;
    }

    /** Recognises a file by its shape; null when it is none of these. */
    static @Nullable Source of(Node file) {
        return switch (file) {
            case Node.Items items -> of(items);
            case Node.Members members -> {
                if (members.members().keySet().stream().anyMatch(LITELLM_SECTIONS::contains)) {
                    yield LITELLM;
                }
                if (members.get("llm_models") != null || members.get("llm_type") != null) {
                    yield CHATGLM;
                }
                List<Node.Members> rows = OneApiRows.of(file);
                yield rows.isEmpty() ? null : ofRows(rows);
            }
            case Node.Scalar _ -> null;
        };
    }

    private static @Nullable Source of(Node.Items items) {
        List<Node.Members> rows = OneApiRows.of(items);
        if (!rows.isEmpty()) {
            return ofRows(rows);
        }
        // A list is openai-style-api's, whatever stands in it: so is it at a start, too.
        return OPENAI_STYLE_API;
    }

    private static Source ofRows(List<Node.Members> rows) {
        return rows.stream().anyMatch(each -> names(each).stream().anyMatch(NEW_ONES::contains))
                ? NEW_API
                : ONE_API;
    }

    private static Set<String> names(Node.Members row) {
        Map<String, Node> members = row.members();
        return members.keySet();
    }

    /** Members that new-api has and one-api has not. */
    private static final Set<String> NEW_ONES =
            Set.of(
                    "auto_ban",
                    "channel_info",
                    "header_override",
                    "model_limits",
                    "model_limits_enabled",
                    "other_info",
                    "param_override",
                    "setting",
                    "settings",
                    "status_code_mapping",
                    "tag",
                    "test_model");

    /** Returns its adapter. */
    Adapter adapter() {
        return switch (this) {
            case OPENAI_STYLE_API -> new OpenAiStyleApi();
            case LITELLM -> new LiteLlm();
            case ONE_API -> new OneApi(ChannelTypes.ONE_API);
            case NEW_API -> new OneApi(ChannelTypes.NEW_API);
            case CHATGLM -> new ChatGlmWrapper();
        };
    }
}
