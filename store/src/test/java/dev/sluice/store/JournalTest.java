package dev.sluice.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class JournalTest extends JournalOnDisk {
    @Test
    void countsUpForEver() throws IOException {
        try (Journal journal = open()) {
            assertEquals(List.of(1L, 2L, 3L), append(journal, 3));
            assertEquals(new Journal.End(0, 1, Segment.HEAD), journal.end());
            commit(journal);
            assertEquals(3, journal.end().sequence());
        }
        try (Journal journal = open()) {
            assertEquals(List.of(1L, 2L, 3L), found);
            assertEquals(List.of(4L), append(journal, 1));
            commit(journal);
        }
        assertEquals(List.of(1L, 2L, 3L, 4L), reopened());
        assertEquals(List.of(), log);
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
                commit(journal);
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
                commit(journal);
            }
            reading.join();
        }
        assertEquals(LongStream.rangeClosed(1, count).boxed().toList(), all);
        assertEquals(List.of(), log);
    }

    @Test
    void largeEntriesAreReadToo() throws IOException {
        String large = "{\"text\":\"" + "x".repeat(3_000_000) + "\"}";
        try (Journal journal = open()) {
            append(journal, 1);
            for (int i = 0; i < 4; i++) {
                journal.append(EntryKind.FINISHED, Calls.packed(Calls.withBody("r", large)));
            }
            append(journal, 1);
            commit(journal);
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
            commit(journal);
            journal.skipTo(1000);
            assertEquals(List.of(1000L, 1001L), append(journal, 2));
            commit(journal);
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
            commit(journal);
        }
        assertEquals(51, reopened().getLast());
        assertEquals(List.of(), log);
    }

    @Test
    void oneProcessAtATime() throws IOException {
        try (Journal journal = open()) {
            assertNull(JournalDirectory.claim(Slot.first(data)));
            append(journal, 1);
            commit(journal);
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
        assertTrue(refused.toString().contains("version 2"), refused.toString());
    }
}
