package dev.sluice.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several processes have one data directory. */
@Timeout(120)
class SlotsTest extends LedgerAtWork {
    @Test
    void theNewOneBeginsWhileTheOldOneEnds() throws Exception {
        Ledger old = open();
        book(old, 0, 10);
        String first = old.node();
        Ledger fresh = open();
        assertNotEquals(first, fresh.node());
        book(fresh, 10, 20);
        book(old, 20, 30);
        old.close();
        book(fresh, 30, 40);
        try (Ledger third = open()) {
            assertEquals(first, third.node(), "the place of the old one");
            book(third, 40, 50);
            fresh.close();
        }
        assertEquals(ids(0, 50), books.calls().stream().sorted().toList());
        assertEquals(List.of(), log);
    }

    @Test
    void asManyAsThereAreSlots() throws Exception {
        List<Ledger> all = new ArrayList<>();
        for (int i = 0; i < Slots.MOST; i++) {
            all.add(open());
        }
        assertEquals(Slots.MOST, all.stream().map(Ledger::node).distinct().count());
        var refused = assertThrows(JournalRefused.class, this::open);
        assertTrue(refused.toString().contains("8 other processes write journals in " + data));
        all.remove(3).close();
        all.add(open());
        all.forEach(Ledger::close);
        assertEquals(List.of(), log);
    }

    @Test
    void whatADeadOneLeftIsThereWhenTheNextOneBegins() throws Exception {
        try (Ledger _ = open()) {
            books.away = true;
            killed(0, 10);
            assertTrue(Files.exists(data.resolve("journal-2/node")));
        }
        books.away = false;
        try (Ledger next = open()) {
            assertTrue(next.awaitApplied(LONG));
            assertAdopted();
        }
        assertAdopted();
        assertTrue(log.getLast().endsWith("journal-2 are in the books now"), log.toString());
    }

    @Test
    void whoeverComesFirstAdopts() throws Exception {
        try (Ledger living = open()) {
            books.away = true;
            killed(0, 10);
            books.away = false;
            try (Ledger next = open()) {
                assertTrue(next.awaitApplied(LONG));
                until(() -> !voided().isEmpty());
            }
            assertTrue(living.awaitApplied(LONG));
        }
        assertAdopted();
    }

    @Test
    void theLivingOneAdoptsByItself() throws Exception {
        try (Ledger living = open()) {
            assertTrue(living.awaitApplied(LONG));
            killed(0, 10);
            until(() -> books.calls().size() == 10 && !voided().isEmpty());
            killed(10, 20);
            until(() -> books.calls().size() == 20 && voided().size() == 2);
        }
    }

    @Test
    void anOrphanThatCannotBeReadHindersNobody() throws Exception {
        try (Ledger living = open()) {
            assertTrue(living.awaitApplied(LONG));
            killed(0, 10);
        }
        Files.writeString(data.resolve("journal-2/node"), "0123456789abcdef0123456789abcdef\n");
        log.clear();
        try (Ledger next = open()) {
            assertTrue(next.awaitApplied(LONG));
        }
        assertEquals(1, log.size(), log.toString());
        assertTrue(log.getFirst().contains("journal-2 stays there until the next start"));
    }

    @Test
    void whoHoldsOneIsKnown() throws Exception {
        Instant before = Instant.now().minusMillis(10);
        try (Ledger old = open()) {
            Instant since = old.runningSince();
            assertFalse(since.isBefore(before));
            Ledger fresh = open();
            assertEquals(since, fresh.runningSince());
            fresh.close();
            assertEquals(since, old.runningSince());
        }
    }

    /** One has written calls and a reservation, of which nothing has been applied, and died. */
    private void killed(int from, int to) throws IOException {
        var process = new MortalProcess(data, new NoBooks(), _ -> {});
        process.ledger.reserve("open" + from, List.of(Calls.HOLD));
        int before = told.size();
        book(process.ledger, from, to);
        until(() -> told.size() == before + to - from);
        process.kill();
    }

    private void assertAdopted() {
        assertEquals(ids(0, 10), books.calls());
        assertEquals(List.of("open0"), voided());
    }

    private List<String> voided() {
        return books.entries().stream()
                .filter(Numbered.Voided.class::isInstance)
                .map(each -> ((Numbered.Voided) each).requestId())
                .toList();
    }

    private static final class NoBooks implements ListBooks {
        @Override
        public long applied(String node) throws StoreUnavailable {
            throw new StoreUnavailable("away", new IllegalStateException());
        }

        @Override
        public boolean apply(String node, List<Numbered> entries) throws StoreUnavailable {
            throw new StoreUnavailable("away", new IllegalStateException());
        }
    }
}
