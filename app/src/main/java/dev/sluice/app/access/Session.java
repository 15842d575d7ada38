package dev.sluice.app.access;

import dev.sluice.core.Digest;
import dev.sluice.providers.Hmac;
import dev.sluice.providers.Secret;
import dev.sluice.store.UserStore;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A browser's session: 256 random bits that only the browser holds. The database has their SHA-256;
 * whatever else belongs to a session is computed from them.
 *
 * @param token what the browser holds
 * @param stored what the database has
 */
public record Session(Secret token, UserStore.Session stored) {
    /** Unused for so long, it is over. */
    public static final long IDLE_MILLIS = 12 * 3_600_000L;

    /** It is over after so long in any case. */
    public static final long LONGEST_MILLIS = 7 * 24 * 3_600_000L;

    private static final int BYTES = 32;
    private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9_-]{43}");

    /** Makes a token up. */
    static Secret fresh(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return Secret.of(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** Returns whether a text could be a token at all. */
    static boolean isShaped(String text) {
        return SHAPE.matcher(text).matches();
    }

    /** Returns what a token is found by. */
    static String digest(Secret token) {
        return Digest.of(token.reveal()).hex();
    }

    /** Returns what proves that a session was opened with a token, and says nothing about it. */
    static String proof(Secret token, Secret administrator) {
        return mac(token, "administrator " + administrator.reveal());
    }

    /** Returns what a page has to send with every change: another site cannot know it. */
    public Secret csrf() {
        return Secret.of(mac(token, "csrf"));
    }

    /** Returns when it ends if nothing more is asked, in milliseconds since 1970. */
    public long expires() {
        return Math.min(stored.created() + LONGEST_MILLIS, stored.seen() + IDLE_MILLIS);
    }

    /** Returns what only the holder of a key can compute. */
    static String mac(Secret key, String text) {
        byte[] secret = key.reveal().getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(Hmac.of(secret, text));
    }
}
