package dev.sluice.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

class JournalTest {
    private static final Instant FUTURE = Instant.parse("2999-01-01T00:00:00Z");

    @TempDir private Path data;
    private long segment = 2000;
    private final FakeDisk disk = new FakeDisk();
    private final RecordCodec codec = new RecordCodec();
    private final List<String> log = new ArrayList<>();
    private final List<Long> found = new ArrayList<>();

    @Test
    void countsUpForEver() throws IOException {
        try (Journal journal = open()) {
            assertEquals(List.of(1L, 2L, 3L), append(journal, 3));
            assertEquals(new Journal.End(0, 1, Segment.HEAD), journal.end());
            journal.commit();
            assertEquals(3, journal.end().sequence());
        }
        try (Journal journal = open()) {
            assertEquals(List.of(1L, 2L, 3L), found);
            assertEquals(List.of(4L), append(journal, 1));
            journal.commit();
        }
        assertEquals(List.of(1L, 2L, 3L, 4L), reopened());
        assertEquals(List.of(), log);
    }

    @Test
    void wholeFramesRemainWhereverTheFileIsCut() throws IOException {
        segment = Long.MAX_VALUE;
        List<Long> ends = new ArrayList<>();
        try (Journal journal = open()) {
            for (int i = 0; i < 4; i++) {
                appendSmall(journal, 1);
                journal.commit();
                ends.add(journal.end().offset());
            }
        }
        byte[] whole = Files.readAllBytes(segment(1));
        for (int cut = 0; cut <= whole.length; cut++) {
            int length = cut;
            Files.write(segment(1), java.util.Arrays.copyOf(whole, cut));
            log.clear();
            long frames = ends.stream().filter(end -> end <= length).count();
            List<Long> expected = LongStream.rangeClosed(1, frames).boxed().toList();
            try (Journal journal = open()) {
                assertEquals(expected, found, "cut at " + cut);
                boolean clean = cut == Segment.HEAD || cut == 0 || ends.contains((long) cut);
                assertEquals(clean ? 0 : 1, log.size(), "cut at " + cut + ": " + log);
                assertEquals(List.of(frames + 1), appendSmall(journal, 1));
                journal.commit();
            }
            log.clear();
            assertEquals(frames + 1, reopened().size(), "cut at " + cut);
            assertEquals(List.of(), log);
        }
    }

    @Test
    void damageInTheMiddleIsReportedAndTheRestIsRead() throws IOException {
        segment = Long.MAX_VALUE;
        long from;
        long to;
        try (Journal journal = open()) {
            appendSmall(journal, 2);
            journal.commit();
            from = journal.end().offset();
            appendSmall(journal, 1);
            journal.commit();
            to = journal.end().offset();
            appendSmall(journal, 2);
            journal.commit();
        }
        byte[] whole = Files.readAllBytes(segment(1));
        for (int at = (int) from; at < to; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= (byte) (1 << (at % 8));
            Files.write(segment(1), damaged);
            log.clear();
            assertEquals(List.of(1L, 2L, 4L, 5L), reopened(), "flipped at " + at);
            assertTrue(log.getFirst().contains("is damaged"), log.toString());
            assertEquals(List.of(1L, 2L, 4L, 5L), read(1, 5));
            Path aside = data.resolve("journal/" + Segment.name(1) + "." + from + ".damaged");
            assertEquals(to - from, Files.size(aside));
            assertEquals(whole.length, Files.size(segment(1)), "nothing is cut off");
        }
    }

    @Test
    void aDamagedHeadHidesNothing() throws IOException {
        try (Journal journal = open()) {
            append(journal, 2);
            journal.commit();
        }
        byte[] whole = Files.readAllBytes(segment(1));
        for (int at = 0; at < Segment.HEAD; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 4;
            Files.write(segment(1), damaged);
            log.clear();
            assertEquals(List.of(1L, 2L), reopened());
            assertTrue(log.getFirst().contains("is damaged"), log.toString());
        }
    }

    @Test
    void damageAtTheEndOfAFullSegmentIsReported() throws IOException {
        fill(20);
        long second = Segment.first(segments().get(1).getFileName().toString());
        byte[] whole = Files.readAllBytes(segment(1));
        whole[whole.length - 3] ^= 1;
        Files.write(segment(1), whole);
        List<Long> expected =
                LongStream.rangeClosed(1, 20).filter(at -> at != second - 1).boxed().toList();
        assertEquals(expected, reopened());
        assertEquals(2, log.size(), log.toString());
        assertTrue(log.get(0).contains("is damaged"), log.toString());
        assertTrue(log.get(1).contains("lacks the entries"), log.toString());
        assertEquals(expected, read(1, 20));
    }

    @Test
    void aMissingSegmentIsReported() throws IOException {
        fill(20);
        List<Path> segments = segments();
        Files.delete(segments.get(1));
        reopened();
        assertEquals(1, log.size(), log.toString());
        assertTrue(log.getFirst().contains("lacks the entries"), log.toString());
        log.clear();
        Files.delete(segments.get(0));
        reopened();
        assertEquals(List.of(), log, "what has been removed from the front is not missed");
    }

    @Test
    void segmentsFollowEachOther() throws IOException {
        fill(50);
        assertTrue(segments().size() > 5);
        List<Long> all = LongStream.rangeClosed(1, 50).boxed().toList();
        assertEquals(all, reopened());
        assertEquals(all, read(1, 50));
        assertEquals(List.of(7L, 8L, 9L), read(7, 9));
        assertEquals(List.of(), log);
    }

    @Test
    void aReaderGoesOnWhereItStopped() throws IOException {
        try (Journal journal = open()) {
            JournalReader reader = journal.read(log::add);
            for (int round = 0; round < 40; round++) {
                append(journal, 3);
                journal.commit();
                long from = round * 3L + 1;
                assertEquals(List.of(from), sequences(reader.read(from, from, 10)));
                assertEquals(
                        List.of(from + 1, from + 2), sequences(reader.read(from + 1, from + 2, 2)));
            }
            assertEquals(List.of(5L, 6L), sequences(reader.read(5, 120, 2)));
        }
    }

    @Test
    void readingGoesOnWhileOthersWrite() throws Exception {
        int count = 20_000;
        List<Long> all = new ArrayList<>();
        try (Journal journal = open()) {
            Thread reading =
                    Thread.ofPlatform()
                            .start(() -> {
                                JournalReader reader = journal.read(log::add);
                                while (all.size() < count) {
                                    long to = journal.end().sequence();
                                    if (to > all.size()) {
                                        all.addAll(read(reader, all.size() + 1L, to));
                                    }
                                }
                            });
            for (int i = 0; i < count; i += 4) {
                appendSmall(journal, 4);
                journal.commit();
            }
            reading.join();
        }
        assertEquals(LongStream.rangeClosed(1, count).boxed().toList(), all);
        assertEquals(List.of(), log);
    }

    private static List<Long> read(JournalReader reader, long from, long to) {
        try {
            return sequences(reader.read(from, to, 100));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void largeEntriesAreReadToo() throws IOException {
        String large = "{\"text\":\"" + "x".repeat(3_000_000) + "\"}";
        try (Journal journal = open()) {
            append(journal, 1);
            for (int i = 0; i < 4; i++) {
                codec.finished(Calls.withBody("r", large));
                journal.append(
                        EntryKind.FINISHED, new Frames.Payload(codec.bytes(), codec.length()));
            }
            append(journal, 1);
            journal.commit();
            JournalReader reader = journal.read(log::add);
            List<Long> all = new ArrayList<>();
            while (all.size() < 6) {
                List<Numbered> some = reader.read(all.size() + 1L, 6, 1000);
                assertFalse(some.isEmpty());
                all.addAll(sequences(some));
            }
            assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L), all);
        }
    }

    @Test
    void sequencesMayBeLeftOut() throws IOException {
        try (Journal journal = open()) {
            append(journal, 2);
            journal.commit();
            journal.skipTo(1000);
            assertEquals(List.of(1000L, 1001L), append(journal, 2));
            journal.commit();
            assertThrows(IllegalStateException.class, () -> journal.skipTo(1001));
        }
        assertEquals(List.of(1L, 2L, 1000L, 1001L), reopened());
        assertEquals(List.of(1L, 2L, 1000L, 1001L), read(1, 2000));
        assertEquals(List.of(), log, "that is no loss");
    }

    @Test
    void segmentsAreRemovedButNeverTheLastTwo() throws IOException {
        fill(50);
        try (Journal journal = open()) {
            List<Path> all = segments();
            long third = Segment.first(all.get(2).getFileName().toString());
            journal.removeBefore(third - 1, FUTURE);
            assertEquals(all.subList(1, all.size()), segments());
            journal.removeBefore(third, Instant.EPOCH);
            assertEquals(all.subList(1, all.size()), segments(), "too young");
            journal.removeBefore(third, FUTURE);
            assertEquals(all.subList(2, all.size()), segments());
            journal.removeBefore(Long.MAX_VALUE, FUTURE);
            assertEquals(all.subList(all.size() - 2, all.size()), segments());
            assertEquals(List.of(51L), append(journal, 1));
            journal.commit();
        }
        assertEquals(51, reopened().getLast());
        assertEquals(List.of(), log);
    }

    @Test
    void oneProcessAtATime() throws IOException {
        try (Journal journal = open()) {
            IOException refused = assertThrows(JournalRefused.class, this::open);
            assertTrue(refused.getMessage().contains(data.resolve("journal").toString()));
            append(journal, 1);
            journal.commit();
        }
        assertEquals(List.of(1L), reopened());
    }

    @Test
    void theNodeIsTheJournals() throws IOException {
        String node = node();
        assertEquals(node, node());
        assertEquals(node, Files.readString(data.resolve("node")).strip());
        Files.delete(data.resolve("node"));
        assertEquals(node, node(), "the journal knows");
        Files.writeString(data.resolve("node"), "0123456789abcdef0123456789abcdef\n");
        assertThrows(JournalRefused.class, this::node);
        for (Path each : segments()) {
            Files.delete(each);
        }
        assertNotEquals(node, node(), "a journal that begins anew is another node's");
    }

    @Test
    void aFormatOfTheFutureIsRefused() throws IOException {
        node();
        byte[] bytes = Files.readAllBytes(segment(1));
        bytes[8] = 2;
        var crc = new java.util.zip.CRC32C();
        crc.update(bytes, 0, 44);
        for (int i = 0; i < 4; i++) {
            bytes[44 + i] = (byte) (crc.getValue() >> (8 * i));
        }
        Files.write(segment(1), bytes);
        IOException refused = assertThrows(JournalRefused.class, this::node);
        assertTrue(refused.getMessage().contains("version 2"), refused.getMessage());
    }

    @Test
    void aFullDiskLosesNothing() throws IOException {
        try (Journal journal = open()) {
            append(journal, 2);
            journal.commit();
            append(journal, 3);
            for (int room = 0; room < 300; room += 7) {
                disk.room.set(room);
                assertThrows(IOException.class, journal::commit);
                assertEquals(2, journal.end().sequence());
            }
            disk.room.set(Long.MAX_VALUE);
            journal.commit();
            append(journal, 1);
            journal.commit();
        }
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L), reopened());
        assertEquals(List.of(), log);
    }

    @Test
    void aFailedWriteLeavesWholeFramesEvenIfNobodyTriesAgain() throws IOException {
        try (Journal journal = open()) {
            append(journal, 2);
            journal.commit();
            append(journal, 1);
            disk.room.set(50);
            assertThrows(IOException.class, journal::commit);
        }
        disk.room.set(Long.MAX_VALUE);
        assertEquals(List.of(1L, 2L), reopened());
        assertEquals(1, log.size());
    }

    @Test
    void aSegmentThatCannotBeBegunIsBegunLater() throws IOException {
        try (Journal journal = open()) {
            while (journal.end().offset() < segment) {
                append(journal, 1);
                journal.commit();
            }
            long before = journal.end().sequence();
            append(journal, 1);
            disk.openFails = true;
            assertThrows(IOException.class, journal::commit);
            disk.openFails = false;
            disk.room.set(20);
            assertThrows(IOException.class, journal::commit);
            disk.room.set(Long.MAX_VALUE);
            disk.forceFails = true;
            assertThrows(IOException.class, journal::commit);
            disk.forceFails = false;
            disk.room.set(60);
            assertThrows(IOException.class, journal::commit);
            disk.room.set(Long.MAX_VALUE);
            assertEquals(before, journal.end().sequence());
            journal.commit();
            assertEquals(before + 1, journal.end().sequence());
            assertEquals(before + 1, journal.end().segment());
            assertEquals(LongStream.rangeClosed(1, before + 1).boxed().toList(), reopenedCopy());
        }
        assertEquals(List.of(), log);
    }

    @Test
    void durableMeansForced() throws IOException {
        try (Journal journal = open(true)) {
            int before = disk.forces.get();
            append(journal, 3);
            assertEquals(before, disk.forces.get());
            disk.forceFails = true;
            assertThrows(IOException.class, journal::commit);
            assertEquals(0, journal.end().sequence());
            disk.forceFails = false;
            int writes = disk.writes.get();
            journal.commit();
            assertEquals(before + 1, disk.forces.get());
            assertEquals(writes + 1, disk.writes.get(), "written again: it may be forgotten");
            journal.force(3);
            assertEquals(before + 1, disk.forces.get(), "is on the disk already");
        }
        assertEquals(List.of(1L, 2L, 3L), reopened());
    }

    @Test
    void forcingOnDemand() throws IOException {
        try (Journal journal = open()) {
            append(journal, 3);
            journal.commit();
            int before = disk.forces.get();
            journal.force(2);
            journal.force(3);
            assertEquals(before + 1, disk.forces.get());
        }
    }

    @Test
    void anInterruptDoesNoHarm() throws IOException {
        try (Journal journal = open()) {
            append(journal, 1);
            Thread.currentThread().interrupt();
            journal.commit();
            assertTrue(Thread.interrupted());
            append(journal, 1);
            journal.commit();
        }
        assertEquals(List.of(1L, 2L), reopened());
    }

    private Journal open() throws IOException {
        return open(false);
    }

    private Journal open(boolean durable) throws IOException {
        found.clear();
        return Journal.open(
                data,
                new Journal.Options(disk, durable, segment),
                frames -> found.add(frames.sequence()),
                log::add);
    }

    private String node() throws IOException {
        try (Journal journal = open()) {
            return journal.node();
        }
    }

    private void fill(int entries) throws IOException {
        try (Journal journal = open()) {
            for (int i = 0; i < entries; i++) {
                append(journal, 1);
                journal.commit();
            }
        }
    }

    private List<Long> append(Journal journal, int entries) {
        return IntStream.range(0, entries)
                .mapToObj(i -> {
                    codec.finished(Calls.finished("r" + i));
                    return journal.append(
                            EntryKind.FINISHED, new Frames.Payload(codec.bytes(), codec.length()));
                })
                .toList();
    }

    private List<Long> appendSmall(Journal journal, int entries) {
        return IntStream.range(0, entries)
                .mapToObj(_ -> {
                    codec.holds("r", List.of());
                    return journal.append(
                            EntryKind.RESERVED, new Frames.Payload(codec.bytes(), codec.length()));
                })
                .toList();
    }

    private List<Long> reopened() throws IOException {
        try (Journal journal = open()) {
            assertTrue(journal.end().sequence() >= 0);
            return List.copyOf(found);
        }
    }

    /** What a process would find that opened the files as they are now. */
    private List<Long> reopenedCopy() throws IOException {
        Path copy = Files.createDirectories(data.resolve("copy/journal"));
        Files.copy(data.resolve("node"), copy.resolveSibling("node"));
        for (Path each : segments()) {
            Files.copy(each, copy.resolve(each.getFileName()));
        }
        List<Long> there = new ArrayList<>();
        var options = new Journal.Options(Disk.REAL, false, segment);
        Journal.open(copy.getParent(), options, frames -> there.add(frames.sequence()), log::add)
                .close();
        return there;
    }

    private List<Long> read(long from, long to) throws IOException {
        try (Journal journal = open()) {
            return sequences(journal.read(_ -> {}).read(from, to, 1000));
        }
    }

    private static List<Long> sequences(List<Numbered> entries) {
        return entries.stream().map(Numbered::sequence).toList();
    }

    private Path segment(long first) {
        return data.resolve("journal").resolve(Segment.name(first));
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("journal"))) {
            return files.filter(file -> file.toString().endsWith(".log")).sorted().toList();
        }
    }
}
