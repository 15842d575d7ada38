package dev.sluice.packer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files of a site before they are packed.
 *
 * @param files by their names below the site's folder, such as {@code lib/api.js}
 */
record Sources(SortedMap<String, byte[]> files) {
    static Sources read(Path folder) throws IOException {
        SortedMap<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path each : walk.filter(Files::isRegularFile).toList()) {
                String name = folder.relativize(each).toString().replace('\\', '/');
                files.put(name, Files.readAllBytes(each));
            }
        }
        return new Sources(files);
    }

    static Sources of(Map<String, String> texts) {
        SortedMap<String, byte[]> files = new TreeMap<>();
        texts.forEach((name, text) -> files.put(name, text.getBytes(UTF_8)));
        return new Sources(files);
    }

    boolean has(String name) {
        return files.containsKey(name);
    }

    byte[] bytes(String name) {
        byte[] bytes = files.get(name);
        if (bytes == null) {
            throw new Refused(name + " is missing");
        }
        return bytes;
    }

    String text(String name) {
        return new String(bytes(name), UTF_8);
    }

    /** Returns the names with this ending, sorted. */
    List<String> ending(String ending) {
        return files.keySet().stream().filter(name -> name.endsWith(ending)).toList();
    }
}
