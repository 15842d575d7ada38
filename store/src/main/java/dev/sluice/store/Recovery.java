package dev.sluice.store;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Reads everything that is there when a journal is opened. What was being written when the process
 * died is cut off. Damage anywhere else is reported and kept aside, and what stands behind it is
 * read.
 */
final class Recovery {
    private final JournalDirectory directory;
    private final Disk disk;
    private final Consumer<Frames> entries;
    private final Consumer<String> log;
    private long last = -1;
    private long before; // the last one of the segment before
    private long end;

    /**
     * Prepares it.
     *
     * @param entries is shown every good frame
     * @param log is told what is wrong
     */
    Recovery(
            JournalDirectory directory, Disk disk, Consumer<Frames> entries, Consumer<String> log) {
        this.directory = directory;
        this.disk = disk;
        this.entries = entries;
        this.log = log;
    }

    /** Reads all segments. */
    void run() throws IOException {
        for (Map.Entry<Long, Path> each : directory.segments().entrySet()) {
            boolean newest = each.getKey().equals(directory.segments().lastKey());
            try (FileChannel channel =
                    disk.open(each.getValue(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                long size = channel.size();
                read(channel, each, newest);
                if (newest) {
                    cut(channel, each.getKey(), size);
                }
            }
        }
    }

    // Mapped, not read: a segment is larger than what a small machine has beside the heap.
    private void read(FileChannel channel, Map.Entry<Long, Path> segment, boolean newest)
            throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            ByteBuffer bytes =
                    channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena)
                            .asByteBuffer();
            segment(segment.getKey(), segment.getValue(), bytes);
            if (!newest) {
                damage(segment.getValue(), bytes, end, bytes.limit());
            }
        }
    }

    /** Returns the last sequence; 0 if there is none. */
    long last() {
        return Math.max(last, 0);
    }

    /** Returns where the newest segment ends. */
    long end() {
        return end;
    }

    private void segment(long first, Path file, ByteBuffer bytes) throws IOException {
        Segment head = Segment.read(bytes);
        boolean follows = head == null || last < 0 || head.before() == last;
        if (!follows) {
            log.accept(missing(last + 1, head == null ? first - 1 : head.before()));
        }
        boolean headless = head == null;
        int begin = Math.min(Segment.HEAD, bytes.limit());
        end = begin;
        before = Math.max(last, 0);
        last = first - 1;
        var frames = new Frames(bytes.duplicate().position(begin), last);
        while (frames.next()) {
            if (headless) {
                damage(file, bytes, 0, Segment.HEAD);
                headless = false;
            }
            damage(file, bytes, end, frames.at());
            if (frames.sequence() != last + 1) {
                log.accept(missing(last + 1, frames.sequence() - 1));
            }
            entries.accept(frames);
            last = frames.sequence();
            end = frames.behind();
        }
        if (headless) {
            end = 0;
        }
    }

    private void cut(FileChannel channel, long first, long size) throws IOException {
        if (end < size) {
            log.accept(
                    directory.segments().get(first)
                            + " ended with "
                            + (size - end)
                            + " bytes that were not whole, written when the process died; they"
                            + " have been cut off");
            channel.truncate(end);
        }
        if (end == 0) {
            Bytes.write(channel, 0, new Segment(directory.node(), before, first).bytes());
            end = Segment.HEAD;
        }
    }

    private void damage(Path file, ByteBuffer bytes, long from, long to) {
        if (from >= to) {
            return;
        }
        Path aside = file.resolveSibling(file.getFileName() + "." + from + ".damaged");
        byte[] damaged = new byte[(int) (to - from)];
        bytes.get((int) from, damaged);
        log.accept(
                String.format(
                        "%s is damaged: %d bytes from byte %d, after entry %d, cannot be read; %s",
                        file, damaged.length, from, last, kept(damaged, aside)));
    }

    // The segment will be removed one day. That there is no room for a copy keeps nobody from
    // starting.
    private static String kept(byte[] damaged, Path aside) {
        try {
            Files.write(aside, damaged);
            return "a copy of them is in " + aside;
        } catch (IOException e) {
            return "no copy of them could be made: " + e.getMessage();
        }
    }

    /** Says what is missing. */
    static String missing(long from, long to) {
        return "the journal lacks the entries " + from + " to " + to;
    }
}
