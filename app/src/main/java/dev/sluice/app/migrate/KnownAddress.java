package dev.sluice.app.migrate;

import dev.sluice.providers.BaseUrl;
import dev.sluice.providers.Language;
import dev.sluice.providers.Preset;
import dev.sluice.providers.Presets;
import org.jspecify.annotations.Nullable;

/**
 * An address as other programs write it, in the way in which Sluice wants it.
 *
 * @param type the type of provider; {@code proxy} for what is not at OpenAI's own address
 * @param base what stands in {@code api_base}, or null for the vendor's own
 */
record KnownAddress(String type, @Nullable String base) {

    /**
     * Reads an address below which a program asks for {@code /v1/chat/completions}.
     *
     * @param base the address, which may be a reference
     */
    static KnownAddress beforeVersion(String type, String base) {
        @Nullable Preset preset = Presets.named(type);
        @Nullable BaseUrl url = parsed(base);
        if (preset == null || preset.language() != Language.OPENAI || url == null) {
            return new KnownAddress(type, base);
        }
        @Nullable BaseUrl own = preset.base() == null ? null : parsed(preset.base());
        if (own != null && own.origin().equals(url.origin()) && own.path().startsWith(url.path())) {
            return new KnownAddress(type, null);
        }
        String kind = type.equals("openai") ? "proxy" : type;
        boolean versioned = url.path().isEmpty() || url.path().matches(".*/v[0-9]+[a-z0-9]*");
        return new KnownAddress(kind, versioned ? base : base.replaceFirst("/+$", "") + "/v1");
    }

    /** Reads an address below which a program asks for {@code /chat/completions}. */
    static KnownAddress complete(String type, String base) {
        @Nullable BaseUrl url = parsed(base);
        @Nullable Preset preset = Presets.named(type);
        @Nullable BaseUrl own =
                preset == null || preset.base() == null ? null : parsed(preset.base());
        if (own != null && own.equals(url)) {
            return new KnownAddress(type, null);
        }
        boolean elsewhere = own == null || url == null || !own.origin().equals(url.origin());
        return new KnownAddress(type.equals("openai") && elsewhere ? "proxy" : type, base);
    }

    /** Says whether an address is a host and nothing more. */
    static boolean isBare(String base) {
        @Nullable BaseUrl url = parsed(base);
        return url != null && url.path().isEmpty();
    }

    private static @Nullable BaseUrl parsed(String base) {
        try {
            return base.contains("{") ? null : BaseUrl.parse(base);
        } catch (IllegalArgumentException _) {
            return null; // the rehearsal says what is wrong with it
        }
    }
}
