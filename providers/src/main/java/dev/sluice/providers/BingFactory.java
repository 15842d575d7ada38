package dev.sluice.providers;

import dev.sluice.wire.sydney.SydneyDialect;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes Bing's chat of a page's {@code cookie} and a {@code style}. Unofficial: the service has
 * been switched off, and where it is gone a call is told so. {@code api_base} and {@code hub_base}
 * say where a server stands that still speaks its protocol.
 */
public final class BingFactory implements VendorFactory {
    private static final Origin CREATE = new Origin(true, "edgeservices.bing.com", 443);
    private static final Origin HUB = new Origin(true, "sydney.bing.com", 443);

    /** Creates the factory. */
    public BingFactory() {}

    @Override
    public Set<String> words() {
        return Set.of("cookie", "style", "hub_base");
    }

    @Override
    public Vendor vendor(@Nullable BaseUrl base, Words words) {
        String cookie = cookie(words.need("cookie", "the cookies of bing.com, _U among them"));
        BaseUrl create = base == null ? new BaseUrl(CREATE, "") : base;
        BaseUrl hub = hub(words.get("hub_base"), base == null ? new BaseUrl(HUB, "") : base);
        return new Vendor(
                create.origin(),
                new Auth.HeaderKey("cookie", Secret.of(cookie)),
                new SydneyProtocol(new SydneyDialect(style(words.get("style"))), create, hub));
    }

    /** Takes a whole cookie header, or the value of {@code _U} alone. */
    private static String cookie(String said) {
        if (said.indexOf('=') < 0) {
            return "_U=" + said;
        }
        if (Arrays.stream(said.split(";", -1)).noneMatch(c -> c.strip().startsWith("_U="))) {
            throw new Words.BadWord("cookie", "has no _U, which is who is signed in");
        }
        return said;
    }

    private static SydneyDialect.Style style(@Nullable String said) {
        String word = said == null || said.isBlank() ? "balanced" : said.strip();
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "creative" -> SydneyDialect.Style.CREATIVE;
            case "balanced" -> SydneyDialect.Style.BALANCED;
            case "precise" -> SydneyDialect.Style.PRECISE;
            default ->
                    throw new Words.BadWord(
                            "style", "'" + word + "'; expected creative, balanced or precise");
        };
    }

    private static BaseUrl hub(@Nullable String said, BaseUrl otherwise) {
        if (said == null || said.isBlank()) {
            return otherwise;
        }
        try {
            return BaseUrl.parse(said.strip().replaceFirst("(?i)^ws", "http"));
        } catch (IllegalArgumentException e) {
            throw new Words.BadWord("hub_base", String.valueOf(e.getMessage()));
        }
    }
}
