package dev.sluice.providers;

import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.VendorDialect;
import dev.sluice.wire.frames.Framing;
import dev.sluice.wire.hunyuan.HunyuanDialect;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tencent's Hunyuan over Tencent Cloud API 3.0, every request signed.
 *
 * <p>Source: Tencent Cloud docs, Hunyuan ChatCompletions 2023-09-01, read 2026-11. The service
 * itself was shut down on 2026-09-30.
 */
public final class HunyuanFactory implements VendorFactory {
    private static final Origin HOME = new Origin(true, "hunyuan.tencentcloudapi.com", 443);

    /** Creates the factory. */
    public HunyuanFactory() {}

    @Override
    public Set<String> words() {
        return Set.of("secret_id", "secret_key", "model");
    }

    @Override
    public Vendor vendor(@Nullable BaseUrl base, Words words) {
        String id = words.need("secret_id", "the SecretId of a Tencent Cloud account, AKID...");
        String key = words.need("secret_key", "the SecretKey of a Tencent Cloud account");
        var auth =
                new Auth.SigV4(Auth.SigV4.Family.TENCENT, id, Secret.of(key), null, "", "hunyuan");
        Origin origin = base == null ? HOME : base.origin();
        String path = base == null ? "/" : base.path() + "/";
        Map<String, String> headers =
                Map.of("x-tc-action", "ChatCompletions", "x-tc-version", "2023-09-01");
        var post =
                new Post(
                        new HunyuanDialect(),
                        Framing.EVENTS,
                        origin,
                        path,
                        path,
                        headers,
                        Map.of());
        String model = words.get("model");
        return new Vendor(
                origin,
                auth,
                new Hunyuan(post, model == null || model.isBlank() ? null : model.strip()));
    }

    /**
     * One POST.
     *
     * @param model the configured model, which wins over the caller's, or null
     */
    private record Hunyuan(Post post, @Nullable String model) implements Protocol {
        @Override
        public VendorDialect dialect() {
            return post.dialect();
        }

        @Override
        public Framing framing() {
            return post.framing();
        }

        @Override
        public Session open(ChatCall call, Moment moment) {
            return post.open(model == null ? call : call.withModel(model), moment);
        }
    }
}
