package dev.sluice.app.config;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Knows by their names which members of a configuration hold secrets. */
final class SecretWords {
    private static final Set<String> WORDS =
            Set.of(
                    "key",
                    "api_keys",
                    "token",
                    "token_pool",
                    "model_2_token",
                    "secret",
                    "password",
                    "cookie",
                    "cookies",
                    "authorization",
                    "credentials",
                    "otlp_headers");
    private static final List<String> ENDINGS =
            List.of("_key", "_secret", "_token", "_password", "_cookie");

    /** Headers are named by strangers: whatever sounds like a secret is one. */
    private static final Pattern HEADER =
            Pattern.compile("auth|key|token|secret|cookie|session|password|credential");

    /** A reference says where the secret is, and what is sealed cannot be read. */
    private static final Pattern NO_SECRET =
            Pattern.compile("\\$\\{[^}:]*}|file:/.*|" + Unsealer.MARK + ".*|none|");

    private SecretWords() {}

    /**
     * Says whether everything in a member is secret.
     *
     * @param above the path of what the member is in, such as {@code .server.tls}
     */
    static boolean isSecret(String above, String name) {
        String word = name.toLowerCase(Locale.ROOT).replace('-', '_');
        if (above.startsWith(".server")) {
            return false; // its key is the path of a file
        }
        if (above.endsWith(".headers") && HEADER.matcher(word).find()) {
            return true;
        }
        return WORDS.contains(word)
                || word.startsWith("secret_")
                || ENDINGS.stream().anyMatch(word::endsWith);
    }

    /** Says whether a value in the place of a secret is none in clear. */
    static boolean isHarmless(String value) {
        return NO_SECRET.matcher(value.strip()).matches();
    }
}
