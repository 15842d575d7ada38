package dev.sluice.app.secret;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where master keys are kept. The current one is the first that is found: in the environment, in a
 * file that the environment names, in the data directory. All others that are found still open what
 * was sealed with them.
 */
final class KeyRing {
    static final String KEY = "SLUICE_SECRET_KEY";
    static final String KEY_FILE = "SLUICE_SECRET_KEY_FILE";
    static final String OLD_KEYS = "SLUICE_SECRET_KEYS_OLD";
    private static final String FILE = "secret.key";
    private static final String OLD_FILE = "secret.key.old";

    private final Map<String, String> environment;
    private final Path data;

    KeyRing(Map<String, String> environment, Path data) {
        this.environment = environment;
        this.data = data;
    }

    /**
     * The keys that were found.
     *
     * @param all the current one first; empty when there is none
     * @param place where the current one stands
     */
    record Found(List<MasterKey> all, Place place) {}

    /** Where a current key stands. */
    enum Place {
        /** With the environment: outside of the data directory. */
        ENVIRONMENT,
        /** In the data directory, beside what it protects. */
        DATA,
        NOWHERE
    }

    /**
     * Looks everywhere.
     *
     * @throws Unopened when what stands in one of the places is no key
     */
    Found look() {
        List<MasterKey> all = new ArrayList<>();
        @Nullable String given = environment.get(KEY);
        if (given != null && !given.isBlank()) {
            all.add(MasterKey.parse(given, KEY));
        }
        @Nullable String named = environment.get(KEY_FILE);
        if (named != null && !named.isBlank()) {
            all.addAll(keys(Path.of(named.strip()), KEY_FILE + " " + named.strip()));
            if (all.isEmpty()) {
                throw new Unopened(KEY_FILE + " " + named.strip() + " does not exist or is empty");
            }
        }
        Place place = all.isEmpty() ? Place.DATA : Place.ENVIRONMENT;
        all.addAll(keys(file(), file().toString()));
        place = all.isEmpty() ? Place.NOWHERE : place;
        String old = environment.getOrDefault(OLD_KEYS, "");
        for (String each : old.split("[,\\s]+", -1)) {
            if (!each.isEmpty()) {
                all.add(MasterKey.parse(each, OLD_KEYS));
            }
        }
        all.addAll(keys(oldFile(), oldFile().toString()));
        return new Found(List.copyOf(all), place);
    }

    /** Says where keys are looked for. */
    String places() {
        return KEY + ", " + KEY_FILE + ", " + file() + ", " + OLD_KEYS + ", " + oldFile();
    }

    Path file() {
        return data.resolve(FILE);
    }

    private Path oldFile() {
        return data.resolve(OLD_FILE);
    }

    private static List<MasterKey> keys(Path file, String place) {
        if (!Files.exists(file)) {
            return List.of();
        }
        List<MasterKey> keys = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(file)) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    keys.add(MasterKey.parse(line, place));
                }
            }
        } catch (IOException e) {
            throw new Unopened(place + " cannot be read: " + e.getClass().getSimpleName());
        }
        return keys;
    }

    /** Keeps a key in the data directory; one that is there already goes to the old ones. */
    void keep(MasterKey fresh) {
        try {
            Files.createDirectories(data);
            List<MasterKey> former = keys(file(), file().toString());
            for (MasterKey each : former) {
                append(each);
            }
            Path next = data.resolve(FILE + ".new");
            Files.deleteIfExists(next);
            create(next);
            Files.writeString(next, fresh.reveal() + "\n");
            Files.move(
                    next,
                    file(),
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("no key can be kept in " + data, e);
        }
    }

    private void append(MasterKey former) throws IOException {
        try {
            create(oldFile());
        } catch (FileAlreadyExistsException _) {
            // it has been rotated before
        }
        Files.writeString(oldFile(), former.reveal() + "\n", StandardOpenOption.APPEND);
    }

    /** Makes an empty file that only its owner may read. */
    private static void create(Path file) throws IOException {
        boolean modes = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] owner =
                modes
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        Files.createFile(file, owner);
    }
}
