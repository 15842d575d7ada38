package dev.sluice.providers;

import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.Written;
import dev.sluice.wire.frames.Framing;
import dev.sluice.wire.spark.SparkApp;
import dev.sluice.wire.spark.SparkDialect;
import dev.sluice.wire.spark.SparkVersion;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes iFlytek Spark, over its WebSocket, of {@code app_id}, {@code api_key}, {@code api_secret}
 * and {@code api_model_version}. A base with a path of its own is the whole address, as fine-tuned
 * models have one.
 */
public final class SparkFactory implements VendorFactory {
    private static final Origin HOME = new Origin(true, "spark-api.xf-yun.com", 443);

    /** Creates the factory. */
    public SparkFactory() {}

    @Override
    public Set<String> words() {
        return Set.of(
                "app_id",
                "api_key",
                "api_secret",
                "api_model_version",
                "model",
                "domain",
                "patch_id",
                "prompt");
    }

    @Override
    public Vendor vendor(@Nullable BaseUrl base, Words words) {
        SparkVersion version = version(words);
        String id = words.need("app_id", "the APPID that iFlytek's console shows");
        String key = words.need("api_key", "the APIKey that iFlytek's console shows");
        String secret = words.need("api_secret", "the APISecret that iFlytek's console shows");
        String settings = given(words, "prompt");
        if (settings != null && !settings.contains("{system}")) {
            throw new Words.BadWord(
                    "prompt", "has no {system}, which stands for the instructions of a call");
        }
        String domain = given(words, "domain");
        var app =
                new SparkApp(
                        id,
                        version,
                        domain == null ? version.domain() : domain,
                        given(words, "patch_id"),
                        settings == null ? SparkApp.SETTINGS : settings);
        Origin origin = base == null ? HOME : base.origin();
        String path = base == null || base.path().isEmpty() ? version.path() : base.path();
        var auth = new Auth.SignedUrl(key, Secret.of(secret));
        return new Vendor(origin, auth, new Talk(new SparkDialect(app), origin, path));
    }

    private static SparkVersion version(Words words) {
        String said = given(words, "api_model_version");
        String word = said == null && given(words, "model") != null ? "model" : "api_model_version";
        String text = words.need(word, "one of " + SparkVersion.words());
        return SparkVersion.of(text)
                .orElseThrow(() ->
                        new Words.BadWord(
                                word, "'" + text + "'; expected one of " + SparkVersion.words()));
    }

    private static @Nullable String given(Words words, String word) {
        String value = words.get(word);
        return value == null || value.isBlank() ? null : value.strip();
    }

    private record Talk(SparkDialect dialect, Origin origin, String path) implements Protocol {
        @Override
        public Framing framing() {
            return Framing.MESSAGES;
        }

        @Override
        public Delivery delivery() {
            return Delivery.STREAM;
        }

        @Override
        public Session open(ChatCall call, Moment moment) {
            Written written = dialect.writeCall(call);
            String message = new String(written.body(), StandardCharsets.UTF_8);
            var upgrade = VendorRequest.of(origin, "GET", path);
            return new Session() {
                @Override
                public Step first() {
                    return new Step.Open(upgrade, List.of(message));
                }

                @Override
                public List<String> dropped() {
                    return written.dropped();
                }
            };
        }
    }
}
