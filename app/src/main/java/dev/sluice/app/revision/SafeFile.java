package dev.sluice.app.revision;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Replaces a file, whole or not at all. The new text is written beside it, brought to the disk, and
 * renamed over it. Where that cannot be, because the file itself is mounted into a container or
 * nothing may be made in its directory, it is written in place, after its former text has been kept
 * in a file of its own.
 */
public final class SafeFile {
    private static final Set<PosixFilePermission> OWNER =
            PosixFilePermissions.fromString("rw-------");

    private final Moves moves;
    private final Path spare;

    /** Renames a file over another. */
    @FunctionalInterface
    public interface Moves {
        /** Renames, at once or not at all. */
        void move(Path from, Path to) throws IOException;
    }

    /** Whether the former text is kept in a file beside. */
    public enum Backup {
        KEPT,
        /** Only while the file is written in place. */
        NONE
    }

    /**
     * Replaces files.
     *
     * @param moves renames
     * @param spare directory for a former text that cannot lie beside its file
     */
    public SafeFile(Moves moves, Path spare) {
        this.moves = moves;
        this.spare = spare;
    }

    /** Replaces files on the real disk. */
    public static SafeFile onDisk(Path spare) {
        return new SafeFile(
                (from, to) ->
                        Files.move(
                                from,
                                to,
                                StandardCopyOption.ATOMIC_MOVE,
                                StandardCopyOption.REPLACE_EXISTING),
                spare);
    }

    /**
     * Replaces a file, or what a link leads to, or makes a new one that only its owner may read.
     *
     * @throws IOException when it cannot be done: then the file is as it was
     */
    public void replace(Path file, byte[] text, Backup backup) throws IOException {
        if (!Files.exists(file)) {
            Path fresh = beside(file, ".new");
            writeFresh(fresh, text, OWNER);
            moveOrDelete(fresh, file);
            return;
        }
        Path target = file.toRealPath();
        byte[] former = Files.readAllBytes(target);
        if (backup == Backup.KEPT) {
            keep(target, former);
        }
        @Nullable Path fresh = beside(target, ".new");
        try {
            writeFresh(fresh, text, modes(target));
        } catch (ReadOnlyDirectory _) {
            fresh = null;
        }
        if (fresh != null) {
            try {
                moveOrDelete(fresh, target);
                return;
            } catch (FileSystemException _) {
                // A file that is a mount of its own is busy for ever: rename(2), EBUSY and EXDEV.
            }
        }
        writeInPlace(target, former, text);
    }

    private void writeInPlace(Path target, byte[] former, byte[] text) throws IOException {
        keep(target, former);
        try {
            overwrite(target, text);
        } catch (IOException e) {
            try {
                overwrite(target, former);
            } catch (IOException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
    }

    /** Keeps a former text beside its file, or else in the spare directory. */
    private void keep(Path target, byte[] former) throws IOException {
        Path kept = beside(target, ".bak");
        try {
            writeFresh(kept, former, modes(target));
        } catch (IOException _) {
            Files.createDirectories(spare);
            writeFresh(spare.resolve(target.getFileName() + ".bak"), former, OWNER);
        }
    }

    private void moveOrDelete(Path fresh, Path target) throws IOException {
        try {
            moves.move(fresh, target);
        } catch (IOException e) {
            Files.deleteIfExists(fresh);
            throw e;
        }
        bringToDisk(target);
    }

    /** The name is on the disk when its directory is; not every system can say so. */
    private static void bringToDisk(Path target) {
        @Nullable Path directory = target.toAbsolutePath().getParent();
        if (directory != null) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            } catch (IOException _) {
                // then the system does it in its own time
            }
        }
    }

    private static Path beside(Path file, String ending) {
        return file.resolveSibling(file.getFileName() + ending);
    }

    private static Set<PosixFilePermission> modes(Path file) throws IOException {
        return hasModes(file) ? Files.getPosixFilePermissions(file) : Set.of();
    }

    private static boolean hasModes(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** Nothing can be made in a directory. */
    private static final class ReadOnlyDirectory extends FileSystemException {
        private static final long serialVersionUID = 1;

        ReadOnlyDirectory(FileSystemException cause) {
            super(cause.getFile(), null, cause.getReason());
            initCause(cause);
        }
    }

    /** Makes a file that is readable by nobody else before anything is in it. */
    private static void writeFresh(Path file, byte[] text, Set<PosixFilePermission> modes)
            throws IOException {
        try {
            Files.deleteIfExists(file);
            if (hasModes(file)) {
                Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER));
            } else {
                Files.createFile(file);
            }
        } catch (FileSystemException e) {
            throw new ReadOnlyDirectory(e);
        }
        try {
            overwrite(file, text);
            if (hasModes(file)) {
                Files.setPosixFilePermissions(file, modes);
            }
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    private static void overwrite(Path file, byte[] text) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            ByteBuffer rest = ByteBuffer.wrap(text);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.truncate(text.length);
            channel.force(true);
        }
    }
}
