package dev.sluice.packer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;

/**
 * The command: {@code Packer SOURCES TARGET NOTE}. The note is a file that says what was packed
 * last, so that nothing is done twice. {@code -Dconsole.pretty=true} leaves the scripts readable.
 */
public final class Packer {
    private Packer() {}

    /**
     * Packs a site, if it has changed.
     *
     * @param args the folder of its sources, the folder to fill, the file of the note
     */
    public static void main(String[] args) throws IOException {
        try {
            run(
                    Path.of(args[0]),
                    Path.of(args[1]),
                    Path.of(args[2]),
                    Boolean.getBoolean("console.pretty"));
        } catch (Refused e) {
            System.err.println("console: " + e.getMessage());
            System.exit(1);
        }
    }

    /** Returns whether there was something to do. */
    static boolean run(Path from, Path to, Path note, boolean pretty) throws IOException {
        Sources sources = Sources.read(from);
        String asked = tool() + pretty + " " + print(sources.files());
        if (Files.exists(note) && Files.readString(note).equals(asked + filling(to))) {
            return false;
        }
        SortedMap<String, byte[]> packed = Site.packed(sources, pretty);
        empty(to);
        for (Map.Entry<String, byte[]> each : packed.entrySet()) {
            Path file = to.resolve(each.getKey());
            Files.createDirectories(file.getParent());
            Files.write(file, each.getValue());
        }
        Files.writeString(note, asked + filling(to));
        return true;
    }

    private static void empty(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            try (Stream<Path> walk = Files.walk(folder)) {
                for (Path each : walk.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }

    private static String filling(Path to) throws IOException {
        return Files.isDirectory(to) ? print(Sources.read(to).files()) : "";
    }

    /** What packs: a newer one packs anew what has not changed. */
    private static String tool() throws IOException {
        var tool = new StringBuilder();
        for (String each : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path path = Path.of(each);
            if (Files.isDirectory(path)) {
                tool.append(print(Sources.read(path).files())).append('\n');
            } else if (Files.exists(path)) {
                tool.append(path.getFileName())
                        .append(' ')
                        .append(Files.getLastModifiedTime(path))
                        .append('\n');
            }
        }
        return tool.toString();
    }

    private static String print(Map<String, byte[]> files) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            files.forEach((name, bytes) -> {
                digest.update((name + " " + bytes.length + "\n").getBytes(UTF_8));
                digest.update(bytes);
            });
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
