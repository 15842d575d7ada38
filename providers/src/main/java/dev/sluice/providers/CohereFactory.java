package dev.sluice.providers;

import dev.sluice.wire.cohere.CohereDialect;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Cohere's chat API, version 2. Words: {@code api_key}. */
public final class CohereFactory implements VendorFactory {
    private static final Origin HOME = new Origin(true, "api.cohere.com", 443);

    /** Creates the factory. */
    public CohereFactory() {}

    @Override
    public Set<String> words() {
        return Set.of("api_key");
    }

    @Override
    public Vendor vendor(@Nullable BaseUrl base, Words words) {
        Secret key = Secret.of(words.need("api_key", "a key of Cohere"));
        Origin origin = base == null ? HOME : base.origin();
        String root = base == null ? "" : base.path();
        // People copy the version with the address.
        String path = root.endsWith("/v2") ? root + "/chat" : root + "/v2/chat";
        return new Vendor(origin, new Auth.Bearer(key), Post.to(origin, path, new CohereDialect()));
    }
}
