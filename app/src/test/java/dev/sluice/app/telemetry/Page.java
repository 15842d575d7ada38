package dev.sluice.app.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A page in Prometheus' text format, taken apart.
 *
 * @param samples name with its labels to value
 * @param types name of a family to its type
 */
record Page(Map<String, String> samples, Map<String, String> types) {
    static Page of(byte[] page) {
        Map<String, String> samples = new TreeMap<>();
        Map<String, String> types = new TreeMap<>();
        new String(page, UTF_8)
                .lines()
                .forEach(line -> {
                    if (line.startsWith("# TYPE ")) {
                        String[] words = line.split(" ", -1);
                        types.put(words[2], words[3]);
                    } else if (!line.startsWith("#")) {
                        int space = line.lastIndexOf(' ');
                        samples.put(line.substring(0, space), line.substring(space + 1));
                    }
                });
        return new Page(samples, types);
    }

    /** The value of a sample, or what there is instead. */
    String value(String sample) {
        return samples.getOrDefault(sample, "not among " + samples.keySet());
    }

    /** The names of the labels of a family. */
    TreeSet<String> labels(String family) {
        TreeSet<String> names = new TreeSet<>();
        samples.keySet().stream()
                .filter(sample -> sample.startsWith(family + "{"))
                .forEach(sample -> {
                    String inside = sample.substring(family.length() + 1, sample.length() - 1);
                    for (String pair : inside.split("(?<=\"),", -1)) {
                        names.add(pair.substring(0, pair.indexOf('=')));
                    }
                });
        return names;
    }
}
