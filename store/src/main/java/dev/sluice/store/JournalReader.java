package dev.sluice.store;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Reads entries back from the files while others are written. Remembers where it stopped, so that
 * going on costs nothing; going elsewhere reads a segment from its beginning.
 */
final class JournalReader {
    private static final long WINDOW = 1024 * 1024;
    private static final long MOST = 8 * WINDOW;

    private final JournalDirectory directory;
    private final Disk disk;
    private final Supplier<Journal.End> end;
    private final Consumer<String> log;
    private long segment = -1;
    private long offset;
    private long last; // read or passed

    JournalReader(
            JournalDirectory directory,
            Disk disk,
            Supplier<Journal.End> end,
            Consumer<String> log) {
        this.directory = directory;
        this.disk = disk;
        this.end = end;
        this.log = log;
    }

    /**
     * Reads entries, not all of them at once if they are large.
     *
     * @param from the first sequence
     * @param to the last one; must have been written
     * @param most how many
     * @return in order, those that can be read; none when there are none up to {@code to}
     */
    List<Numbered> read(long from, long to, int most) throws IOException {
        if (segment < 0 || last != from - 1) {
            seek(from);
        }
        var batch = new Batch(from, to, most);
        while (!batch.isFull() && last < to && !directory.segments().isEmpty()) {
            // In this order: what was the newest segment may be full by now, and then all of it
            // counts.
            Path file = directory.segments().get(segment);
            Journal.End written = end.get();
            if (file == null || !piece(file, written, batch)) {
                Map.Entry<Long, Path> next = directory.segments().higherEntry(segment);
                if (next == null) {
                    break;
                }
                open(next.getKey());
            }
        }
        return batch.entries;
    }

    private void seek(long from) {
        Long floor = directory.segments().floorKey(from);
        open(floor == null ? directory.segments().firstKey() : floor);
    }

    private void open(long first) {
        segment = first;
        offset = Segment.HEAD;
        last = first - 1;
    }

    /** Reads some; returns false when the segment has no more. */
    private boolean piece(Path file, Journal.End written, Batch batch) throws IOException {
        try (FileChannel channel = disk.open(file, StandardOpenOption.READ)) {
            long size = segment == written.segment() ? written.offset() : channel.size();
            for (long window = WINDOW; offset < size; window *= 2) {
                long length = Math.min(window, size - offset);
                if (frames(channel, length, batch)) {
                    return true;
                }
                if (length == size - offset) {
                    offset = size;
                }
            }
            return false;
        }
    }

    private boolean frames(FileChannel channel, long length, Batch batch) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            ByteBuffer bytes = Bytes.load(channel, offset, length, arena);
            var frames = new Frames(bytes, last);
            long begin = offset;
            boolean any = false;
            while (!batch.isFull() && last < batch.to && frames.next()) {
                any = true;
                if (frames.damaged() > 0) {
                    log.accept(
                            directory.path()
                                    + " is damaged between the entries "
                                    + last
                                    + " and "
                                    + frames.sequence());
                }
                if (frames.sequence() > batch.to) {
                    last = batch.to;
                    return true;
                }
                last = frames.sequence();
                offset = begin + frames.behind();
                batch.add(frames);
            }
            return any;
        }
    }

    /** What is being read. */
    private final class Batch {
        private final List<Numbered> entries = new ArrayList<>();
        private final long from;
        private final long to;
        private final int most;
        private long bytes;

        Batch(long from, long to, int most) {
            this.from = from;
            this.to = to;
            this.most = most;
        }

        boolean isFull() {
            return entries.size() >= most || bytes >= MOST;
        }

        void add(Frames frames) {
            if (frames.sequence() < from) {
                return;
            }
            byte[] payload = frames.payload();
            bytes += payload.length;
            EntryKind kind = EntryKind.of(frames.kind());
            if (kind == null) {
                log.accept("entry " + frames.sequence() + " is of an unknown kind; it is left out");
                return;
            }
            try {
                entries.add(RecordReader.read(frames.sequence(), kind, payload));
            } catch (UnreadableEntry e) {
                log.accept(e.getMessage() + "; it is left out: " + e.getCause());
            }
        }
    }
}
