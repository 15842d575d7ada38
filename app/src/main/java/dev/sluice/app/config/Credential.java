package dev.sluice.app.config;

import dev.sluice.providers.Secret;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a provider is asked with.
 *
 * @param secret the key, or null when there is none
 * @param word the member of the configuration that holds it
 * @param line where that stands
 */
record Credential(@Nullable Secret secret, String word, int line) {
    private static final String ONE = "api_key";
    private static final String SEVERAL = "api_keys";

    /** The one of {@code api_key}, which may be absent. */
    static Credential single(SluiceYaml.Connection connection, Node.Members at) {
        return of(connection.apiKey(), ONE, at.lineOf(ONE));
    }

    /** All of {@code api_keys}, or the one of {@code api_key}; what is wrong is in the findings. */
    static List<Credential> all(
            SluiceYaml.Connection connection, Node.Members at, String path, Findings findings) {
        if (!(at.get(SEVERAL) instanceof Node.Items written)) {
            return List.of(single(connection, at));
        }
        List<Credential> all = new ArrayList<>();
        Map<String, Integer> seen = new HashMap<>();
        for (Secret each : connection.apiKeys()) {
            int index = all.size();
            String word = SEVERAL + "[" + index + "]";
            Credential credential = of(each, word, written.items().get(index).line());
            all.add(credential);
            @Nullable Integer earlier = seen.putIfAbsent(each.reveal(), index);
            if (credential.secret() == null) {
                findings.problem(
                        credential.line(), Binder.join(path, word), "is empty, expected a key");
            } else if (earlier != null) {
                findings.problem(
                        credential.line(),
                        Binder.join(path, word),
                        "the same as api_keys[" + earlier + "], expected every key once");
            }
        }
        if (all.isEmpty()) {
            findings.problem(
                    at.lineOf(SEVERAL), Binder.join(path, SEVERAL), "is empty, expected keys");
        }
        return all;
    }

    private static Credential of(@Nullable Secret secret, String word, int line) {
        return new Credential(
                secret == null || secret.reveal().isEmpty() ? null : secret, word, line);
    }
}
