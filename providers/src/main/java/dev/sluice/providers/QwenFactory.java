package dev.sluice.providers;

import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.VendorDialect;
import dev.sluice.wire.dashscope.DashScopeDialect;
import dev.sluice.wire.frames.Framing;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Alibaba's Qwen over DashScope's native API.
 *
 * <p>Source: Alibaba Cloud Model Studio docs, DashScope API reference, read 2026-11.
 */
public final class QwenFactory implements VendorFactory {
    private static final String SERVICES = "/api/v1/services/aigc";
    private static final String TEXT = "/text-generation/generation";
    private static final String MULTIMODAL = "/multimodal-generation/generation";
    // They refuse whole answers: "only support stream" or "enable_thinking must be set to false".
    private static final Pattern STREAM_ONLY =
            Pattern.compile("qwq.*|qvq.*|.*omni.*|.*thinking.*|qwen3-[\\da-z.-]*\\d+b.*");

    /** Creates the factory. */
    public QwenFactory() {}

    @Override
    public Set<String> words() {
        return Set.of("api_key", "model", "workspace", "region");
    }

    @Override
    public Vendor vendor(@Nullable BaseUrl base, Words words) {
        Secret key = Secret.of(words.need("api_key", "a key of DashScope's, as in sk-..."));
        Origin origin = base == null ? home(words.get("region")) : base.origin();
        String root = base == null ? SERVICES : services(base.path());
        String workspace = words.get("workspace");
        Map<String, String> headers =
                workspace == null || workspace.isBlank()
                        ? Map.of()
                        : Map.of("x-dashscope-workspace", workspace.strip());
        String model = words.get("model");
        var dialect = new DashScopeDialect();
        var protocol =
                new Qwen(
                        model == null || model.isBlank() ? null : model.strip(),
                        post(dialect, origin, root + TEXT, headers),
                        post(dialect, origin, root + MULTIMODAL, headers));
        return new Vendor(origin, new Auth.Bearer(key), protocol);
    }

    private static Post post(
            VendorDialect dialect, Origin origin, String path, Map<String, String> headers) {
        Map<String, String> streams =
                Map.of("x-dashscope-sse", "enable", "accept", "text/event-stream");
        return new Post(dialect, Framing.EVENTS, origin, path, path, headers, streams);
    }

    // A host, /api/v1, one of the two addresses in full, or the compatible API's.
    private static String services(String path) {
        String root = path;
        int end = root.indexOf("/services/");
        root = end < 0 ? root : root.substring(0, end);
        end = root.indexOf("/compatible-mode");
        root = end < 0 ? root : root.substring(0, end);
        return root.endsWith("/api/v1") ? root + "/services/aigc" : root + SERVICES;
    }

    private static Origin home(@Nullable String region) {
        String wanted = region == null ? "cn" : region.strip().toLowerCase(Locale.ROOT);
        String host =
                switch (wanted) {
                    case "", "cn" -> "dashscope.aliyuncs.com";
                    case "intl" -> "dashscope-intl.aliyuncs.com";
                    case "us" -> "dashscope-us.aliyuncs.com";
                    default ->
                            throw new Words.BadWord(
                                    "region",
                                    "'" + wanted + "' is unknown; expected cn, intl or us");
                };
        return new Origin(true, host, 443);
    }

    /**
     * Both ways to ask.
     *
     * @param model the configured model, which wins over the caller's, or null
     */
    private record Qwen(@Nullable String model, Post text, Post multimodal) implements Protocol {
        @Override
        public VendorDialect dialect() {
            return text.dialect();
        }

        @Override
        public Framing framing() {
            return Framing.EVENTS;
        }

        @Override
        public Delivery delivery() {
            boolean stream =
                    model != null && STREAM_ONLY.matcher(model.toLowerCase(Locale.ROOT)).matches();
            return stream ? Delivery.STREAM : Delivery.AS_ASKED;
        }

        @Override
        public Session open(ChatCall call, Moment moment) {
            ChatCall named = model == null ? call : call.withModel(model);
            return switch (DashScopeDialect.surface(named)) {
                case TEXT -> text.open(named, moment);
                case MULTIMODAL -> multimodal.open(named, moment);
            };
        }
    }
}
