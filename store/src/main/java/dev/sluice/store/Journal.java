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
import org.jspecify.annotations.Nullable;

/**
 * The journal: entries in the order in which they were written, in segments of some 64 MB. {@link
 * #append} collects in the {@link Tail}, {@link #turn} closes what was collected, {@link #write}
 * writes it in one piece. When that fails nothing is lost: it can be tried again until it succeeds.
 *
 * <p>{@link #append}, {@link #turn} and {@link #skipTo} are called by one thread at a time, which
 * is the caller's affair; {@link #write} by the one that calls {@link #turn}, while others append;
 * {@link #force}, {@link #end}, {@link #read} and {@link #removeBefore} by any other one.
 */
final class Journal implements AutoCloseable {
    /** From this size on a new segment is begun. */
    static final long SEGMENT = 64L * 1024 * 1024;

    private final JournalDirectory directory;
    private final Options options;
    private final Tail tail;
    private final boolean fresh;
    private int half; // which one is filled
    private ByteBuffer group; // that half, or a larger piece of memory
    private long first; // of the group
    private long sequence; // given last
    private Tail.@Nullable Rest closed; // what is to be written
    private volatile FileChannel channel;
    private volatile End end;
    private volatile long forced;
    private boolean torn;

    private Journal(
            JournalDirectory directory,
            Options options,
            Recovery found,
            Consumer<Frames> entries,
            Consumer<String> log)
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
        for (Tail.Rest each : Tail.left(directory, options.disk(), sequence)) {
            take(each, entries, log);
        }
        tail = Tail.open(directory, options.disk(), log);
        group = tail.half(half);
    }

    /** Writes what the process before had not come to write. */
    private void take(Tail.Rest left, Consumer<Frames> entries, Consumer<String> log)
            throws IOException {
        if (left.first() != sequence + 1) {
            log.accept(Recovery.missing(sequence + 1, left.first() - 1));
        }
        var frames = new Frames(left.bytes(), left.first() - 1);
        while (frames.next()) {
            entries.accept(frames);
        }
        closed = left;
        sequence = left.last();
        write();
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
            return new Journal(directory, options, recovery, entries, log);
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
        }
        if (group.position() == 0) {
            first = sequence + 1;
        }
        Frames.write(group, sequence + 1, kind, payload);
        return ++sequence;
    }

    // What the half has so far stays there, too.
    private void grow(int size) {
        ByteBuffer larger =
                ByteBuffer.allocateDirect(Math.max(size, Math.multiplyExact(2, group.capacity())));
        group = larger.order(ByteOrder.LITTLE_ENDIAN).put(group.flip());
    }

    /**
     * Closes the group, so that it can be written while the next one is collected.
     *
     * @return whether there is something to write: this group, or one that was closed before and
     *     could not be written
     */
    boolean turn() {
        if (closed == null && group.position() > 0) {
            closed = new Tail.Rest(first, sequence, group.flip());
            half = 1 - half;
            group = tail.half(half);
        }
        return closed != null;
    }

    /** Returns how many bytes are closed and not written. */
    int pending() {
        return closed == null ? 0 : closed.bytes().remaining();
    }

    /** Goes on with a sequence that is further on. There must be no group. */
    void skipTo(long next) {
        if (group.position() > 0 || closed != null || next <= sequence) {
            throw new IllegalStateException("cannot go on with " + next + " after " + sequence);
        }
        sequence = next - 1;
    }

    /**
     * Writes what was closed. When it returns, its entries are in the file, and on the disk if the
     * journal is durable.
     *
     * @throws IOException when it is not written; nothing has changed, and it can be tried again
     */
    void write() throws IOException {
        Tail.Rest what = closed;
        if (what == null) {
            return;
        }
        // An interrupt would close the file.
        boolean interrupted = Thread.interrupted();
        try {
            if (torn) {
                repair();
            }
            torn = true;
            boolean leap = what.first() != end.sequence() + 1;
            if (end.segment() != what.first() && (leap || end.offset() >= options.segment())) {
                roll(what.first());
            }
            put(what);
            closed = null;
            torn = false;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void put(Tail.Rest what) throws IOException {
        Bytes.write(channel, end.offset(), what.bytes().duplicate());
        if (options.durable()) {
            channel.force(false);
            forced = what.last();
        }
        end = new End(what.last(), end.segment(), end.offset() + what.bytes().remaining());
    }

    // What a failed write has left behind is removed. After a failed force the system may have
    // forgotten what it had not yet written; therefore the group is written again.
    private void repair() throws IOException {
        if (!channel.isOpen()) {
            channel = options.disk().open(directory.file(end.segment()), StandardOpenOption.WRITE);
        }
        channel.truncate(end.offset());
    }

    private void roll(long begins) throws IOException {
        channel.force(false);
        FileChannel old = channel;
        channel = begin(begins);
        end = new End(end.sequence(), begins, Segment.HEAD);
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

    /** Lets go of the directory. What has not been written is in the tail. */
    @Override
    public void close() throws IOException {
        try (directory) {
            channel.close();
        }
    }
}
