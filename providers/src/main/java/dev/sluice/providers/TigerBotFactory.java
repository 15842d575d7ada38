package dev.sluice.providers;

import dev.sluice.wire.tigerbot.TigerBotDialect;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** TigerBot's native API. Source: TigerBot's API documentation, read 2026-11. */
public final class TigerBotFactory implements VendorFactory {
    private static final String PATH = "/chat/completions";

    /** Creates the factory. */
    public TigerBotFactory() {}

    @Override
    public Set<String> words() {
        return Set.of("api_key", "model");
    }

    @Override
    public Vendor vendor(@Nullable BaseUrl base, Words words) {
        Secret key = Secret.of(words.need("api_key", "TigerBot's API key"));
        Origin origin = base == null ? new Origin(true, "api.tigerbot.com", 443) : base.origin();
        String root = base == null || base.path().isEmpty() ? "/v1" : base.path();
        return new Vendor(
                origin, new Auth.Bearer(key), Post.to(origin, root + PATH, new TigerBotDialect()));
    }
}
