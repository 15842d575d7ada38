package dev.sluice.app.config;

import dev.sluice.providers.Secret;
import dev.sluice.providers.Words;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The words of one provider for the factory of its language.
 *
 * @param connection the words that all providers share
 * @param key the credential, or null
 * @param more the others, references filled in
 */
record ConfigWords(SluiceYaml.Connection connection, @Nullable Secret key, Map<String, Node> more)
        implements Words {
    @Override
    public @Nullable String get(String word) {
        return switch (word) {
            case "api_key" -> key == null ? null : key.reveal();
            case "region" -> connection.region();
            case "proxy" -> connection.proxy();
            default -> text(more.get(word));
        };
    }

    private static @Nullable String text(@Nullable Node node) {
        return switch (node) {
            case null -> null;
            case Node.Scalar scalar -> scalar.kind() == Node.Kind.NULL ? null : scalar.text();
            case Node.Members _, Node.Items _ ->
                    new String(RawJson.of(node), StandardCharsets.UTF_8);
        };
    }

    @Override
    public String toString() {
        return "words"; // some of them are secrets
    }
}
