package dev.sluice.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * The journal: entries in the order in which they were written, in segments of some 64 MB. {@link
 * #append} collects, {@link #commit} writes what was collected in one piece. When that fails
 * nothing is lost: it can be tried again until it succeeds. For one thread; {@link #force}, {@link
 * #end}, {@link #read} and {@link #removeBefore} may be called by another one.
 */
final class Journal implements AutoCloseable {
    /** From this size on a new segment is begun. */
    static final long SEGMENT = 64L * 1024 * 1024;

    private static final int GROUP = 1024 * 1024;

    private final JournalDirectory directory;
    private final Options options;
    private ByteBuffer group = room(GROUP);
    private final boolean fresh;
    private volatile FileChannel channel;
    private volatile End end;
    private volatile long forced;
    private long first; // of the group
    private long sequence; // given last
    private boolean torn;

    private Journal(JournalDirectory directory, Options options, Recovery found)
            throws IOException {
        this.directory = directory;
        this.options = options;
        sequence = found.last();
        fresh = directory.segments().isEmpty();
        if (fresh) {
            end = new End(0, 1, 0);
            channel = begin(1);
            end = new End(0, 1, Segment.HEAD);
        } else {
            long newest = directory.segments().lastKey();
            channel = options.disk().open(directory.file(newest), StandardOpenOption.WRITE);
            end = new End(sequence, newest, found.end());
        }
    }

    /**
     * Opens the journal in a directory, or begins one.
     *
     * @param directory is let go of when the journal is closed, and when this fails
     * @param entries is shown every entry that is there, in order
     * @param log is told what was damaged
     */
    static Journal open(
            JournalDirectory directory,
            Options options,
            Consumer<Frames> entries,
            Consumer<String> log)
            throws IOException {
        try {
            var recovery = new Recovery(directory, options.disk(), entries, log);
            recovery.run();
            return new Journal(directory, options, recovery);
        } catch (IOException | RuntimeException | Error e) {
            directory.close();
            throw e;
        }
    }

    /**
     * How it is written.
     *
     * @param durable whether a commit reaches the disk, not only the system
     * @param segment bytes from which on a new segment is begun
     */
    record Options(Disk disk, boolean durable, long segment) {}

    /**
     * How far it has been written.
     *
     * @param sequence of the last entry; 0 for none
     * @param segment first sequence of the newest segment
     * @param offset where that segment ends
     */
    record End(long sequence, long segment, long offset) {}

    /** Adds an entry to the group and returns its sequence. */
    long append(EntryKind kind, Frames.Payload payload) {
        int needed = Math.addExact(Frames.HEAD, payload.length());
        if (needed > group.remaining()) {
            grow(Math.addExact(group.position(), needed));
        } else if (group.position() == 0 && group.capacity() > GROUP && needed <= GROUP) {
            group = room(GROUP); // large entries are rare
        }
        if (group.position() == 0) {
            first = sequence + 1;
        }
        sequence++;
        Frames.write(group, sequence, kind, payload);
        return sequence;
    }

    private void grow(int size) {
        ByteBuffer larger = room(size);
        group = larger.put(group.flip());
    }

    /** Returns how large the group is. */
    int pending() {
        return group.position();
    }

    /** Goes on with a sequence that is further on. There must be no group. */
    void skipTo(long next) {
        if (group.position() > 0 || next <= sequence) {
            throw new IllegalStateException("cannot go on with " + next + " after " + sequence);
        }
        sequence = next - 1;
    }

    /**
     * Writes the group. When it returns, its entries are in the file, and on the disk if the
     * journal is durable.
     *
     * @throws IOException when it is not written; nothing has changed, and it can be tried again
     */
    void commit() throws IOException {
        if (group.position() == 0) {
            return;
        }
        // An interrupt would close the file.
        boolean interrupted = Thread.interrupted();
        try {
            if (torn) {
                repair();
            }
            torn = true;
            boolean leap = first != end.sequence() + 1;
            if (end.segment() != first && (leap || end.offset() >= options.segment())) {
                roll();
            }
            write();
            torn = false;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void write() throws IOException {
        ByteBuffer whole = group.duplicate().flip();
        Bytes.write(channel, end.offset(), whole);
        if (options.durable()) {
            channel.force(false);
            forced = sequence;
        }
        end = new End(sequence, end.segment(), end.offset() + group.position());
        group.clear();
    }

    // What a failed write has left behind is removed. After a failed force the system may have
    // forgotten what it had not yet written; therefore the group is written again.
    private void repair() throws IOException {
        if (!channel.isOpen()) {
            channel = options.disk().open(directory.file(end.segment()), StandardOpenOption.WRITE);
        }
        channel.truncate(end.offset());
    }

    private void roll() throws IOException {
        channel.force(false);
        FileChannel old = channel;
        channel = begin(first);
        end = new End(end.sequence(), first, Segment.HEAD);
        old.close();
    }

    private FileChannel begin(long begins) throws IOException {
        Path file = directory.file(begins);
        FileChannel fresh =
                options.disk()
                        .open(
                                file,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.TRUNCATE_EXISTING,
                                StandardOpenOption.WRITE);
        try {
            var head = new Segment(directory.node(), end.sequence(), begins);
            Bytes.write(fresh, 0, head.bytes());
            fresh.force(false);
            directory.force();
        } catch (IOException e) {
            fresh.close();
            throw e;
        }
        directory.segments().put(begins, file);
        return fresh;
    }

    /** Returns how far it has been written. */
    End end() {
        return end;
    }

    /** Returns whether it was begun when it was opened, so that nobody can know its node. */
    boolean isFresh() {
        return fresh;
    }

    /** Returns the node's id. */
    String node() {
        return directory.node();
    }

    /** Returns where it is. */
    Path path() {
        return directory.path();
    }

    /** Returns the sequence with which the oldest segment begins. */
    long oldest() {
        return directory.segments().firstKey();
    }

    /** Makes sure that an entry that is written is on the disk, with all those before it. */
    void force(long upTo) throws IOException {
        while (forced < upTo) {
            // In this order: what has been written by now is in this file, or in one before it,
            // which was forced when it was full.
            long written = end.sequence();
            FileChannel current = channel;
            try {
                current.force(false);
                forced = written;
            } catch (ClosedChannelException e) {
                if (current.equals(channel)) {
                    throw e;
                }
            }
        }
    }

    /** Returns a reader, for one thread. */
    JournalReader read(Consumer<String> log) {
        return new JournalReader(directory, options.disk(), this::end, log);
    }

    /**
     * Removes segments, but never the last two.
     *
     * @param sequence the first entry that is still needed
     * @param olderThan when a segment must have been written last
     */
    void removeBefore(long sequence, Instant olderThan) throws IOException {
        for (long each : directory.before(sequence)) {
            Path file = directory.file(each);
            if (Files.getLastModifiedTime(file).toInstant().isAfter(olderThan)) {
                return;
            }
            directory.segments().remove(each);
            Files.delete(file);
        }
    }

    private static ByteBuffer room(int size) {
        return ByteBuffer.allocateDirect(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Lets go of the directory. A group that has not been committed is lost. */
    @Override
    public void close() throws IOException {
        try (directory) {
            channel.close();
        }
    }
}
