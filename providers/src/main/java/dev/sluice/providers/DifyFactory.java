package dev.sluice.providers;

import dev.sluice.wire.dify.DifyDialect;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes a Dify application of its {@code api_key}; {@code user} is who asks by default. */
public final class DifyFactory implements VendorFactory {
    private static final Origin HOME = new Origin(true, "api.dify.ai", 443);
    private static final String ENDPOINT = "/chat-messages";

    /** Creates the factory. */
    public DifyFactory() {}

    @Override
    public Set<String> words() {
        return Set.of("api_key", "user");
    }

    @Override
    public Vendor vendor(@Nullable BaseUrl base, Words words) {
        String key = words.need("api_key", "the key of a Dify application, app-...");
        String user = words.get("user");
        var dialect = new DifyDialect(user == null || user.isBlank() ? "gateway" : user.strip());
        Origin origin = base == null ? HOME : base.origin();
        String path = path(base == null ? "" : base.path());
        return new Vendor(
                origin,
                new Auth.Bearer(Secret.of(key)),
                new AlwaysStreams(Post.to(origin, path, dialect)));
    }

    private static String path(String base) {
        if (base.endsWith(ENDPOINT)) {
            return base;
        }
        return base.endsWith("/v1") ? base + ENDPOINT : base + "/v1" + ENDPOINT;
    }
}
