package dev.sluice.providers;

import dev.sluice.wire.bedrock.BedrockDialect;
import dev.sluice.wire.frames.Framing;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes AWS Bedrock of {@code region} and a credential: {@code access_key_id} and {@code
 * secret_access_key}, with {@code session_token} where it is temporary, or an {@code api_key} of
 * Bedrock's own. {@code model} is an id, a profile or an ARN, and wins over the caller's. Source:
 * Amazon Bedrock user guide, read 2026-11.
 */
public final class BedrockFactory implements VendorFactory {
    private static final Pattern REGION = Pattern.compile("[a-z]{2}(-[a-z]+)+-\\d+");
    private static final Pattern IN_HOST =
            Pattern.compile("bedrock-runtime(?:-fips)?\\.([a-z0-9-]+)\\.amazonaws\\.com(?:\\.cn)?");

    /** Creates the factory. */
    public BedrockFactory() {}

    @Override
    public Set<String> words() {
        return Set.of(
                "region",
                "access_key_id",
                "secret_access_key",
                "session_token",
                "api_key",
                "model");
    }

    @Override
    public Vendor vendor(@Nullable BaseUrl base, Words words) {
        String region = region(base, words);
        Auth auth = auth(region, words);
        BaseUrl where = base == null ? new BaseUrl(home(region), "") : base;
        String model = where.path() + "/model/{model}";
        var post =
                new Post(
                        new BedrockDialect(),
                        Framing.AWS_EVENTS,
                        where.origin(),
                        model + "/converse",
                        model + "/converse-stream",
                        Map.of(),
                        Map.of("accept", "application/vnd.amazon.eventstream"));
        return new Vendor(where.origin(), auth, ConfiguredModel.of(post, words.get("model")));
    }

    private static Origin home(String region) {
        String tail = region.startsWith("cn-") ? ".amazonaws.com.cn" : ".amazonaws.com";
        return new Origin(true, "bedrock-runtime." + region + tail, 443);
    }

    private static String region(@Nullable BaseUrl base, Words words) {
        String said = words.get("region");
        if (base != null && (said == null || said.isBlank())) {
            Matcher host = IN_HOST.matcher(base.origin().host());
            if (host.matches()) {
                return host.group(1);
            }
        }
        String region = words.need("region", "the region of the models, such as us-east-1");
        if (!REGION.matcher(region).matches()) {
            throw new Words.BadWord("region", "'" + region + "'; expected one like us-east-1");
        }
        return region;
    }

    private static Auth auth(String region, Words words) {
        boolean pair = words.get("access_key_id") != null;
        boolean key = words.get("api_key") != null;
        if (key && pair) {
            throw new Words.BadWord(
                    "api_key", "stands beside access_key_id; expected one of the two");
        }
        if (key || (!pair && words.get("secret_access_key") == null)) {
            String expected = "a key of Bedrock, or access_key_id and secret_access_key";
            return new Auth.Bearer(Secret.of(words.need("api_key", expected)));
        }
        String session = words.get("session_token");
        return new Auth.SigV4(
                Auth.SigV4.Family.AWS,
                words.need("access_key_id", "the id of an AWS access key"),
                Secret.of(words.need("secret_access_key", "the secret of the access key")),
                session == null || session.isBlank() ? null : Secret.of(session.strip()),
                region,
                "bedrock");
    }
}
