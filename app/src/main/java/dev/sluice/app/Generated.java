package dev.sluice.app;

import dev.sluice.app.secret.Unopened;
import dev.sluice.app.secret.Vault;
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
 *
 * <p>They are sealed where the master key stands apart from the data directory, in the environment.
 * A key that lies beside them would protect nothing; then they stand there in clear, so that their
 * owner can look them up.
 */
public final class Generated {
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int LENGTH = 32;

    private final Path file;
    private final @Nullable Vault vault;
    private final Map<String, String> values = new LinkedHashMap<>();

    /** Opens the data directory; nothing is written before something is made up. */
    Generated(Path directory) {
        this(directory, null);
    }

    /** The same, with a vault to seal with if its key stands apart. */
    Generated(Path directory, @Nullable Vault vault) {
        file = directory.resolve("generated.keys");
        this.vault = vault;
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
     * @throws UncheckedIOException when the data directory cannot be used, or it is kept sealed and
     *     its key is not there; the message says so
     */
    Kept get(String name, String prefix) {
        try {
            read();
            String kept = values.get(name);
            if (kept != null) {
                Secret secret = opened(kept);
                if (!Vault.isSealed(kept) && isSealing()) {
                    values.put(name, written(secret)); // it was made up before there was a key
                    write();
                }
                return new Kept(secret, false);
            }
            Secret made = Secret.of(random(prefix));
            values.put(name, written(made));
            write();
            return new Kept(made, true);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the data directory "
                            + file.toAbsolutePath().getParent()
                            + " cannot be written; name another with --data",
                    e);
        } catch (Unopened e) {
            throw new UncheckedIOException(
                    file + ": " + name + ": " + e.getMessage(), new IOException(e));
        }
    }

    /** Returns a kept secret, or null when there is none or it cannot be read. */
    @Nullable Secret find(String name) {
        try {
            read();
        } catch (IOException _) {
            return null;
        }
        @Nullable String kept = values.get(name);
        try {
            return kept == null ? null : opened(kept);
        } catch (Unopened _) {
            return null;
        }
    }

    private Secret opened(String kept) {
        if (!Vault.isSealed(kept)) {
            return Secret.of(kept);
        }
        if (vault == null) {
            throw new Unopened("it is sealed, and there is nothing to open it with");
        }
        return vault.open(Vault.Purpose.GENERATED, kept);
    }

    private boolean isSealing() {
        return vault != null && vault.keyStandsApart();
    }

    private String written(Secret secret) {
        return vault != null && vault.keyStandsApart()
                ? vault.seal(Vault.Purpose.GENERATED, secret)
                : secret.reveal();
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
