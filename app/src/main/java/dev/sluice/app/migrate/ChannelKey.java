package dev.sluice.app.migrate;

import dev.sluice.app.config.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The credential of a channel, taken apart: some vendors want several words, which one-api writes
 * into one with bars between. The list of the admin API leaves keys out, newer ones mask them; then
 * the new file refers to variables that somebody has to set.
 *
 * @param words for the provider
 * @param options for the options of its type
 * @param missing names of the variables to set
 */
record ChannelKey(Map<String, Node> words, Map<String, Node> options, List<String> missing) {
    /** The words that the parts of a key have, in their order; the usual is one key. */
    private static final Map<String, List<String>> PARTS =
            Map.of(
                    "wenxin", List.of("api_key", "secret_key"),
                    "xunfei-spark-api", List.of("app_id", "api_secret", "api_key"),
                    "spark-http", List.of("api_key"),
                    "hunyuan", List.of("app_id", "secret_id", "secret_key"),
                    "bedrock", List.of("access_key_id", "secret_access_key", "region"),
                    "vertex", List.of("credentials"));

    /** Words of a connection; the others are options. */
    private static final List<String> CONNECTION = List.of("api_key", "region");

    /**
     * Reads a key.
     *
     * @param key as it stands, or null where the list left it out
     * @param owner names the variables, such as {@code CHANNEL_3}
     * @return null when it has not the parts that the type needs
     */
    static @Nullable ChannelKey of(@Nullable String key, String type, String owner) {
        List<String> words = PARTS.getOrDefault(type, List.of("api_key"));
        var made = new ChannelKey(new LinkedHashMap<>(), new LinkedHashMap<>(), new ArrayList<>());
        if (key == null || isMasked(key)) {
            for (String word : words) {
                String name = owner + "_" + word.toUpperCase(Locale.ROOT);
                if (!word.equals("app_id") || !type.equals("hunyuan")) {
                    made.missing().add(name);
                    made.put(word, Values.text("${" + name + "}"));
                }
            }
            return made;
        }
        if (words.equals(List.of("api_key"))) {
            return made.single(key);
        }
        List<String> parts = words.size() == 1 ? List.of(key) : Arrays.asList(key.split("\\|", -1));
        if (parts.size() != words.size()) {
            return null;
        }
        for (int i = 0; i < words.size(); i++) {
            if (!words.get(i).equals("app_id") || !type.equals("hunyuan")) {
                made.put(words.get(i), Values.text(Values.literal(parts.get(i).strip())));
            }
        }
        return made;
    }

    /** One key, or several, each on a line of its own. */
    private ChannelKey single(String key) {
        List<String> several =
                key.lines().map(String::strip).filter(each -> !each.isEmpty()).distinct().toList();
        if (several.size() > 1) {
            put("api_keys", Values.texts(several.stream().map(Values::literal).toList()));
        } else {
            put("api_key", Values.text(Values.literal(key)));
        }
        return this;
    }

    private void put(String word, Node value) {
        if (CONNECTION.contains(word) || word.equals("api_keys")) {
            words.put(word, value);
        } else {
            options.put(word, value);
        }
    }

    /** Says whether a key is only shown, not told. */
    static boolean isMasked(String key) {
        return key.contains("***");
    }
}
