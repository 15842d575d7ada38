package dev.sluice.providers;

import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.VendorDialect;
import dev.sluice.wire.coze.CozeDialect;
import dev.sluice.wire.frames.Framing;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes Coze of {@code api_key}, {@code bot_id} and {@code region}. */
public final class CozeFactory implements VendorFactory {
    private static final String PATH = "/v3/chat";

    /** Creates the factory. */
    public CozeFactory() {}

    @Override
    public Set<String> words() {
        return Set.of("api_key", "bot_id", "region");
    }

    @Override
    public Vendor vendor(@Nullable BaseUrl base, Words words) {
        String key = words.need("api_key", "a personal access token of Coze");
        String bot = words.get("bot_id");
        Origin origin = base == null ? home(words.get("region")) : base.origin();
        var dialect = new CozeDialect(bot == null || bot.isBlank() ? null : bot.strip());
        String path = base == null ? PATH : path(base.path());
        return new Vendor(
                origin,
                new Auth.Bearer(Secret.of(key)),
                new AlwaysStreams(new Conversing(Post.to(origin, path, dialect))));
    }

    private static String path(String base) {
        return base.endsWith("/v3") ? base + "/chat" : base.endsWith(PATH) ? base : base + PATH;
    }

    private static Origin home(@Nullable String region) {
        String where = region == null || region.isBlank() ? "cn" : region.strip();
        return switch (where) {
            case "cn", "com" -> new Origin(true, "api.coze." + where, 443);
            default -> throw new Words.BadWord("region", "'" + where + "'; expected cn or com");
        };
    }

    /** Puts the conversation that a call continues into the address. */
    private record Conversing(Post post) implements Protocol {
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
            Raw kept = call.extras().get(CozeDialect.CONVERSATION);
            if (kept == null || kept.isNull()) {
                return post.open(call, moment);
            }
            String id = kept.json().replace("\"", "");
            String target = post.stream() + '?' + CozeDialect.CONVERSATION + '=' + Post.encode(id);
            return Post.to(post.origin(), target, post.dialect()).open(call, moment);
        }
    }
}
