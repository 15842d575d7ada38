package dev.sluice.providers;

import dev.sluice.wire.anthropic.AnthropicCompleteDialect;
import dev.sluice.wire.anthropic.AnthropicDialect;
import dev.sluice.wire.anthropic.AnthropicSettings;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.VendorDialect;
import dev.sluice.wire.frames.Framing;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Anthropic: Messages, or the older text completions for models before claude-3.
 *
 * <p>Source: Anthropic's API reference, read 2026-11.
 */
public final class ClaudeFactory implements VendorFactory {
    private static final Origin HOME = new Origin(true, "api.anthropic.com", 443);
    private static final String VERSION = "2023-06-01";
    private static final Pattern OLD = Pattern.compile("claude-(instant|v?[12](?!\\d))");
    private static final List<String> ENDPOINTS = List.of("/messages", "/complete", "/v1");

    /** Creates the factory. */
    public ClaudeFactory() {}

    @Override
    public Set<String> words() {
        return Set.of("api_key", "anthropic-version", "model", "api");
    }

    @Override
    public Vendor vendor(@Nullable BaseUrl base, Words words) {
        Secret key = Secret.of(words.need("api_key", "a key of Anthropic's API"));
        String given = words.get("anthropic-version");
        String version = given == null || given.isBlank() ? VERSION : given.strip();
        if (!version.matches("\\d{4}-\\d{2}-\\d{2}")) {
            throw new Words.BadWord(
                    "anthropic-version", "'" + version + "' is no date; expected " + VERSION);
        }
        Origin origin = base == null ? HOME : base.origin();
        String root = base == null ? "" : root(base.path());
        AnthropicSettings settings = AnthropicSettings.DEFAULT;
        // From this version on no model takes sampling parameters.
        if (version.compareTo("2026-10-21") >= 0) {
            settings = settings.with(settings.rules().withoutSampling());
        }
        var messages = new AnthropicDialect(settings);
        var complete = new AnthropicCompleteDialect(settings.maxTokens());
        Map<String, String> headers = Map.of("anthropic-version", version);
        var protocol =
                new Claude(
                        api(words.get("api")),
                        words.get("model"),
                        post(messages, origin, root + "/v1/messages", headers),
                        post(complete, origin, root + "/v1/complete", headers));
        return new Vendor(origin, new Auth.HeaderKey("x-api-key", key), protocol);
    }

    private static Post post(
            VendorDialect dialect, Origin origin, String path, Map<String, String> headers) {
        return new Post(dialect, Framing.EVENTS, origin, path, path, headers, Map.of());
    }

    private static String root(String path) {
        String root = path;
        for (String end : ENDPOINTS) {
            if (root.endsWith(end)) {
                root = root.substring(0, root.length() - end.length());
            }
        }
        return root;
    }

    private static Api api(@Nullable String word) {
        String wanted = word == null ? "" : word.strip().toLowerCase(Locale.ROOT);
        return switch (wanted) {
            case "" -> Api.BY_MODEL;
            case "messages" -> Api.MESSAGES;
            case "complete" -> Api.COMPLETE;
            default ->
                    throw new Words.BadWord(
                            "api", "'" + wanted + "' is unknown; expected messages or complete");
        };
    }

    /** Which of the two APIs is asked. */
    private enum Api {
        MESSAGES,
        COMPLETE,
        BY_MODEL
    }

    /**
     * Both ways to ask.
     *
     * @param model the configured model, which wins over the caller's, or null
     */
    private record Claude(Api api, @Nullable String model, Post messages, Post complete)
            implements Protocol {
        // It reads the answers of either API.
        @Override
        public VendorDialect dialect() {
            return messages.dialect();
        }

        @Override
        public Framing framing() {
            return Framing.EVENTS;
        }

        @Override
        public Session open(ChatCall call, Moment moment) {
            String asked = model == null || model.isBlank() ? call.model() : model.strip();
            String name = asked == null ? null : renamed(asked);
            ChatCall named =
                    name == null || name.equals(call.model()) ? call : call.withModel(name);
            boolean old =
                    switch (api) {
                        case MESSAGES -> false;
                        case COMPLETE -> true;
                        case BY_MODEL -> name != null && isOld(name);
                    };
            return (old ? complete : messages).open(named, moment);
        }

        private static boolean isOld(String model) {
            return OLD.matcher(model).lookingAt();
        }

        // What callers of OpenAI's models meant when this provider was asked in their place.
        private static String renamed(String model) {
            if (model.startsWith("gpt-3.5-turbo")) {
                return "claude-instant-1";
            }
            return model.startsWith("gpt-4") ? "claude-2" : model;
        }
    }
}
