package dev.sluice.providers;

import dev.sluice.wire.baidu.BaiduDialect;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.VendorDialect;
import dev.sluice.wire.chat.Written;
import dev.sluice.wire.frames.Framing;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Baidu's ERNIE models over their first API (wenxinworkshop), an address for each model.
 *
 * <p>Source: Baidu Qianfan docs, ERNIE API (wenxinworkshop), read 2026-11. The service itself was
 * shut down on 2026-08-31.
 */
public final class WenxinFactory implements VendorFactory {
    private static final Origin HOME = new Origin(true, "aip.baidubce.com", 443);
    private static final String TOKEN = "/oauth/2.0/token";
    private static final String WORKSHOP = "/rpc/2.0/ai_custom/v1/wenxinworkshop";

    /** Creates the factory. */
    public WenxinFactory() {}

    @Override
    public Set<String> words() {
        return Set.of("api_key", "secret_key", "model", "oauth_url");
    }

    @Override
    public Vendor vendor(@Nullable BaseUrl base, Words words) {
        Secret key = Secret.of(words.need("api_key", "the API Key of a Baidu application"));
        Secret secret =
                Secret.of(words.need("secret_key", "the Secret Key of a Baidu application"));
        Origin origin = base == null ? HOME : base.origin();
        String root = base == null ? WORKSHOP : workshop(base.path());
        String model = words.get("model");
        var protocol =
                new Wenxin(
                        new BaiduDialect(),
                        origin,
                        root + "/chat/",
                        model == null || model.isBlank() ? null : model.strip());
        return new Vendor(origin, new Auth.OAuth(grant(words, key, secret)), protocol);
    }

    private static BaiduGrant grant(Words words, Secret key, Secret secret) {
        String address = words.get("oauth_url");
        if (address == null || address.isBlank()) {
            return new BaiduGrant(HOME, TOKEN, key, secret);
        }
        try {
            BaseUrl url = BaseUrl.parse(address);
            String path = url.path().isEmpty() ? TOKEN : url.path();
            return new BaiduGrant(url.origin(), path, key, secret);
        } catch (IllegalArgumentException e) {
            throw new Words.BadWord("oauth_url", String.valueOf(e.getMessage()));
        }
    }

    private static String workshop(String path) {
        int end = path.indexOf("/wenxinworkshop");
        return end < 0 ? path + WORKSHOP : path.substring(0, end) + "/wenxinworkshop";
    }

    /** Returns the last step of a model's address; a name that is not known is one itself. */
    static String endpoint(String model) {
        String name = model.toLowerCase(Locale.ROOT);
        return switch (name) {
            case "ernie-4.0", "ernie-4.0-8k", "ernie-4.0-8k-latest", "ernie-bot-4" ->
                    "completions_pro";
            case "ernie-3.5", "ernie-3.5-8k", "ernie-bot" -> "completions";
            case "ernie-bot-turbo", "ernie-lite-8k-0922", "ernie-lite-8k-0725" -> "eb-instant";
            case "ernie-lite-8k-0308" -> "ernie-lite-8k";
            case "ernie-speed", "ernie-speed-8k" -> "ernie_speed";
            case "ernie-bot-8k" -> "ernie_bot_8k";
            case "bloomz-7b" -> "bloomz_7b1";
            case "llama-2-7b", "llama-2-7b-chat" -> "llama_2_7b";
            default -> name;
        };
    }

    /**
     * One POST to the model's own address.
     *
     * @param chat the path before the endpoint
     * @param model the configured model, which wins over the caller's, or null
     */
    private record Wenxin(VendorDialect dialect, Origin origin, String chat, @Nullable String model)
            implements Protocol {
        @Override
        public Framing framing() {
            return Framing.EVENTS;
        }

        @Override
        public Session open(ChatCall call, Moment moment) {
            String name = model == null ? call.model() : model;
            if (name == null) {
                throw new ApiException(
                        ApiError.badRequest(
                                "The request names no model and the provider needs one; add"
                                        + " 'model'.",
                                "model",
                                "missing_required_parameter"));
            }
            Written written = dialect.writeCall(call);
            String target = chat + Post.encode(endpoint(name));
            return Post.single(
                    VendorRequest.post(origin, target, written.body()), written.dropped());
        }
    }
}
