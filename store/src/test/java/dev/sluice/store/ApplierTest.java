package dev.sluice.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ApplierTest {
    private static final int ENTRIES = 60;

    @TempDir private Path data;
    private final Reservations reservations = new Reservations();
    private final FakeBooks books = new FakeBooks();
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());

    @Test
    void segmentsWithOpenReservationsStay() throws Exception {
        int all = fill();
        reservations.begun(new Numbered.Reserved(7, "r", List.of(Calls.HOLD)));
        apply(books);
        assertEquals(LongStream.rangeClosed(1, ENTRIES).boxed().toList(), applied());
        List<Path> left = segments();
        assertTrue(left.size() > 2 && left.size() < all, left.toString());
        assertTrue(Segment.first(left.get(0).getFileName().toString()) <= 7);
        assertTrue(Segment.first(left.get(1).getFileName().toString()) > 7);
        reservations.ended("r", List.of(Calls.HOLD));
        fill();
        apply(books);
        assertEquals(2, segments().size());
        assertEquals(List.of(), log);
    }

    @Test
    void youngSegmentsStay() throws Exception {
        int all = fill();
        for (Path each : segments()) {
            Files.setLastModifiedTime(each, FileTime.from(java.time.Instant.now()));
        }
        apply(books);
        assertEquals(all, segments().size());
    }

    @Test
    void nothingThatIsNotAppliedIsRemoved() throws Exception {
        int all = fill();
        books.away = true;
        apply(books);
        assertEquals(all, segments().size());
    }

    @Test
    void whatIsGoneIsNamed() throws Exception {
        fill();
        apply(books);
        var empty = new FakeBooks();
        apply(empty);
        long first = Segment.first(segments().getFirst().getFileName().toString());
        assertEquals(
                LongStream.rangeClosed(first, ENTRIES).boxed().toList(),
                empty.entries().stream().map(Numbered::sequence).toList());
        assertEquals(1, log.size());
        assertTrue(log.getFirst().contains("lacks the entries 1 to " + (first - 1)));
    }

    @Test
    void anEntryThatNobodyCanReadIsNamedAndLeftOut() throws Exception {
        try (Journal journal = open()) {
            byte[] nonsense = {'{', '}'};
            journal.append(EntryKind.FINISHED, new Frames.Payload(nonsense, 2));
            JournalOnDisk.commit(journal);
        }
        fill();
        apply(books);
        assertEquals(LongStream.rangeClosed(2, ENTRIES + 1).boxed().toList(), applied());
        assertEquals(1, log.size());
        assertTrue(log.getFirst().startsWith("entry 1 is not what"), log.toString());
    }

    @Test
    void whatIsKnownInPartIsCountedOnce() throws Exception {
        fill();
        try (Journal journal = open()) {
            books.hang();
            Applier applier = applier(books, journal);
            Thread thread = Thread.ofPlatform().start(applier);
            books.letPass(1);
            assertEquals(0, applier.position().get());
            books.set(journal.node(), 30);
            books.open();
            assertTrue(thread.join(Duration.ofSeconds(60)));
            assertEquals(LongStream.rangeClosed(31, ENTRIES).boxed().toList(), applied());
            assertEquals(List.of(), log);
        }
    }

    private Journal open() throws IOException {
        var options = new Journal.Options(Disk.REAL, false, 700);
        return Journal.open(JournalOnDisk.claim(data), options, _ -> {}, log::add);
    }

    /** Writes entries in several segments, all of them old; returns how many there are. */
    private int fill() throws IOException {
        try (Journal journal = open()) {
            for (int i = 0; i < ENTRIES; i++) {
                journal.append(EntryKind.FINISHED, Calls.packed(Calls.finished("r" + i)));
                JournalOnDisk.commit(journal);
            }
        }
        for (Path each : segments()) {
            Files.setLastModifiedTime(each, FileTime.fromMillis(0));
        }
        return segments().size();
    }

    /** Applies what there is, as far as the books take it. */
    private void apply(Books to) throws Exception {
        try (Journal journal = open()) {
            Thread thread = Thread.ofPlatform().start(applier(to, journal));
            assertTrue(thread.join(Duration.ofSeconds(60)));
        }
    }

    private Applier applier(Books to, Journal journal) {
        var backlog =
                new Backlog(
                        journal.oldest(),
                        journal.end().sequence(),
                        0,
                        () -> to.batch(journal.node()));
        backlog.close(); // nothing more will come
        return new Applier(to, journal, backlog, reservations, log::add);
    }

    private List<Long> applied() {
        return books.entries().stream().map(Numbered::sequence).toList();
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("journal"))) {
            return files.filter(file -> file.toString().endsWith(".log")).sorted().toList();
        }
    }
}
