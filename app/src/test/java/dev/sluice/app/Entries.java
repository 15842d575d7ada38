package dev.sluice.app;

import java.util.List;
import java.util.stream.Stream;

/** Texts of a {@code model-config.json}. */
final class Entries {
    private Entries() {}

    /** One entry; {@code config} are the members of its object. */
    static String entry(String token, String type, String config) {
        return "{\"token\":\"%s\",\"type\":\"%s\",\"config\":{%s}}".formatted(token, type, config);
    }

    /** An entry of type {@code proxy} that leads to this address. */
    static String proxy(String token, String base) {
        return entry(token, "proxy", "\"api_base\":\"" + base + "\",\"api_key\":\"sk-up\"");
    }

    /** A file: one entry per line, the first on line 2. */
    static String file(String... entries) {
        List<String> all = Stream.of(entries).toList();
        return "[\n" + String.join(",\n", all) + "\n]\n";
    }
}
