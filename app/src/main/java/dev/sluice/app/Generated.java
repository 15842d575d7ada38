package dev.sluice.app;

import dev.sluice.providers.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Secrets that the program made up because nobody configured any: kept in {@code generated.keys} in
 * the data directory, readable by the owner only, one {@code name=value} per line, and used again
 * at the next start.
 */
public final class Generated {
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int LENGTH = 32;

    private final Path file;
    private final Map<String, String> values = new LinkedHashMap<>();

    /** Opens the data directory; nothing is written before something is made up. */
    Generated(Path directory) {
        file = directory.resolve("generated.keys");
    }

    /**
     * A secret, and whether it is new.
     *
     * @param fresh whether it was made up just now
     */
    record Kept(Secret secret, boolean fresh) {}

    /**
     * Returns a kept secret, or makes one up and keeps it.
     *
     * @throws UncheckedIOException when the data directory cannot be used; the message names it
     */
    Kept get(String name, String prefix) {
        try {
            read();
            String kept = values.get(name);
            if (kept != null) {
                return new Kept(Secret.of(kept), false);
            }
            String made = random(prefix);
            values.put(name, made);
            write();
            return new Kept(Secret.of(made), true);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the data directory "
                            + file.toAbsolutePath().getParent()
                            + " cannot be written; name another with --data",
                    e);
        }
    }

    /** Returns a kept secret, or null when there is none or it may not be read. */
    @Nullable Secret find(String name) {
        try {
            read();
        } catch (IOException _) {
            return null;
        }
        @Nullable String kept = values.get(name);
        return kept == null ? null : Secret.of(kept);
    }

    /** Makes up a secret: 160 bits in base32 after the prefix. */
    public static String random(String prefix) {
        var random = new SecureRandom();
        var text = new StringBuilder(prefix);
        for (int i = 0; i < LENGTH; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    private void read() throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        for (String line : Files.readAllLines(file)) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                values.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
    }

    private void write() throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IOException("no directory");
        }
        Files.createDirectories(directory);
        Path fresh = directory.resolve("generated.keys.new");
        Files.deleteIfExists(fresh);
        if (fresh.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(
                    fresh,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        }
        var text = new StringBuilder();
        values.forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
        Files.writeString(fresh, text);
        Files.move(fresh, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
}
