package dev.sluice.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The directory of a journal, such as {@code DATA/journal}, claimed by this process, and the node's
 * identity, such as {@code DATA/node}. The identity is the journal's: sequences count per node, so
 * that a journal that begins anew must be another node's.
 */
final class JournalDirectory implements AutoCloseable {
    private static final int NODE = 16;

    private final Path path;
    private final SlotLock lock;
    private final NavigableMap<Long, Path> segments = new ConcurrentSkipListMap<>();
    private String node = "";

    private JournalDirectory(Path path, SlotLock lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Claims the place of a journal, made if need be.
     *
     * @return null when somebody has it
     * @throws JournalRefused when it is another node's
     */
    static @Nullable JournalDirectory claim(Slot slot) throws IOException {
        Path path = slot.journal();
        Files.createDirectories(path);
        if (Files.getFileStore(path).supportsFileAttributeView("posix")) {
            // Where bodies are logged, they are in here.
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
        }
        @Nullable SlotLock lock = SlotLock.take(path);
        if (lock == null) {
            return null;
        }
        var directory = new JournalDirectory(path, lock);
        try {
            lock.begin();
            directory.list();
            directory.node = directory.identify(slot.node());
            return directory;
        } catch (IOException | RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

    private void list() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            for (Path each : (Iterable<Path>) files::iterator) {
                long first = Segment.first(each.getFileName().toString());
                if (first >= 0) {
                    segments.put(first, each);
                }
            }
        }
    }

    private String identify(Path file) throws IOException {
        String known = Files.exists(file) ? Files.readString(file).strip() : null;
        if (segments.isEmpty()) {
            byte[] random = new byte[NODE];
            new SecureRandom().nextBytes(random);
            return keep(HexFormat.of().formatHex(random), file);
        }
        String written = writtenNode();
        if (known == null && written == null) {
            throw new JournalRefused(
                    file + " is missing, and no file in " + path + " says whose journal it is");
        }
        if (known == null || written == null) {
            return keep(known == null ? Objects.requireNonNull(written) : known, file);
        }
        if (!known.equals(written)) {
            throw new JournalRefused(
                    String.format(
                            "%s is the journal of node %s, but %s says %s: put the two back"
                                    + " together, or delete %s",
                            path, written, file, known, file));
        }
        return known;
    }

    private @Nullable String writtenNode() throws IOException {
        for (Path each : segments.descendingMap().values()) {
            ByteBuffer head = ByteBuffer.allocate(Segment.HEAD);
            try (FileChannel channel = FileChannel.open(each, StandardOpenOption.READ)) {
                Bytes.read(channel, 0, head);
            }
            Segment segment = Segment.read(head.flip());
            if (segment != null) {
                return segment.node();
            }
        }
        return null;
    }

    private static String keep(String node, Path file) throws IOException {
        Path fresh = file.resolveSibling("node.new");
        Files.writeString(fresh, node + "\n");
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
        return node;
    }

    /** Returns where the journal is. */
    Path path() {
        return path;
    }

    /** Returns the node's id, 32 hexadecimal digits. */
    String node() {
        return node;
    }

    /** Returns the segments by their first sequence. Safe for several threads. */
    NavigableMap<Long, Path> segments() {
        return segments;
    }

    /** Returns the file of a segment that does not exist yet. */
    Path file(long first) {
        return path.resolve(Segment.name(first));
    }

    /** Makes the names of new files outlive a loss of power. */
    void force() throws IOException {
        if (!path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return; // elsewhere a directory cannot be opened
        }
        try (FileChannel directory = FileChannel.open(path, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    /** Returns the segments that hold entries up to a sequence only, but never the last two. */
    List<Long> before(long sequence) {
        List<Long> firsts = List.copyOf(segments.keySet());
        int kept = Math.min(2, firsts.size());
        return firsts.subList(0, firsts.size() - kept).stream()
                .filter(first -> segments.higherKey(first) <= sequence)
                .toList();
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
