package dev.sluice.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class JournalBadDiskTest extends JournalOnDisk {
    @Test
    void aFullDiskLosesNothing() throws IOException {
        try (Journal journal = open()) {
            append(journal, 2);
            commit(journal);
            append(journal, 3);
            for (int room = 0; room < 300; room += 7) {
                disk.room.set(room);
                assertThrows(IOException.class, () -> commit(journal));
                assertEquals(2, journal.end().sequence());
            }
            disk.room.set(Long.MAX_VALUE);
            commit(journal);
            append(journal, 1);
            commit(journal);
        }
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L), reopened());
        assertEquals(List.of(), log);
    }

    @Test
    void aFailedWriteLeavesWholeFramesAndTheTailHasTheRest() throws IOException {
        try (Journal journal = open()) {
            append(journal, 2);
            commit(journal);
            append(journal, 1);
            disk.room.set(50);
            assertThrows(IOException.class, () -> commit(journal));
        }
        disk.room.set(Long.MAX_VALUE);
        assertEquals(List.of(1L, 2L), reopenedCopy(), "without its tail");
        assertEquals(1, log.size());
        assertEquals(List.of(1L, 2L, 3L), reopened());
        assertEquals(2, log.size());
    }

    @Test
    void aSegmentThatCannotBeBegunIsBegunLater() throws IOException {
        try (Journal journal = open()) {
            while (journal.end().offset() < segment) {
                append(journal, 1);
                commit(journal);
            }
            long before = journal.end().sequence();
            append(journal, 1);
            disk.openFails = true;
            assertThrows(IOException.class, () -> commit(journal));
            disk.openFails = false;
            disk.room.set(20);
            assertThrows(IOException.class, () -> commit(journal));
            disk.room.set(Long.MAX_VALUE);
            disk.forceFails = true;
            assertThrows(IOException.class, () -> commit(journal));
            disk.forceFails = false;
            disk.room.set(60);
            assertThrows(IOException.class, () -> commit(journal));
            disk.room.set(Long.MAX_VALUE);
            assertEquals(before, journal.end().sequence());
            commit(journal);
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
            assertThrows(IOException.class, () -> commit(journal));
            assertEquals(0, journal.end().sequence());
            disk.forceFails = false;
            int writes = disk.writes.get();
            commit(journal);
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
            commit(journal);
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
            commit(journal);
            assertTrue(Thread.interrupted());
            append(journal, 1);
            commit(journal);
        }
        assertEquals(List.of(1L, 2L), reopened());
    }
}
