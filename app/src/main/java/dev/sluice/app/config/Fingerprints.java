package dev.sluice.app.config;

import dev.sluice.core.Digest;
import dev.sluice.providers.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Digests of what a configuration says of a deployment: equal as long as nothing of it changes,
 * whatever else changes in the file.
 */
final class Fingerprints {
    private static final List<String> KEYS = List.of("api_key", "api_keys");

    private final References references;

    /** With the environment that the references of the file are filled in from. */
    Fingerprints(Map<String, String> environment) {
        references = new References(environment, new Findings()); // said where values are read
    }

    /**
     * Returns the hexadecimal SHA-256 of a provider's words, references filled in and in the order
     * of the alphabet, of the one credential in use, and of what a model adds.
     *
     * @param model what the deployment has beyond its provider's words
     */
    String of(Upstreams.Place place, Node model) {
        Map<String, Node> words = new LinkedHashMap<>(place.members().members());
        KEYS.forEach(words::remove);
        @Nullable Secret secret = place.credential().secret();
        String key = secret == null ? "" : secret.reveal();
        Node all =
                new Node.Items(
                        0,
                        List.of(
                                text(place.preset().id()),
                                references.fill(new Node.Members(0, words), ""),
                                text(key),
                                model));
        return Digest.of(new String(RawJson.of(sorted(all)), StandardCharsets.UTF_8)).hex();
    }

    static Node text(String text) {
        return new Node.Scalar(0, Node.Kind.TEXT, text, text);
    }

    private static Node sorted(Node node) {
        return switch (node) {
            case Node.Members members -> {
                Map<String, Node> sorted = new TreeMap<>();
                members.members().forEach((name, each) -> sorted.put(name, sorted(each)));
                yield new Node.Members(0, sorted);
            }
            case Node.Items items -> {
                List<Node> sorted = new ArrayList<>();
                items.items().forEach(each -> sorted.add(sorted(each)));
                yield new Node.Items(0, sorted);
            }
            case Node.Scalar scalar -> scalar;
        };
    }
}
