package dev.sluice.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BacklogTest {
    private final List<Numbered> applied = new ArrayList<>();
    private final Backlog backlog = new Backlog(1, 0, 500, Batch::new);
    private boolean refusing;

    private final class Batch implements Books.Batch {
        private final List<Numbered> entries = new ArrayList<>();

        @Override
        public void add(Numbered entry) {
            if (refusing) {
                throw new IllegalStateException("a bug");
            }
            entries.add(entry);
        }

        @Override
        public boolean apply() {
            return applied.addAll(entries);
        }
    }

    @Test
    void whatFollowsIsHandedOverInBatches() throws Exception {
        backlog.begin(0);
        long some = Backlog.BATCH * 4 / 10;
        add(1, some);
        add(some + 1, 2 * some);
        add(2 * some + 1, 3 * some);
        assertEquals(numbers(1, 2 * some), take());
        assertEquals(numbers(2 * some + 1, 3 * some), take());
        assertFalse(backlog.isBehind());
        assertEquals(3 * some + 1, backlog.next());
    }

    @Test
    void beforeItIsKnownWhereToBeginNothingIsKept() throws Exception {
        add(1, 10);
        assertEquals(List.of(), take());
        backlog.begin(4);
        assertTrue(backlog.isBehind());
        assertEquals(5, backlog.next());
        backlog.read(10, 0);
        add(11, 12);
        assertEquals(numbers(11, 12), take());
    }

    @Test
    void whatIsTooMuchIsReadFromTheFilesUntilCaughtUp() throws Exception {
        backlog.begin(0);
        for (long first = 1; first <= 30_000; first += 1000) {
            add(first, first + 999);
        }
        List<Long> taken = new ArrayList<>();
        for (List<Long> some = take(); !some.isEmpty(); some = take()) {
            taken.addAll(some);
        }
        assertEquals(numbers(1, 20_000), taken);
        assertTrue(backlog.isBehind());
        backlog.read(25_000, 0);
        add(30_001, 30_002);
        assertEquals(List.of(), take(), "that would leave a gap");
        backlog.read(30_002, 0);
        assertFalse(backlog.isBehind());
        add(30_003, 30_004);
        assertEquals(numbers(30_003, 30_004), take());
    }

    @Test
    void largeEntriesAreNotHeldForLong() throws Exception {
        backlog.begin(0);
        backlog.add(new Backlog.Group(entries(1, 2), 20L << 20, 1000));
        backlog.add(new Backlog.Group(entries(3, 4), 20L << 20, 1000));
        assertEquals(numbers(1, 2), take());
        assertTrue(backlog.isBehind());
    }

    @Test
    void saysHowFarItIsBehind() throws Exception {
        backlog.begin(0);
        assertEquals(new Ledger.Lag(0, 0), backlog.lag(9_000));
        backlog.add(new Backlog.Group(entries(1, 3), 100, 1_000));
        backlog.add(new Backlog.Group(entries(4, 5), 100, 2_000));
        assertEquals(new Ledger.Lag(5, 8_000), backlog.lag(9_000));
        take();
        assertEquals(new Ledger.Lag(5, 8_000), backlog.lag(9_000));
        backlog.applied(5);
        assertEquals(new Ledger.Lag(0, 0), backlog.lag(9_000));
    }

    @Test
    void numbersThatWereLeftOutAreNotWaitedFor() throws Exception {
        backlog.begin(0);
        add(1_000_000_001, 1_000_000_003);
        assertEquals(3, backlog.lag(0).entries());
        backlog.read(1_000_000_003, 7_000);
        assertEquals(new Ledger.Lag(3, 1_000), backlog.lag(8_000));
        backlog.applied(1_000_000_003);
        assertEquals(0, backlog.lag(0).entries());
    }

    @Test
    void aBatchThatCannotBeMadeIsReadFromTheFiles() throws Exception {
        backlog.begin(0);
        add(1, 10);
        refusing = true;
        add(11, 12);
        assertEquals(List.of(), take(), "nobody knows what of it was added");
        assertTrue(backlog.isBehind());
        refusing = false;
        backlog.read(12, 0);
        add(13, 14);
        assertEquals(numbers(13, 14), take());
    }

    private void add(long first, long last) {
        backlog.add(new Backlog.Group(entries(first, last), 100 * (last - first), 1000));
    }

    private List<Long> take() throws StoreUnavailable {
        Backlog.Taken taken = backlog.take();
        applied.clear();
        if (taken != null) {
            assertTrue(taken.entries().apply());
            assertEquals(taken.last(), applied.getLast().sequence());
            assertEquals(taken.count(), applied.size());
        }
        return applied.stream().map(Numbered::sequence).toList();
    }

    private static List<Numbered> entries(long first, long last) {
        return numbers(first, last).stream()
                .<Numbered>map(each -> new Numbered.Voided(each, "r", List.of()))
                .toList();
    }

    private static List<Long> numbers(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }
}
