package dev.sluice.core.access;

import dev.sluice.core.Digest;
import dev.sluice.core.VirtualKey;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A virtual key as it is stored: all but the secret, which is shown once and then forgotten.
 *
 * @param id its name; unique; never the secret
 * @param digest SHA-256 of the secret
 * @param hint the last four characters of the secret, to tell keys apart; or ""
 * @param owner who uses it, in free words; or null
 * @param team {@link TeamSpec#id}; or null
 * @param life since when, until when, and whether at all
 * @param terms what it may do
 * @param names its own names for models, to names of the configuration
 * @param route where calls go that name no model, or all of them
 * @param habits how it is answered
 */
public record KeySpec(
        String id,
        Digest digest,
        String hint,
        @Nullable String owner,
        @Nullable String team,
        Life life,
        Terms terms,
        Map<String, String> names,
        Target route,
        Habits habits) {

    /**
     * Since when, until when, and whether at all.
     *
     * @param expires null for never
     */
    public record Life(Instant created, @Nullable Instant expires, boolean enabled) {}

    /**
     * Where calls go.
     *
     * @param defaultModel the model for calls that name none, or null
     * @param boundTo the model that serves every call, or null
     */
    public record Target(@Nullable String defaultModel, @Nullable String boundTo) {
        /** Wherever the call says. */
        public static final Target AS_ASKED = new Target(null, null);
    }

    /**
     * How a key is answered.
     *
     * @param priority who goes first when calls have to wait
     * @param keepAlive whether silent streams are kept alive with comments
     * @param codeMsg whether answers carry {@code code} and {@code msg}; null for the provider's
     *     way
     * @param sensitive whether withheld answers finish with {@code sensitive}; null for the
     *     provider's way
     */
    public record Habits(
            VirtualKey.Priority priority,
            VirtualKey.KeepAlive keepAlive,
            @Nullable Boolean codeMsg,
            @Nullable Boolean sensitive) {
        /** The usual. */
        public static final Habits USUAL =
                new Habits(VirtualKey.Priority.NORMAL, VirtualKey.KeepAlive.ON, null, null);
    }
}
