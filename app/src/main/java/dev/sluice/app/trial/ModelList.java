package dev.sluice.app.trial;

import dev.sluice.app.control.JsonValue;
import dev.sluice.core.Upstream;
import dev.sluice.providers.Auth;
import dev.sluice.providers.BaseUrl;
import dev.sluice.providers.Preset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where vendors list their models, and how such a list is read. */
final class ModelList {
    private static final String ANTHROPIC_VERSION = "2023-06-01";
    private static final int MOST = 2000;

    private ModelList() {}

    /** A request for a list. */
    record Place(String target, Map<String, String> headers) {}

    /**
     * Returns where a vendor lists its models; null when it does not, or not to this credential.
     *
     * @param base the configured address, or null
     */
    static @Nullable Place of(Preset preset, Upstream.Remote remote, @Nullable String base) {
        if (remote.auth() instanceof Auth.OAuth) {
            return null;
        }
        return switch (preset.language()) {
            case OPENAI -> new Place(remote.address().target("/models", "", null), Map.of());
            case ZHIPU ->
                    remote.address().target("/models", "", null).equals("/models")
                            ? null
                            : new Place(remote.address().target("/models", "", null), Map.of());
            case ANTHROPIC ->
                    new Place(
                            root(base) + "/v1/models?limit=1000",
                            Map.of("anthropic-version", ANTHROPIC_VERSION));
            case GEMINI -> new Place(root(base) + "/v1beta/models?pageSize=1000", Map.of());
            case OLLAMA -> new Place(root(base) + "/api/tags", Map.of());
            case COHERE -> new Place(root(base) + "/v1/models?page_size=1000", Map.of());
            // Azure lists what could be deployed, not what is.
            case AZURE,
                    VERTEX,
                    BEDROCK,
                    DASHSCOPE,
                    SPARK,
                    BAIDU_V1,
                    TIGERBOT,
                    HUNYUAN,
                    SKYLARK,
                    COZE,
                    DIFY,
                    CLAUDE_WEB,
                    SYDNEY,
                    ECHO,
                    ROUTER,
                    MODEL_NAME_ROUTER ->
                    null;
        };
    }

    /** Returns the path above a vendor's own paths. */
    private static String root(@Nullable String base) {
        if (base == null || base.contains("${")) {
            return "";
        }
        try {
            return BaseUrl.parse(base)
                    .path()
                    .replaceFirst("/(?:v1|v1beta|v2|api)(?:/(?:messages|chat|models))?/?$", "");
        } catch (IllegalArgumentException _) {
            return "";
        }
    }

    /**
     * Reads a list in any of the shapes that vendors give it.
     *
     * @return null when it is none
     */
    static @Nullable List<String> read(String text) {
        JsonValue root;
        try {
            root = JsonValue.read(text.getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException _) {
            return null;
        }
        List<JsonValue> items = root.items();
        for (String name : List.of("data", "models")) {
            items = items.isEmpty() ? root.member(name).items() : items;
        }
        List<String> names = new ArrayList<>();
        for (JsonValue each : items) {
            String id = each.words("id").isEmpty() ? each.words("name") : each.words("id");
            String plain = id.startsWith("models/") ? id.substring("models/".length()) : id;
            if (!plain.isEmpty() && !names.contains(plain) && names.size() < MOST) {
                names.add(plain);
            }
        }
        boolean list = root.members().containsKey("data") || root.members().containsKey("models");
        return names.isEmpty() && !list ? null : List.copyOf(names);
    }
}
