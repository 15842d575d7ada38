package dev.sluice.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * All issued keys and teams in a file, as they were last seen, so that a node can start while the
 * database is down. It holds digests, no secrets.
 */
public final class KeySnapshot {
    /** Name of the file in the data directory. */
    public static final String FILE = "keys.json";

    private KeySnapshot() {}

    /**
     * Writes all keys and teams; the file is replaced as a whole or stays as it was.
     *
     * @param data the data directory
     * @param all every key and team, and the revision up to where that goes
     */
    public static void write(Path data, KeyStore.Changes all) throws IOException {
        String json =
                SpecCodec.written(to -> {
                    to.writeStartObject();
                    to.writeNumberProperty("revision", all.revision());
                    to.writeName("teams");
                    to.writeStartArray();
                    all.teams().forEach(each -> SpecCodec.write(to, each));
                    to.writeEndArray();
                    to.writeName("keys");
                    to.writeStartArray();
                    all.keys().forEach(each -> SpecCodec.write(to, each));
                    to.writeEndArray();
                    to.writeEndObject();
                });
        Path next = Files.createTempFile(data, FILE, ".next");
        try {
            if (data.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rw-------"));
            }
            Files.write(next, json.getBytes(StandardCharsets.UTF_8));
            try (FileChannel file = FileChannel.open(next, StandardOpenOption.WRITE)) {
                file.force(true);
            }
            Files.move(next, data.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(next);
        }
    }

    /**
     * Reads what was written last.
     *
     * @return null when nothing ever was
     * @throws IOException when it cannot be read, or is not what was written
     */
    public static KeyStore.@Nullable Changes read(Path data) throws IOException {
        Path file = data.resolve(FILE);
        try {
            return SpecCodec.read(Files.readString(file), SpecReader::changes);
        } catch (NoSuchFileException _) {
            return null;
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is not a list of keys: " + e.getMessage(), e);
        }
    }
}
