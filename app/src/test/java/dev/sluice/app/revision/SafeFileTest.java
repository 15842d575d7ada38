package dev.sluice.app.revision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.app.revision.SafeFile.Backup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file is replaced whole, wherever it lies, or stays as it was. */
class SafeFileTest {
    @TempDir Path directory;
    private Path file;
    private SafeFile files;

    /** What rename(2) says of a file that is a mount of its own. */
    private final SafeFile.Moves busy =
            (from, to) -> {
                throw new FileSystemException(
                        from.toString(), to.toString(), "Device or resource busy");
            };

    @BeforeEach
    void begin() throws IOException {
        file = directory.resolve("sluice.yaml");
        files = SafeFile.onDisk(directory.resolve("spare"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.map(each -> each.getFileName().toString()).sorted().toList();
        }
    }

    private static String modes(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void aNewFileIsItsOwnersAlone() throws Exception {
        files.replace(file, bytes("a"), Backup.KEPT);
        assertEquals("a", Files.readString(file));
        assertEquals("rw-------", modes(file));
        assertEquals(List.of("sluice.yaml"), names());
    }

    @Test
    void aReplacedFileKeepsItsModesAndItsLinks() throws Exception {
        Path real = Files.writeString(directory.resolve("real"), "old");
        Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-r-----"));
        Files.createSymbolicLink(file, real);
        files.replace(file, bytes("new"), Backup.KEPT);
        assertTrue(Files.isSymbolicLink(file));
        assertEquals("new", Files.readString(real));
        assertEquals("rw-r-----", modes(real));
        assertEquals("old", Files.readString(directory.resolve("real.bak")));
        assertEquals(List.of("real", "real.bak", "sluice.yaml"), names());
    }

    @Test
    void aMountedFileIsWrittenInPlaceAndItsFormerTextKept() throws Exception {
        Files.writeString(file, "old and longer");
        Object inode = Files.getAttribute(file, "unix:ino");
        new SafeFile(busy, directory.resolve("spare")).replace(file, bytes("new"), Backup.NONE);
        assertEquals("new", Files.readString(file));
        assertEquals(inode, Files.getAttribute(file, "unix:ino"));
        assertEquals("old and longer", Files.readString(directory.resolve("sluice.yaml.bak")));
        assertEquals(List.of("sluice.yaml", "sluice.yaml.bak"), names());
    }

    @Test
    void whereNothingCanBeMadeTheFormerTextLiesInTheSpareDirectory() throws Exception {
        Files.writeString(file, "old");
        // Directories in the way of both: even the superuser cannot make a file there.
        Files.createDirectories(directory.resolve("sluice.yaml.new/x"));
        Files.createDirectories(directory.resolve("sluice.yaml.bak/x"));
        files.replace(file, bytes("new"), Backup.NONE);
        assertEquals("new", Files.readString(file));
        assertEquals("old", Files.readString(directory.resolve("spare/sluice.yaml.bak")));
    }

    @Test
    void withoutAPlaceForTheFormerTextNothingIsTouched() throws Exception {
        Files.writeString(file, "old");
        Files.createDirectories(directory.resolve("sluice.yaml.bak/x"));
        Path spare = Files.writeString(directory.resolve("spare"), "a file");
        var mounted = new SafeFile(busy, spare);
        assertThrows(IOException.class, () -> mounted.replace(file, bytes("new"), Backup.NONE));
        assertEquals("old", Files.readString(file));
        assertFalse(Files.exists(directory.resolve("sluice.yaml.new")));
    }

    @Test
    void aNewFileThatCannotBeRenamedLeavesNothing() throws Exception {
        var mounted = new SafeFile(busy, directory.resolve("spare"));
        assertThrows(IOException.class, () -> mounted.replace(file, bytes("new"), Backup.NONE));
        assertEquals(List.of(), names());
    }
}
