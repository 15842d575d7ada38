package dev.sluice.store;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/**
 * The end of a journal that is not in a segment yet: a file, {@code tail}, that is mapped into
 * memory. What a process has put there is in the system's memory, and stays when the process is
 * killed; it costs no call of the system. Two halves take turns: one is filled while the other one
 * is written to a segment.
 *
 * <p>The file begins with a page: magic (8 bytes), version (u32), bytes of a half (u32), node (16
 * bytes). Each half holds frames, the first one at its beginning, and behind them what is left of
 * those before: a half ends where the next frame does not follow the one before.
 */
final class Tail {
    /** Bytes of a half: more than is handed over while a disk is slow to take a group. */
    static final int HALF = 2 * 1024 * 1024;

    private static final int HALVES = 2;
    private static final int PAGE = 4096;
    private static final int VERSION = 1;
    private static final int NODE = 16;
    private static final byte[] MAGIC = "sluice-t".getBytes(StandardCharsets.US_ASCII);
    private static final String NAME = "tail";

    private final ByteBuffer memory;

    private Tail(ByteBuffer memory) {
        this.memory = memory;
    }

    /**
     * Frames that no segment has yet.
     *
     * @param bytes the frames, from position to limit
     */
    record Rest(long first, long last, ByteBuffer bytes) {}

    /**
     * Reads what a process has left.
     *
     * @param last the last sequence that is in a segment
     * @return in order; empty when there is nothing, or the file is not this node's
     */
    static List<Rest> left(JournalDirectory directory, Disk disk, long last) throws IOException {
        Path file = directory.path().resolve(NAME);
        if (!Files.exists(file)) {
            return List.of();
        }
        try (FileChannel channel = disk.open(file, StandardOpenOption.READ);
                Arena arena = Arena.ofConfined()) {
            ByteBuffer all =
                    channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena)
                            .asByteBuffer()
                            .order(ByteOrder.LITTLE_ENDIAN);
            if (!belongs(all, directory.node())) {
                return List.of();
            }
            int half = all.getInt(MAGIC.length + Integer.BYTES);
            List<Rest> found = new ArrayList<>();
            for (int i = 0; i < HALVES; i++) {
                rest(all.slice(PAGE + i * half, half), last, found);
            }
            found.sort(Comparator.comparingLong(Rest::first));
            return found;
        }
    }

    private static boolean belongs(ByteBuffer all, String node) {
        if (all.limit() < PAGE) {
            return false;
        }
        ByteBuffer head = all.slice(0, head(node, HALF).limit()).order(ByteOrder.LITTLE_ENDIAN);
        int half = head.getInt(MAGIC.length + Integer.BYTES);
        return half > 0
                && all.limit() - PAGE == (long) HALVES * half
                && head.equals(head(node, half));
    }

    private static ByteBuffer head(String node, int half) {
        ByteBuffer head =
                ByteBuffer.allocate(MAGIC.length + 2 * Integer.BYTES + NODE)
                        .order(ByteOrder.LITTLE_ENDIAN);
        head.put(MAGIC).putInt(VERSION).putInt(half).put(HexFormat.of().parseHex(node));
        return head.flip();
    }

    private static void rest(ByteBuffer half, long last, List<Rest> to) {
        var frames = new Frames(half, Frames.sequence(half) - 1);
        int from = 0;
        int end = 0;
        long first = 0;
        long before = 0;
        while (frames.adjoining()) {
            if (before != 0 && frames.sequence() != before + 1) {
                break;
            }
            before = frames.sequence();
            if (before <= last) {
                from = frames.behind();
            } else {
                first = first == 0 ? before : first;
                end = frames.behind();
            }
        }
        if (first != 0) {
            ByteBuffer copy = ByteBuffer.allocate(end - from).order(ByteOrder.LITTLE_ENDIAN);
            to.add(new Rest(first, before, copy.put(half.slice(from, end - from)).flip()));
        }
    }

    /**
     * Opens it for writing; what was in it is forgotten bit by bit. Where it cannot be had,
     * ordinary memory stands for it.
     */
    static Tail open(JournalDirectory directory, Disk disk, Consumer<String> log) {
        Path file = directory.path().resolve(NAME);
        try (FileChannel channel =
                disk.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            long size = PAGE + (long) HALVES * HALF;
            ByteBuffer head = head(directory.node(), HALF);
            ByteBuffer there = ByteBuffer.allocate(head.limit());
            Bytes.read(channel, 0, there);
            if (channel.size() != size || !there.flip().equals(head)) {
                begin(channel, size, head);
            }
            return new Tail(
                    channel.map(FileChannel.MapMode.READ_WRITE, PAGE, size - PAGE, Arena.ofAuto())
                            .asByteBuffer());
        } catch (IOException | UnsupportedOperationException e) {
            log.accept(
                    file
                            + " cannot be had, so a process that is killed loses the calls of its"
                            + " last moments: "
                            + e.getMessage());
            return new Tail(ByteBuffer.allocateDirect(HALVES * HALF));
        }
    }

    // Written in full: a hole for which there is no room would end the process.
    private static void begin(FileChannel channel, long size, ByteBuffer head) throws IOException {
        channel.truncate(0);
        try {
            Bytes.write(channel, 0, ByteBuffer.allocate(Math.toIntExact(size)));
            Bytes.write(channel, 0, head);
        } catch (IOException e) {
            channel.truncate(0); // the journal needs the room more
            throw e;
        }
    }

    /** Returns a half, empty: 0 or 1. */
    ByteBuffer half(int which) {
        return memory.slice(which * HALF, HALF).order(ByteOrder.LITTLE_ENDIAN);
    }
}
