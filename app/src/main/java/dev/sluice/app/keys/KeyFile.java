package dev.sluice.app.keys;

import dev.sluice.app.config.SpecLines;
import dev.sluice.store.KeyStore.Changes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * The last-good copy as a file of lines: changes are added at its end, and it is written anew when
 * it has grown to several times of what it was. It holds digests, never secrets, and is readable by
 * the owner only.
 */
public final class KeyFile implements LastGood {
    private static final long SMALL = 1 << 20;
    private static final long GROWTH = 4;

    private final Path file;
    private long begunWith; // bytes; 0 before this process has written it

    /** Keeps the copy in a file, which need not be there. */
    public KeyFile(Path file) {
        this.file = file;
    }

    @Override
    public @Nullable Changes read() throws IOException {
        if (!Files.exists(file)) {
            return null;
        }
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            return SpecLines.read(reader);
        }
    }

    @Override
    public boolean add(Changes changes) throws IOException {
        if (begunWith == 0 || Files.size(file) > Math.max(SMALL, GROWTH * begunWith)) {
            return false;
        }
        try (Writer writer = Files.newBufferedWriter(file, StandardOpenOption.APPEND)) {
            SpecLines.write(changes, writer);
        }
        return true;
    }

    @Override
    public void replace(Changes everything) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        if (fresh.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(
                    fresh,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        }
        try (Writer writer = Files.newBufferedWriter(fresh)) {
            SpecLines.write(everything, writer);
        }
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
        begunWith = Files.size(file);
    }
}
