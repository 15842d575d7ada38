package dev.sluice.providers;

import dev.sluice.wire.frames.Framing;
import dev.sluice.wire.zhipu.ZhipuV3Dialect;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Zhipu's v3, whose token goes without a scheme. v4 speaks OpenAI's language and takes the key as
 * it is; {@link #isV3} tells the two apart. Source: Zhipu's API reference, read 2026-11.
 */
public final class ZhipuFactory implements VendorFactory {
    private static final String HOST = "open.bigmodel.cn";
    private static final String API = "/api/paas/v3/model-api";

    /** Creates the factory. */
    public ZhipuFactory() {}

    /**
     * Says whether a configuration means v3: its {@code api_version} says so, or says nothing and
     * the model is of that time.
     */
    public static boolean isV3(@Nullable String apiVersion, @Nullable String model) {
        if (apiVersion != null && !apiVersion.isBlank()) {
            return apiVersion.strip().equalsIgnoreCase("v3");
        }
        String name = model == null ? "" : model.strip().toLowerCase(Locale.ROOT);
        return name.startsWith("chatglm_") || name.equals("characterglm");
    }

    @Override
    public Set<String> words() {
        return Set.of("api_key", "model", "api_version");
    }

    @Override
    public Vendor vendor(@Nullable BaseUrl base, Words words) {
        String key = words.need("api_key", "Zhipu's key of the form id.secret");
        Origin origin = base == null ? new Origin(true, HOST, 443) : base.origin();
        String root = root(base == null ? "" : base.path());
        var post =
                new Post(
                        new ZhipuV3Dialect(),
                        Framing.RAW_EVENTS,
                        origin,
                        root + "/{model}/invoke",
                        root + "/{model}/sse-invoke",
                        Map.of(),
                        Map.of("accept", "text/event-stream"));
        // A key without two halves, such as the placeholder of a sample, is no reason not to start:
        // the vendor refuses it when it is used.
        int dot = key.indexOf('.');
        boolean halves = dot > 0 && dot < key.length() - 1;
        Auth auth =
                halves
                        ? new Auth.Jwt(Secret.of(key), "")
                        : new Auth.HeaderKey("authorization", Secret.of(key));
        return new Vendor(origin, auth, post);
    }

    /** A base may stop anywhere on the way to the models. */
    private static String root(String path) {
        for (String part : new String[] {"/api/paas/v3/model-api", "/api/paas/v3", "/api/paas"}) {
            if (path.endsWith(part)) {
                return path.substring(0, path.length() - part.length()) + API;
            }
        }
        return path.replaceAll("/v[34]$", "").replaceAll("/api/paas$", "") + API;
    }
}
