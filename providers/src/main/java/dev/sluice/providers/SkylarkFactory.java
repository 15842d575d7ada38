package dev.sluice.providers;

import dev.sluice.wire.frames.Framing;
import dev.sluice.wire.skylark.SkylarkDialect;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Skylark on Volcengine's first model platform, with a signed pair of keys. Source: Volcengine's
 * MaaS reference, read 2026-11.
 */
public final class SkylarkFactory implements VendorFactory {
    private static final String HOST = "maas-api.ml-platform-cn-beijing.volces.com";
    private static final String PATH = "/api/v1/chat";

    /** Creates the factory. */
    public SkylarkFactory() {}

    @Override
    public Set<String> words() {
        return Set.of("api_key", "model");
    }

    @Override
    public Vendor vendor(@Nullable BaseUrl base, Words words) {
        String pair = words.need("api_key", "an access key and its secret, AK:SK");
        int colon = pair.indexOf(':');
        if (colon < 0) {
            throw new Words.BadWord(
                    "api_key",
                    "is a single key, which is Ark's; expected AK:SK. For a key of Ark use the"
                            + " type 'doubao'");
        }
        String access = pair.substring(0, colon).strip();
        String secret = pair.substring(colon + 1).strip();
        if (access.isEmpty() || secret.isEmpty()) {
            throw new Words.BadWord("api_key", "lacks one of its halves; expected AK:SK");
        }
        Origin origin = base == null ? new Origin(true, HOST, 443) : base.origin();
        String path = base == null ? "" : base.path();
        String target = (path.endsWith("/api/v1") ? path + "/chat" : chat(path));
        // The content type is signed: it must be sent exactly as it is here.
        var post =
                new Post(
                        new SkylarkDialect(),
                        Framing.EVENTS,
                        origin,
                        target,
                        target,
                        Map.of("content-type", "application/json; charset=utf-8"),
                        Map.of());
        var auth =
                new Auth.SigV4(
                        Auth.SigV4.Family.VOLCENGINE,
                        access,
                        Secret.of(secret),
                        null,
                        "cn-beijing",
                        "ml_maas");
        return new Vendor(origin, auth, post);
    }

    private static String chat(String path) {
        return path.endsWith(PATH) ? path : path + PATH;
    }
}
