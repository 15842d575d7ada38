package dev.sluice.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The right to write a journal: held until it is closed, which also happens when a process dies.
 */
final class SlotLock implements AutoCloseable {
    private static final String FILE = "lock";

    /**
     * What this process holds. To close any handle of a file gives up all locks that the process
     * has on it (POSIX), so that a lock file that is held here must not be opened again, not even
     * to set its time, which {@link Files#setLastModifiedTime} does with a handle of its own.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final FileChannel file;

    private SlotLock(Path directory, FileChannel file) {
        this.directory = directory;
        this.file = file;
    }

    /**
     * Takes the lock of a directory that exists, unless somebody has it.
     *
     * @return null when somebody has it, in this process or another
     */
    @SuppressWarnings("MustBeClosedChecker") // closed by close()
    static @Nullable SlotLock take(Path directory) throws IOException {
        Path real = directory.toRealPath();
        if (!HELD.add(real)) {
            return null;
        }
        @Nullable SlotLock taken = null;
        try {
            FileChannel file =
                    FileChannel.open(
                            real.resolve(FILE),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            if (locked(file)) {
                taken = new SlotLock(real, file);
            }
            return taken;
        } finally {
            if (taken == null) {
                HELD.remove(real);
            }
        }
    }

    private static boolean locked(FileChannel file) throws IOException {
        @Nullable FileLock lock = null;
        try {
            lock = file.tryLock();
        } catch (OverlappingFileLockException _) {
            // held here, by another name of the directory
        } finally {
            if (lock == null) {
                file.close();
            }
        }
        return lock != null;
    }

    /** Writes down that it is held from now on, and by which process, for people to read. */
    void begin() {
        byte[] process = (ProcessHandle.current().pid() + "\n").getBytes(US_ASCII);
        try {
            Bytes.write(file, 0, ByteBuffer.wrap(process)); // nothing else that opens it will do
            file.truncate(process.length);
        } catch (IOException _) {
            // a disk that is full keeps nobody from starting
        }
    }

    /** Returns since when somebody has held a directory; null when nobody does. */
    static @Nullable Instant since(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        if (!Files.exists(file)) {
            return null;
        }
        try (@Nullable SlotLock free = take(directory)) {
            return free == null ? Files.getLastModifiedTime(file).toInstant() : null;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            file.close();
        } finally {
            HELD.remove(directory);
        }
    }
}
