package dev.sluice.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a process that is killed has handed over and not written is there afterwards. */
class TailTest extends JournalOnDisk {
    private static final int PAGE = 4096;

    /** Opens the files as they are now, as somebody would whose predecessor was killed. */
    private List<Long> found(Path directory) throws IOException {
        List<Long> there = new ArrayList<>();
        var options = new Journal.Options(Disk.REAL, false, segment);
        Journal.open(claim(directory), options, frames -> there.add(frames.sequence()), log::add)
                .close();
        return there;
    }

    private Path copied(String name) throws IOException {
        Path copy = Files.createDirectories(data.resolve(name).resolve("journal"));
        Files.copy(data.resolve("node"), data.resolve(name).resolve("node"));
        try (Stream<Path> files = Files.list(data.resolve("journal"))) {
            for (Path each : files.filter(each -> !each.endsWith("lock")).toList()) {
                Files.copy(each, copy.resolve(each.getFileName()));
            }
        }
        return data.resolve(name);
    }

    private static List<Long> upTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    @Test
    void whatWasHandedOverSurvives() throws IOException {
        try (Journal journal = open()) {
            append(journal, 3);
            assertEquals(upTo(3), found(copied("nothing-written")));
            commit(journal);
            assertEquals(upTo(3), found(copied("all-written")));
            append(journal, 2);
            assertTrue(journal.turn());
            append(journal, 4);
            assertEquals(upTo(9), found(copied("one-half-closed-the-other-open")));
            journal.write();
            assertEquals(upTo(9), found(copied("one-half-written-the-other-open")));
            commit(journal);
            for (int i = 0; i < 12; i++) { // over and over what the halves had
                append(journal, 1 + i % 3);
                assertEquals(journal.end().sequence() + 1 + i % 3, found(copied("t" + i)).size());
                commit(journal);
            }
        }
        assertEquals(List.of(), log);
    }

    @Test
    void whatIsFoundIsFoundOnceAndGoesOn() throws IOException {
        Path copy;
        try (Journal journal = open()) {
            append(journal, 2);
            commit(journal);
            append(journal, 2);
            copy = copied("killed");
        }
        for (int start = 0; start < 3; start++) {
            assertEquals(upTo(4), found(copy));
        }
        Files.delete(copy.resolve("journal").resolve("tail"));
        assertEquals(upTo(4), found(copy), "it was written when it was found");
    }

    @Test
    void itMayHaveBeenKilledAtAnyByte() throws IOException {
        byte[] before;
        byte[] after;
        List<Integer> ends = new ArrayList<>();
        try (Journal journal = open()) {
            appendSmall(journal, 1);
            commit(journal);
            appendSmall(journal, 3); // older ones, in the same place
            commit(journal);
            appendSmall(journal, 1);
            commit(journal);
            before = Files.readAllBytes(tail());
            for (int i = 0; i < 3; i++) {
                append(journal, 1);
                ends.add(mismatchEnd(before, Files.readAllBytes(tail())));
            }
            after = Files.readAllBytes(tail());
        }
        int from = Arrays.mismatch(before, after);
        Files.deleteIfExists(tail());
        Path segments = copied("segments");
        for (int cut = from; cut <= ends.getLast(); cut++) {
            int length = cut;
            byte[] torn = before.clone();
            System.arraycopy(after, 0, torn, 0, cut);
            Path copy = segments.resolve("journal").resolve("tail");
            Files.write(copy, torn);
            long whole = ends.stream().filter(end -> end <= length).count();
            List<Tail.Rest> left = left(segments, 5);
            long last = left.isEmpty() ? 5 : left.getLast().last();
            assertEquals(5 + whole, last, "cut at " + cut);
        }
    }

    private static int mismatchEnd(byte[] before, byte[] after) {
        int end = after.length;
        while (end > 0 && before[end - 1] == after[end - 1]) {
            end--;
        }
        return end;
    }

    private List<Tail.Rest> left(Path directory, long last) throws IOException {
        try (JournalDirectory claimed = claim(directory)) {
            return Tail.left(claimed, Disk.REAL, last);
        }
    }

    @Test
    void anotherNodesTailIsNotTaken() throws IOException {
        Path copy;
        try (Journal journal = open()) {
            append(journal, 3);
            copy = copied("killed");
        }
        Files.delete(copy.resolve("journal").resolve(Segment.name(1)));
        assertEquals(List.of(), found(copy), "it began anew");
    }

    @Test
    void aTailThatIsNoneIsNotTaken() throws IOException {
        try (Journal journal = open()) {
            append(journal, 3);
            commit(journal);
        }
        for (byte[] bytes :
                List.of(new byte[0], new byte[100], new byte[PAGE], new byte[PAGE + 100])) {
            Files.write(tail(), bytes);
            assertEquals(upTo(3), reopened());
        }
        Files.write(tail(), Arrays.copyOf(Files.readAllBytes(tail()), PAGE + 2000));
        assertEquals(upTo(3), reopened());
        assertEquals(List.of(), log);
    }

    @Test
    void sequencesThatWereLeftOutAreLeftOut() throws IOException {
        Path copy;
        try (Journal journal = open()) {
            append(journal, 2);
            commit(journal);
            journal.skipTo(1L << 36);
            append(journal, 2);
            copy = copied("killed");
        }
        assertEquals(List.of(1L, 2L, 1L << 36, (1L << 36) + 1), found(copy));
        assertTrue(log.getFirst().contains("lacks the entries 3 to"), log.toString());
    }

    @Test
    void moreThanAHalfHoldsIsCollectedInMemory() throws IOException {
        segment = Long.MAX_VALUE;
        String large = "{\"text\":\"" + "x".repeat(Tail.HALF / 4) + "\"}";
        Path killed;
        try (Journal journal = open()) {
            for (int i = 0; i < 9; i++) {
                journal.append(EntryKind.FINISHED, Calls.packed(Calls.withBody("r", large)));
            }
            killed = copied("killed");
            commit(journal);
            append(journal, 1);
            assertEquals(upTo(10), found(copied("later")));
        }
        assertEquals(upTo(3), found(killed), "as much as there was room for");
        assertEquals(upTo(10), reopened());
    }

    @Test
    void withoutRoomForItThereIsMemory() throws IOException {
        disk.room.set(10_000);
        try (Journal journal = open()) {
            disk.room.set(Long.MAX_VALUE);
            append(journal, 2);
            commit(journal);
            append(journal, 2);
            assertEquals(upTo(2), found(copied("killed")));
            commit(journal);
        }
        assertEquals(upTo(4), reopened());
        assertTrue(log.getFirst().contains("cannot be had"), log.toString());
    }

    @Test
    void whatIsFoundIsKeptUntilTheDiskTakesIt() throws IOException {
        try (Journal journal = open()) {
            append(journal, 3);
        }
        disk.room.set(10);
        assertThrows(IOException.class, this::open);
        disk.room.set(Long.MAX_VALUE);
        assertEquals(upTo(3), reopened());
    }
}
