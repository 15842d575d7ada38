package dev.sluice.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class LedgerRestartTest extends LedgerAtWork {
    @Test
    void whatWasNotAppliedIsAppliedAtTheNextStart() throws Exception {
        books.away = true;
        try (Ledger ledger = open()) {
            book(ledger, 0, 100);
        }
        assertEquals(ids(0, 100), told, "closing writes everything");
        books.away = false;
        try (Ledger ledger = open()) {
            book(ledger, 100, 110);
        }
        assertEquals(ids(0, 110), books.calls(), "closing applies what can be applied");
    }

    @Test
    void openingWaitsForNoDatabase() throws Exception {
        books.hang();
        try (Ledger ledger = open()) {
            book(ledger, 0, 10);
            until(() -> told.size() == 10);
            books.open();
            assertTrue(ledger.awaitApplied(LONG));
        }
        assertEquals(ids(0, 10), books.calls());
    }

    @Test
    void reservationsOfADeadProcessAreVoid() throws Exception {
        Path copy;
        try (Ledger ledger = open()) {
            ledger.reserve("done", List.of(Calls.HOLD));
            ledger.reserve("dead", List.of(Calls.HOLD));
            ledger.reserve("twice", List.of(Calls.HOLD));
            ledger.reserve("twice", List.of(Calls.HOLD));
            ledger.book(call("done", Calls.settled("done")));
            ledger.book(call("twice", Calls.settled("twice")));
            book(ledger, 0, 3);
            assertTrue(ledger.awaitApplied(LONG));
            copy = copy();
        }
        for (int start = 0; start < 2; start++) {
            try (Ledger ledger = open(copy)) {
                assertTrue(ledger.awaitApplied(LONG));
            }
            List<Numbered> entries = books.entries();
            int size = entries.size();
            assertEquals(
                    List.of(
                            new Numbered.Voided(size - 1, "dead", List.of(Calls.HOLD)),
                            new Numbered.Voided(size, "twice", List.of(Calls.HOLD))),
                    entries.subList(size - 2, size));
            assertEquals(2, entries.stream().filter(Numbered.Voided.class::isInstance).count());
        }
    }

    @Test
    void aJournalThatLostItsEndGoesOnBehindTheBooks() throws Exception {
        Path copy;
        try (Ledger ledger = open()) {
            book(ledger, 0, 5);
            assertTrue(ledger.awaitApplied(LONG));
            copy = copy();
            book(ledger, 5, 20);
        }
        try (Ledger ledger = open(copy)) {
            book(ledger, 20, 30);
        }
        assertEquals(ids(0, 30), books.calls());
        assertEquals(1, log.size(), log.toString());
        assertEquals(30, books.entries().getLast().sequence());
    }

    @Test
    void aJournalThatLostItsEndWhileTheDatabaseIsAwayLosesNothing() throws Exception {
        Path copy;
        try (Ledger ledger = open()) {
            copy = copy();
            book(ledger, 0, 20);
        }
        books.away = true;
        try (Ledger ledger = open(copy)) {
            book(ledger, 20, 30);
            until(() -> told.size() == 30);
            books.away = false;
            assertTrue(ledger.awaitApplied(LONG));
        }
        assertEquals(ids(0, 30), books.calls());
    }

    @Test
    void anEmptyDatabaseGetsWhatTheJournalHas() throws Exception {
        try (Ledger ledger = open()) {
            book(ledger, 0, 50);
            assertTrue(ledger.awaitApplied(LONG));
        }
        var other = new FakeBooks();
        var settings = new LedgerSettings(data, null, durability, Duration.ZERO);
        try (Ledger ledger = Ledger.open(settings, other, log::add, disk)) {
            assertTrue(ledger.awaitApplied(LONG));
        }
        assertEquals(ids(0, 50), other.calls());
    }
}
