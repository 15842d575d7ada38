package dev.sluice.app.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Files in the format of openai-style-api with all that routers can say. */
final class ImportedFiles {
    private ImportedFiles() {}

    /** Leaves: own model, caller's model, two keys, none that is usual, Azure in its address. */
    static final String LEAVES =
            """
            {"token": "own", "type": "kimi",
             "config": {"api_key": "k", "model": "kimi-8k", "max_length": 7, "max_tokens": 8}},
            {"token": "free", "type": "openai", "config": {"api_key": "k", "temperature": 0.80}},
            {"token": "keys", "type": "openai", "config": {"api_keys": ["k1", "k2"], "model": "g"}},
            {"token": "local", "type": "vllm", "config": {"api_base": "http://h"}},
            {"token": "azure", "type": "azure", "config":
              {"api_base": "https://r.openai.azure.com/openai/deployments/d?api-version=2024-10-21",
               "api_key": "k"}},
            """;

    /** All files. */
    static Stream<String> all() throws IOException {
        Path examples = FilesTest.root().resolve("examples");
        List<String> files = new ArrayList<>(List.of(RoutersTest.README));
        files.add(Files.readString(examples.resolve("model-config.json")));
        files.add(Files.readString(examples.resolve("router.json")));
        for (String each : ROUTERS) {
            files.add("[" + LEAVES + each + "]");
        }
        return files.stream();
    }

    /** What follows the leaves. */
    private static final List<String> ROUTERS =
            List.of(
                    "",
                    router("r", "'token_pool': ['own', 'free', 'keys', 'own', 'azure']"),
                    router("r", "'router_strategy': 'random', 'token_pool': ['free', 'local']"),
                    router("r", "'router_strategy': 'parallel', 'token_pool': ['own', 'keys']"),
                    router("r", "'router_strategy': 'ordered', 'token_pool': ['local', 'azure']"),
                    router("r", "'router_strategy': 'fastest', 'token_pool': ['own', 'free']"),
                    router("r", "'router_strategy': 'least-busy', 'token_pool': ['own', 'free']"),
                    router(
                            "r",
                            "'router_strategy': 'weighted', 'token_pool': [{'token': 'own',"
                                    + " 'weight': 3}, 'free', {'token': 'keys', 'tier': 2}]"),
                    router(
                            "r",
                            "'router_strategy': 'cheapest', 'token_pool': [{'token': 'own',"
                                + " 'price': 10}, {'token': 'free', 'price': 0.00001}, 'keys']"),
                    router(
                            "r",
                            "'router_strategy': 'sticky', 'sticky_by': 'prefix', 'token_pool':"
                                    + " ['own', 'free', 'keys']"),
                    router(
                            "r",
                            "'token_pool': ['own', 'free'], 'retries': 2, 'hedge': {'after':"
                                    + " '2s', 'share': 0.05}, 'larger_model': 'local'"),
                    router("r", "'token_pool': ['own', 'free'], 'hedge': {}"),
                    // routers in routers, before those that they name
                    router("a", "'token_pool': ['b', 'free'], 'larger_model': 'b'")
                            + router("b", "'router_strategy': 'random', 'token_pool': ['own']"),
                    byName("m", "'cheap': 'own', 'gpt-*': 'free', 'gpt-4*': 'keys'"),
                    byName("m", "'cheap': 'free'"),
                    byName("m", "'cheap': 'own', 'default': 'free'"),
                    byName("m", "'cheap': 'own', 'both': 'r', 'd*': 'azure', 'default': 'r'")
                            + router("r", "'token_pool': ['free', 'keys', 'local']"),
                    byName("m", "'gpt-*': 'keys', '*': 'local', 'default': 'own'"),
                    byName(
                            "m",
                            "'a/b: \\u0027c\\u0027': 'keys', 'gpt-3.5-turbo': 'keys',"
                                    + " 'default': 'free'"),
                    // names in names, and names in pools
                    byName("m", "'cheap': 'n', 'gpt-*': 'n', 'default': 'own'")
                            + byName("n", "'gpt-4o': 'free', 'cheap': 'keys', 'default': 'local'"),
                    byName("m", "'cheap': 'n', 'm*': 'n'") + byName("n", "'m': 'free'"),
                    router("r", "'token_pool': ['m', 'own'], 'larger_model': 'm'")
                            + byName("m", "'cheap': 'free', 'gpt-*': 'keys', 'both': 'b'")
                            + router("b", "'token_pool': ['keys', 'local']"),
                    router("r", "'router_strategy': 'parallel', 'token_pool': ['m', 'n']")
                            + byName("m", "'cheap': 'free', 'gpt-*': 'keys'")
                            + byName("n", "'gpt-4*': 'local', 'default': 'own'"));

    static String router(String token, String config) {
        return RoutersTest.router(token, config.replace('\'', '"')) + ",\n";
    }

    static String byName(String token, String names) {
        return RoutersTest.byName(token, names.replace('\'', '"')) + ",\n";
    }
}
