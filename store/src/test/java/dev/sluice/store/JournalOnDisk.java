package dev.sluice.store;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** A journal in a directory of its own, on a disk that can be broken. */
abstract class JournalOnDisk {
    static final Instant FUTURE = Instant.parse("2999-01-01T00:00:00Z");

    @TempDir Path data;
    long segment = 800;
    final FakeDisk disk = new FakeDisk();
    final RecordCodec codec = new RecordCodec();
    final List<String> log = new ArrayList<>();
    final List<Long> found = new ArrayList<>();

    Journal open() throws IOException {
        return open(false);
    }

    Journal open(boolean durable) throws IOException {
        found.clear();
        return Journal.open(
                claim(data),
                new Journal.Options(disk, durable, segment),
                frames -> found.add(frames.sequence()),
                log::add);
    }

    static JournalDirectory claim(Path data) throws IOException {
        return Objects.requireNonNull(JournalDirectory.claim(Slot.first(data)));
    }

    String node() throws IOException {
        try (Journal journal = open()) {
            return journal.node();
        }
    }

    void fill(int entries) throws IOException {
        try (Journal journal = open()) {
            for (int i = 0; i < entries; i++) {
                append(journal, 1);
                commit(journal);
            }
        }
    }

    /** Closes the group and writes it: here one thread does both. */
    static void commit(Journal journal) throws IOException {
        journal.turn();
        journal.write();
    }

    List<Long> append(Journal journal, int entries) {
        return IntStream.range(0, entries)
                .mapToObj(i -> {
                    Frames.Payload call = Calls.packed(Calls.finished("r" + i));
                    return journal.append(EntryKind.FINISHED, call);
                })
                .toList();
    }

    List<Long> appendSmall(Journal journal, int entries) {
        return IntStream.range(0, entries)
                .mapToObj(_ -> {
                    codec.holds("r", List.of());
                    return journal.append(
                            EntryKind.RESERVED, new Frames.Payload(codec.bytes(), codec.length()));
                })
                .toList();
    }

    List<Long> reopened() throws IOException {
        try (Journal journal = open()) {
            assertTrue(journal.end().sequence() >= 0);
            return List.copyOf(found);
        }
    }

    Path tail() {
        return data.resolve("journal").resolve("tail");
    }

    /** Leaves nothing but the segments. */
    void forgetTail() throws IOException {
        if (Files.exists(tail())) {
            try (FileChannel channel = FileChannel.open(tail(), StandardOpenOption.WRITE)) {
                for (int half = 0; half < 2; half++) {
                    Bytes.write(channel, 4096L + (long) half * Tail.HALF, ByteBuffer.allocate(64));
                }
            }
        }
    }

    /** What a process would find that opened the files as they are now. */
    List<Long> reopenedCopy() throws IOException {
        Path elsewhere = data.resolve("copy");
        Path copy = Files.createDirectories(elsewhere.resolve("journal"));
        Files.copy(data.resolve("node"), elsewhere.resolve("node"));
        for (Path each : segments()) {
            Files.copy(each, copy.resolve(each.getFileName()));
        }
        List<Long> there = new ArrayList<>();
        var options = new Journal.Options(Disk.REAL, false, segment);
        Journal.open(claim(elsewhere), options, frames -> there.add(frames.sequence()), log::add)
                .close();
        return there;
    }

    List<Long> read(long from, long to) throws IOException {
        try (Journal journal = open()) {
            return sequences(journal.read(_ -> {}).read(from, to, 1000));
        }
    }

    static List<Long> sequences(List<Numbered> entries) {
        return entries.stream().map(Numbered::sequence).toList();
    }

    Path segment(long first) {
        return data.resolve("journal").resolve(Segment.name(first));
    }

    List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("journal"))) {
            return files.filter(file -> file.toString().endsWith(".log")).sorted().toList();
        }
    }

    static List<Long> read(JournalReader reader, long from, long to) {
        try {
            return sequences(reader.read(from, to, 100));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
