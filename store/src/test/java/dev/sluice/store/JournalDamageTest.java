package dev.sluice.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class JournalDamageTest extends JournalOnDisk {
    @Test
    void wholeFramesRemainWhereverTheFileIsCut() throws IOException {
        segment = Long.MAX_VALUE;
        List<Long> ends = new ArrayList<>();
        try (Journal journal = open()) {
            for (int i = 0; i < 4; i++) {
                appendSmall(journal, 1);
                commit(journal);
                ends.add(journal.end().offset());
            }
        }
        byte[] whole = Files.readAllBytes(segment(1));
        for (int cut = 0; cut <= whole.length; cut++) {
            int length = cut;
            Files.write(segment(1), java.util.Arrays.copyOf(whole, cut));
            forgetTail();
            log.clear();
            long frames = ends.stream().filter(end -> end <= length).count();
            List<Long> expected = LongStream.rangeClosed(1, frames).boxed().toList();
            try (Journal journal = open()) {
                assertEquals(expected, found, "cut at " + cut);
                boolean clean = cut == Segment.HEAD || cut == 0 || ends.contains((long) cut);
                assertEquals(clean ? 0 : 1, log.size(), "cut at " + cut + ": " + log);
                assertEquals(List.of(frames + 1), appendSmall(journal, 1));
                commit(journal);
            }
            log.clear();
            forgetTail();
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
            commit(journal);
            from = journal.end().offset();
            appendSmall(journal, 1);
            commit(journal);
            to = journal.end().offset();
            appendSmall(journal, 2);
            commit(journal);
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
            commit(journal);
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
}
