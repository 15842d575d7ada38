package dev.sluice.providers;

import dev.sluice.wire.gemini.GeminiDialect;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The Gemini API of AI Studio. Words: {@code api_key}; {@code model}, asked for when a call names
 * none; {@code api_version}, {@code v1beta} unless said.
 */
public final class GeminiFactory implements VendorFactory {
    private static final Origin HOME = new Origin(true, "generativelanguage.googleapis.com", 443);

    /** Creates the factory. */
    public GeminiFactory() {}

    @Override
    public Set<String> words() {
        return Set.of("api_key", "model", "api_version");
    }

    @Override
    public Vendor vendor(@Nullable BaseUrl base, Words words) {
        Secret key = Secret.of(words.need("api_key", "a key of Google AI Studio"));
        Origin origin = base == null ? HOME : base.origin();
        String root = base == null ? "" : base.path();
        String version = GeminiProtocol.word(words, "api_version", "v1beta");
        // People copy the version with the address.
        boolean versioned = root.matches("(.*/)?v\\d\\w*");
        String parent = (versioned ? root : root + '/' + version) + '/';
        var protocol =
                new GeminiProtocol(
                        new GeminiDialect(),
                        origin,
                        parent,
                        "models/",
                        "tunedModels/",
                        GeminiProtocol.word(words, "model", GeminiProtocol.DEFAULT_MODEL),
                        Map.of());
        return new Vendor(origin, new Auth.HeaderKey("x-goog-api-key", key), protocol);
    }
}
